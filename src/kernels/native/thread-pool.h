#pragma once

#include <atomic>
#include <cstdint>

namespace unroll {

/** More threads than this are never used. */
constexpr int maximumThreads = 64;

/** What the threads of one parallel region share; see `Team`. */
struct TeamState {
  explicit TeamState(int threadCount) : threads(threadCount) {}

  /** Claimed tiles of one thread's share: the phase in the upper half, how many in the lower. */
  struct alignas(64) Share {
    std::atomic<uint64_t> claimed{0};
  };

  const int threads;
  alignas(64) std::atomic<int64_t> done{0};
  Share shares[maximumThreads];
};

/** Which way a thread goes through its share of a phase's tiles. */
enum class Order { forwards, backwards };

/**
 * One thread's view of a parallel region. All threads walk through the same phases; in a phase,
 * tiles are claimed one by one, first those of the thread's own share (so that in every phase it
 * meets the data that its cache holds), then those that other threads have not come to. A phase
 * ends when all tiles are done, not when all threads have come by: a thread whose core is busy
 * elsewhere takes fewer tiles, and none at all while it does not run.
 *
 * Which thread does a tile must not change its result; then results do not depend on the number of
 * threads.
 */
class Team {
 public:
  Team(TeamState& state, int thread) : state_(state), thread_(thread) {}

  int threads() const { return state_.threads; }
  /** In [0, threads): for memory of each thread's own. */
  int thread() const { return thread_; }

  /** Calls task(tile) once for every tile in [0, tiles), on all threads, and waits for the end. */
  template <class Task>
  void each(int tiles, const Task& task, Order order = Order::forwards) {
    phase_++;
    int64_t mine = 0;
    for (int i = 0; i < state_.threads; i++) {
      const int share = (thread_ + i) % state_.threads;
      const int first = shareStart(tiles, share);
      const int size = shareStart(tiles, share + 1) - first;
      for (int claimed = claim(share, size); claimed >= 0; claimed = claim(share, size)) {
        task(first + (order == Order::forwards ? claimed : size - 1 - claimed));
        mine++;
      }
    }
    doneBefore_ += tiles;
    if (mine > 0) state_.done.fetch_add(mine, std::memory_order_acq_rel);
    if (state_.done.load(std::memory_order_acquire) < doneBefore_) waitForTiles();
  }

 private:
  int shareStart(int tiles, int share) const {
    return static_cast<int>(static_cast<int64_t>(tiles) * share / state_.threads);
  }

  /** @returns the next tile of a share, or -1 when all are claimed or the phase is over */
  int claim(int share, int size) {
    std::atomic<uint64_t>& counter = state_.shares[share].claimed;
    uint64_t seen = counter.load(std::memory_order_relaxed);
    for (;;) {
      const uint64_t phase = seen >> 32;
      if (phase > phase_) return -1;
      const uint64_t claimed = phase == phase_ ? seen & 0xffffffffu : 0;
      if (claimed >= static_cast<uint64_t>(size)) return -1;
      const uint64_t next = (phase_ << 32) | (claimed + 1);
      if (counter.compare_exchange_weak(seen, next, std::memory_order_acq_rel)) {
        return static_cast<int>(claimed);
      }
    }
  }

  void waitForTiles();

  TeamState& state_;
  const int thread_;
  uint64_t phase_ = 0;
  int64_t doneBefore_ = 0;
};

/** Threads that a region may have, the caller included. */
int threadCount();

/** @param count clipped to [1, maximumThreads] */
void setThreadCount(int count);

using RegionBody = void (*)(const void* context, Team& team);
void runRegion(int threads, RegionBody body, const void* context);

/**
 * Runs body(team) on the caller and on pooled threads. The body must not throw and must take the
 * same phases on every thread. While another thread of the process is in a region, the caller works
 * alone.
 * @param threads at most so many; tiny work is faster alone than waking somebody
 */
template <class Body>
void parallel(int threads, const Body& body) {
  runRegion(
      threads,
      [](const void* context, Team& team) { (*static_cast<const Body*>(context))(team); }, &body);
}

/**
 * How many threads some work is worth.
 * @param operations floating-point operations, or a multiple of bytes moved that weighs the same
 */
int threadsFor(double operations);

}  // namespace unroll
