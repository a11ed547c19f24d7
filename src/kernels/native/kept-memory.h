#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>

namespace unroll {

/** In bytes. */
struct MemoryFacts {
  size_t inUse;
  /** Waits for its next use. */
  size_t kept;
  /** The most that was in use at once. */
  size_t peak;
  /** How often the system was asked for more. */
  size_t reservations;
};

/**
 * Large blocks, and what waits for its next use between two of them. Blocks are parts of regions that
 * the system has given. Parts that are free beside each other become one again, whatever sizes they
 * had, so that a step which needs blocks of many sizes one after the other holds little more than it
 * uses at once, and asks the system for nothing once it has been taken a few times: fresh pages have
 * to be cleared, which took a tenth of the steps of a word model.
 *
 * Regions are given back, those first that have waited longest, where more is held than twice what
 * was lately in use at once, and a little: blocks of random sizes in random order need 1.4 times in
 * the middle, 2.2 times at worst.
 */
class KeptMemory {
 public:
  /** Blocks are multiples of so many bytes. */
  static constexpr size_t unit = size_t{256} << 10;

  /** Arbitrary content, aligned to a unit. @returns null where the system has no more memory */
  void* take(size_t bytes);
  /** @param data from `take`; on any thread */
  void give(void* data);
  MemoryFacts facts();

 private:
  /** What the system has given at once. */
  struct Region {
    char* start;
    size_t bytes;
    size_t inUse;
    /** Number of the request before which it was last in use. */
    uint64_t usedUntil;
  };
  using Regions = std::list<Region>;

  /** A block, or a free part between blocks; by address. */
  struct Part {
    size_t bytes;
    Regions::iterator region;
    bool isFree;
    /** Number of the request before which it was given back. */
    uint64_t usedUntil;
  };
  using Parts = std::map<char*, Part>;

  /** The smallest free part that is large enough; of equals the latest: it may lie in a cache. */
  Parts::iterator findFree(size_t bytes);
  /** A region of its own, as one free part. @returns the end of parts where there is no memory */
  Parts::iterator reserve(size_t bytes);
  void split(Parts::iterator part, size_t bytes);
  void joinNeighbours(Parts::iterator part);
  size_t allowed() const;
  /** Gives back free regions until no more than `bytes` are held, or none is free. */
  void shrinkTo(size_t bytes);
  void countRequest();

  std::mutex mutex_;
  Regions regions_;
  Parts parts_;
  size_t held_ = 0;
  size_t inUse_ = 0;
  size_t peak_ = 0;
  /** Highest use among the latest requests, and among as many before these. */
  size_t recentPeak_ = 0;
  size_t earlierPeak_ = 0;
  uint64_t requests_ = 0;
  size_t reservations_ = 0;
};

}  // namespace unroll
