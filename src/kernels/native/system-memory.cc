#include "system-memory.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace unroll::systemMemory {
namespace {

#if defined(_WIN32)
void* reserveAligned(size_t bytes, size_t alignment) { return _aligned_malloc(bytes, alignment); }
void giveBackAligned(void* data) { _aligned_free(data); }
#else
void* reserveAligned(size_t bytes, size_t alignment) {
  void* data = nullptr;
  return posix_memalign(&data, alignment, bytes) == 0 ? data : nullptr;
}
void giveBackAligned(void* data) { free(data); }
#endif

}  // namespace

#if defined(__linux__)

void* reserve(size_t bytes) {
  // Only pages that are aligned are huge: what surrounds them goes back at once.
  void* const mapped = mmap(nullptr, bytes + hugePage, PROT_READ | PROT_WRITE,
                            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  const uintptr_t start = reinterpret_cast<uintptr_t>(mapped);
  const uintptr_t aligned = roundUp(start, hugePage);
  if (aligned > start) munmap(mapped, aligned - start);
  const size_t behind = start + hugePage - aligned;
  if (behind > 0) munmap(reinterpret_cast<void*>(aligned + bytes), behind);
  void* const data = reinterpret_cast<void*>(aligned);
#if defined(MADV_HUGEPAGE)
  madvise(data, bytes, MADV_HUGEPAGE);
#endif
  return data;
}

void giveBack(void* data, size_t bytes) { munmap(data, bytes); }

#else

void* reserve(size_t bytes) { return reserveAligned(bytes, hugePage); }
void giveBack(void* data, size_t) { giveBackAligned(data); }

#endif

void* reserveSmall(size_t bytes) {
  return reserveAligned(roundUp(std::max<size_t>(bytes, 1), cacheLine), cacheLine);
}
void giveBackSmall(void* data) { giveBackAligned(data); }

}  // namespace unroll::systemMemory
