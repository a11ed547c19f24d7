#include "peak.h"

#include <algorithm>
#include <atomic>
#include <chrono>

#include "../processor.h"
#include "../thread-pool.h"
#include "arithmetic.h"

namespace unroll {
namespace {

using Clock = std::chrono::steady_clock;

/** Short enough that some of the repetitions meet no other program. */
constexpr double secondsOfOneTry = 1e-3;
constexpr int tries = 100;

/** Seconds that all threads together take for so many rounds each. */
double secondsFor(float (*loop)(int64_t), int64_t rounds) {
  const int threads = threadCount();
  std::atomic<float> kept{0};
  const auto start = Clock::now();
  parallel(threads, [&](Team& team) {
    team.each(threads, [&](int) { kept.store(loop(rounds), std::memory_order_relaxed); });
  });
  return std::chrono::duration<double>(Clock::now() - start).count();
}

float gigaflops(float (*loop)(int64_t), double operationsPerRound) {
  int64_t rounds = int64_t{1} << 14;
  while (secondsFor(loop, rounds) < secondsOfOneTry) rounds *= 2;
  double best = secondsFor(loop, rounds);
  for (int i = 1; i < tries; i++) best = std::min(best, secondsFor(loop, rounds));
  const double operations = operationsPerRound * static_cast<double>(rounds) * threadCount();
  return static_cast<float>(operations / best / 1e9);
}

}  // namespace

const OperationDefinition arithmeticPeak{
    "UnrollArithmeticPeak", {}, {}, {"fp32: float", "bf16: float"}, [](Call& call) {
      const ArithmeticLoops& loops = kernels<ArithmeticLoops>();
      *call.output(0, {}).data = gigaflops(loops.fp32, loops.fp32PerRound);
      *call.output(1, {}).data =
          loops.bf16 == nullptr ? 0 : gigaflops(loops.bf16, loops.bf16PerRound);
    }};

}  // namespace unroll
