#include "thread-pool.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <thread>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif
#if defined(__linux__)
#include <sched.h>
#endif
#if !defined(_WIN32)
#include <pthread.h>
#endif

namespace unroll {
namespace {

using Clock = std::chrono::steady_clock;

/** A worker looks out for the next region so long before it sleeps. */
constexpr auto watchfulTime = std::chrono::microseconds(200);
/**
 * So many pauses, some hundred microseconds, a thread waits for others' tiles before it offers its
 * core to whoever needs it, and as many before it does so again: on a busy machine who gives a core
 * away gets it back some milliseconds later.
 */
constexpr int pausesBeforeYield = 10000;
/** About 20 microseconds of one core: what waking a sleeping thread costs at least. */
constexpr double operationsWorthAThread = 2e6;

void pause() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

template <class Condition>
void waitUntil(const Condition& condition) {
  for (unsigned i = 1; !condition(); i++) {
    if (i % pausesBeforeYield == 0) {
      std::this_thread::yield();
    } else {
      pause();
    }
  }
}

int coresOfThisProcess() {
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0) return CPU_COUNT(&allowed);
#endif
  return static_cast<int>(std::thread::hardware_concurrency());
}

int defaultThreadCount() {
  for (const char* variable : {"UNROLL_THREADS", "TF_NUM_INTRAOP_THREADS"}) {
    const char* const value = std::getenv(variable);
    if (value != nullptr && std::atoi(value) > 0) return std::atoi(value);
  }
  return coresOfThisProcess();
}

int clipped(int count) { return std::clamp(count, 1, maximumThreads); }

struct Region {
  RegionBody body;
  const void* context;
  TeamState* state;
};

/** The workers of this process; they are started when first needed and never end. */
class Pool {
 public:
  /** @returns false where another region is running */
  bool run(int count, RegionBody body, const void* context) {
    const std::unique_lock<std::mutex> only(regions_, std::try_to_lock);
    if (!only.owns_lock()) return false;
    while (workers_ < count - 1 && start(workers_ + 1)) workers_++;
    TeamState state(count);
    region_ = {body, context, &state};
    open();
    Team team(state, 0);
    body(context, team);
    close();
    return true;
  }

  std::atomic<int> threads{clipped(defaultThreadCount())};

 private:
  void open() {
    const uint64_t number = generation_.load(std::memory_order_relaxed) + 1;
    opened_.store(number);
    generation_.store(number);
    if (sleeping_.load() == 0) return;
    const std::lock_guard<std::mutex> lock(sleep_);
    wake_.notify_all();
  }

  /** After this no worker is inside the region, nor will one enter it. */
  void close() {
    opened_.store(0);
    waitUntil([this] { return inside_.load() == 0; });
  }

  /** @returns false where the system gives no more threads: those that are there do the work */
  bool start(int worker) {
    try {
      std::thread([this, worker] { work(worker); }).detach();
    } catch (const std::system_error&) {
      return false;
    }
    return true;
  }

  [[noreturn]] void work(int worker) {
    uint64_t seen = 0;
    for (;;) {
      seen = waitForRegion(seen);
      inside_.fetch_add(1);
      // A region that is open now stays so until this thread has left it.
      if (opened_.load() == seen && worker < region_.state->threads) {
        Team team(*region_.state, worker);
        region_.body(region_.context, team);
      }
      inside_.fetch_sub(1);
    }
  }

  uint64_t waitForRegion(uint64_t seen) {
    const auto until = Clock::now() + watchfulTime;
    do {
      for (int i = 0; i < 64; i++) {
        const uint64_t now = generation_.load();
        if (now != seen) return now;
        pause();
      }
    } while (Clock::now() < until);
    std::unique_lock<std::mutex> lock(sleep_);
    sleeping_.fetch_add(1);
    wake_.wait(lock, [&] { return generation_.load() != seen; });
    sleeping_.fetch_sub(1);
    return generation_.load();
  }

  std::mutex regions_;
  int workers_ = 0;
  Region region_{};
  std::atomic<uint64_t> generation_{0};
  /** Number of the region that may be entered, or 0. */
  std::atomic<uint64_t> opened_{0};
  std::atomic<int> inside_{0};
  std::atomic<int> sleeping_{0};
  std::mutex sleep_;
  std::condition_variable wake_;
};

std::atomic<Pool*> sharedPool{nullptr};

/** A forked child has no workers: it gets a pool of its own; the parent's is left as it was. */
void startAnew() { sharedPool.store(new Pool); }

Pool& pool() {
  static const bool isReady = [] {
    startAnew();
#if !defined(_WIN32)
    pthread_atfork(nullptr, nullptr, startAnew);
#endif
    return true;
  }();
  static_cast<void>(isReady);
  return *sharedPool.load(std::memory_order_acquire);
}

}  // namespace

void Team::waitForTiles() {
  waitUntil([this] { return state_.done.load(std::memory_order_acquire) >= doneBefore_; });
}

int threadCount() { return pool().threads.load(std::memory_order_relaxed); }

void setThreadCount(int count) { pool().threads.store(clipped(count)); }

int threadsFor(double operations) {
  const double worth = 1 + operations / operationsWorthAThread;
  return worth >= maximumThreads ? threadCount() : std::min(threadCount(), static_cast<int>(worth));
}

void runRegion(int threads, RegionBody body, const void* context) {
  threads = std::min(clipped(threads), threadCount());
  if (threads > 1 && pool().run(threads, body, context)) return;
  TeamState state(1);
  Team team(state, 0);
  body(context, team);
}

}  // namespace unroll
