#include "workspace.h"

#include <new>
#include <utility>

#include "system-memory.h"

namespace unroll {
namespace {

/** From here on memory comes in pages of its own. */
constexpr size_t largeFrom = KeptMemory::unit;

/** Never destroyed: TensorFlow may release results while the process ends. */
KeptMemory& keptMemory() {
  static KeptMemory* const shared = new KeptMemory;
  return *shared;
}

}  // namespace

Workspace::Workspace(size_t bytes) : bytes_(bytes) {
  data_ = bytes < largeFrom ? systemMemory::reserveSmall(bytes) : keptMemory().take(bytes);
  if (data_ == nullptr) throw std::bad_alloc();
}

Workspace::Workspace(Workspace&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}

Workspace& Workspace::operator=(Workspace&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  return *this;
}

Workspace::~Workspace() { release(data_, bytes_); }

void* Workspace::detach() {
  bytes_ = 0;
  return std::exchange(data_, nullptr);
}

void Workspace::release(void* data, size_t bytes) {
  if (data == nullptr) return;
  if (bytes < largeFrom) {
    systemMemory::giveBackSmall(data);
  } else {
    keptMemory().give(data);
  }
}

MemoryFacts workspaceFacts() { return keptMemory().facts(); }

}  // namespace unroll
