#include "workspace.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <list>
#include <mutex>
#include <new>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace unroll {
namespace {

constexpr size_t lineSize = 64;
constexpr size_t hugePage = size_t{2} << 20;
/** From here on memory comes in pages of its own. */
constexpr size_t largeFrom = size_t{256} << 10;
/** Kept in any case, so that small models do not give memory back at every step. */
constexpr size_t keptAtLeast = size_t{64} << 20;
/** After so many requests the highest use before them is forgotten. */
constexpr int requestsRemembered = 4096;

size_t roundUp(size_t bytes, size_t unit) { return (bytes + unit - 1) / unit * unit; }

/** What is really reserved for a request. */
size_t roomFor(size_t bytes) {
  if (bytes < largeFrom) return roundUp(std::max<size_t>(bytes, 1), lineSize);
  return roundUp(bytes, bytes < hugePage ? largeFrom : hugePage);
}

#if defined(__linux__)

/** Aligned to a huge page: only whole ones are backed by one. */
void* reserveLarge(size_t room) {
  void* const mapped = mmap(nullptr, room + hugePage, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  const uintptr_t start = reinterpret_cast<uintptr_t>(mapped);
  const uintptr_t aligned = roundUp(start, hugePage);
  if (aligned > start) munmap(mapped, aligned - start);
  const size_t behind = start + hugePage - aligned;
  if (behind > 0) munmap(reinterpret_cast<void*>(aligned + room), behind);
  void* const data = reinterpret_cast<void*>(aligned);
#if defined(MADV_HUGEPAGE)
  madvise(data, room, MADV_HUGEPAGE);
#endif
  return data;
}

void giveBackLarge(void* data, size_t room) { munmap(data, room); }

#endif

#if defined(_WIN32)
void* reserveAligned(size_t room) { return _aligned_malloc(room, lineSize); }
void giveBackAligned(void* data) { _aligned_free(data); }
#else
void* reserveAligned(size_t room) {
  void* data = nullptr;
  return posix_memalign(&data, lineSize, room) == 0 ? data : nullptr;
}
void giveBackAligned(void* data) { free(data); }
#endif

#if !defined(__linux__)
void* reserveLarge(size_t room) { return reserveAligned(room); }
void giveBackLarge(void* data, size_t) { giveBackAligned(data); }
#endif

/** Large blocks that wait for their next use. */
class Store {
 public:
  /** @returns null where the system has no more memory */
  void* take(size_t room) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (++requests_ % requestsRemembered == 0) recentPeak_ = inUse_;
    inUse_ += room;
    recentPeak_ = std::max(recentPeak_, inUse_);
    peak_ = std::max(peak_, inUse_);
    // The latest first: it may still lie in a cache.
    const auto found = std::find_if(kept_.rbegin(), kept_.rend(),
                                    [&](const Block& block) { return block.room == room; });
    if (found != kept_.rend()) {
      void* const data = found->data;
      kept_.erase(std::next(found).base());
      keptBytes_ -= room;
      return data;
    }
    void* data = reserveLarge(room);
    if (data == nullptr) {
      shrinkTo(0);
      data = reserveLarge(room);
    }
    if (data == nullptr) inUse_ -= room;
    return data;
  }

  void give(void* data, size_t room) {
    const std::lock_guard<std::mutex> lock(mutex_);
    inUse_ -= room;
    kept_.push_back({room, data});
    keptBytes_ += room;
    const size_t allowed = std::max(recentPeak_ - inUse_, keptAtLeast);
    if (keptBytes_ > allowed) shrinkTo(allowed);
  }

  WorkspaceFacts facts() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return {inUse_, keptBytes_, peak_};
  }

 private:
  struct Block {
    size_t room;
    void* data;
  };

  /**
   * Those first that have waited longest: they are of a model that has gone, or of another length of
   * sequences. By size, what is in use now could be given back and fetched again at every step.
   */
  void shrinkTo(size_t bytes) {
    while (keptBytes_ > bytes && !kept_.empty()) {
      giveBackLarge(kept_.front().data, kept_.front().room);
      keptBytes_ -= kept_.front().room;
      kept_.pop_front();
    }
  }

  std::mutex mutex_;
  /** In the order in which they were given back; a few dozen. */
  std::list<Block> kept_;
  size_t keptBytes_ = 0;
  size_t inUse_ = 0;
  size_t recentPeak_ = 0;
  size_t peak_ = 0;
  int requests_ = 0;
};

/** Never destroyed: TensorFlow may release results while the process ends. */
Store& store() {
  static Store* const shared = new Store;
  return *shared;
}

}  // namespace

Workspace::Workspace(size_t bytes) : bytes_(bytes) {
  const size_t room = roomFor(bytes);
  data_ = bytes < largeFrom ? reserveAligned(room) : store().take(room);
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
    giveBackAligned(data);
  } else {
    store().give(data, roomFor(bytes));
  }
}

WorkspaceFacts workspaceFacts() { return store().facts(); }

}  // namespace unroll
