#include "kept-memory.h"

#include <algorithm>
#include <iterator>

#include "system-memory.h"

namespace unroll {
namespace {

/** Beyond what was lately in use, so that small models do not give memory back at every step. */
constexpr size_t keptBeyond = size_t{64} << 20;
/** After so many requests the highest use before as many others is forgotten. */
constexpr uint64_t requestsRemembered = 4096;

}  // namespace

void* KeptMemory::take(size_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  countRequest();
  const size_t room = systemMemory::roundUp(std::max<size_t>(bytes, 1), unit);
  auto part = findFree(room);
  if (part == parts_.end()) part = reserve(room);
  if (part == parts_.end()) return nullptr;
  split(part, room);
  part->second.isFree = false;
  part->second.region->inUse += room;
  inUse_ += room;
  recentPeak_ = std::max(recentPeak_, inUse_);
  peak_ = std::max(peak_, inUse_);
  shrinkTo(allowed());
  return part->first;
}

void KeptMemory::give(void* data) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto part = parts_.find(static_cast<char*>(data));
  Region& region = *part->second.region;
  region.inUse -= part->second.bytes;
  inUse_ -= part->second.bytes;
  region.usedUntil = requests_;
  part->second.isFree = true;
  part->second.usedUntil = requests_;
  joinNeighbours(part);
  shrinkTo(allowed());
}

MemoryFacts KeptMemory::facts() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return {inUse_, held_ - inUse_, peak_, reservations_};
}

void KeptMemory::countRequest() {
  if (++requests_ % requestsRemembered != 0) return;
  earlierPeak_ = recentPeak_;
  recentPeak_ = inUse_;
}

KeptMemory::Parts::iterator KeptMemory::findFree(size_t bytes) {
  auto best = parts_.end();
  for (auto at = parts_.begin(); at != parts_.end(); at++) {
    const Part& part = at->second;
    if (!part.isFree || part.bytes < bytes) continue;
    const bool isBetter = best == parts_.end() || part.bytes < best->second.bytes ||
                          (part.bytes == best->second.bytes &&
                           part.usedUntil > best->second.usedUntil);
    if (isBetter) best = at;
  }
  return best;
}

KeptMemory::Parts::iterator KeptMemory::reserve(size_t bytes) {
  const size_t room = systemMemory::roundUp(bytes, systemMemory::hugePage);
  void* data = systemMemory::reserve(room);
  if (data == nullptr) {
    shrinkTo(0);
    data = systemMemory::reserve(room);
  }
  if (data == nullptr) return parts_.end();
  reservations_++;
  held_ += room;
  char* const start = static_cast<char*>(data);
  regions_.push_back({start, room, 0, requests_});
  return parts_.emplace(start, Part{room, std::prev(regions_.end()), true, requests_}).first;
}

void KeptMemory::split(Parts::iterator part, size_t bytes) {
  if (part->second.bytes == bytes) return;
  Part rest = part->second;
  rest.bytes -= bytes;
  part->second.bytes = bytes;
  parts_.emplace_hint(std::next(part), part->first + bytes, rest);
}

void KeptMemory::joinNeighbours(Parts::iterator part) {
  const auto joins = [&](Parts::iterator other) {
    return other->second.isFree && other->second.region == part->second.region;
  };
  const auto next = std::next(part);
  if (next != parts_.end() && joins(next)) {
    part->second.bytes += next->second.bytes;
    parts_.erase(next);
  }
  if (part == parts_.begin()) return;
  const auto before = std::prev(part);
  if (!joins(before)) return;
  before->second.bytes += part->second.bytes;
  before->second.usedUntil = part->second.usedUntil;
  parts_.erase(part);
}

size_t KeptMemory::allowed() const {
  const size_t lately = std::max(recentPeak_, earlierPeak_);
  return 2 * lately + keptBeyond;
}

void KeptMemory::shrinkTo(size_t bytes) {
  while (held_ > bytes) {
    auto oldest = regions_.end();
    for (auto at = regions_.begin(); at != regions_.end(); at++) {
      if (at->inUse > 0) continue;
      if (oldest == regions_.end() || at->usedUntil < oldest->usedUntil) oldest = at;
    }
    if (oldest == regions_.end()) return;
    // Nothing of it is in use: it is one part.
    parts_.erase(oldest->start);
    systemMemory::giveBack(oldest->start, oldest->bytes);
    held_ -= oldest->bytes;
    regions_.erase(oldest);
  }
}

}  // namespace unroll
