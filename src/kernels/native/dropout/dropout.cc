#include "dropout.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "../processor.h"
#include "../thread-pool.h"
#include "dropout-kernels.h"

namespace unroll {
namespace {

/** Values that a thread takes at once; a multiple of dropoutGroup. */
constexpr int64_t tileSize = 16384;
/** Of the generator, weighed as floating-point operations. */
constexpr double operationsPerValue = 20;

DropoutRule ruleOf(Call& call) {
  const float rate = call.attributes().number("rate");
  if (!(rate >= 0 && rate < 1)) call.refuse("rate is not in [0, 1)");
  const auto seed = call.input<int32_t>(1, {2});
  return {{static_cast<uint32_t>(seed.data[0]), static_cast<uint32_t>(seed.data[1])},
          static_cast<uint32_t>(std::floor(static_cast<double>(rate) * 4294967296.0)),
          1 / (1 - rate)};
}

void compute(Call& call) {
  const DropoutRule rule = ruleOf(call);
  const auto x = call.input<float>(0);
  const int64_t size = x.elements();
  const int64_t asked = call.attributes().integer("period");
  const int64_t period = asked == 0 ? std::max<int64_t>(size, 1) : asked;
  if (period < 0 || size % period != 0) {
    call.refuse("period " + std::to_string(period) + " does not divide " + std::to_string(size) +
                " values");
  }
  const auto y = call.output(0, x.shape);
  const int64_t tilesOfPeriod = (period + tileSize - 1) / tileSize;
  const int tiles = static_cast<int>(size / period * tilesOfPeriod);
  const DropoutKernels& table = kernels<DropoutKernels>();
  parallel(threadsFor(operationsPerValue * static_cast<double>(size)), [&](Team& team) {
    team.each(tiles, [&](int tile) {
      const int64_t first = tile % tilesOfPeriod * tileSize;
      const int64_t start = tile / tilesOfPeriod * period + first;
      table.apply(x.data + start, y.data + start, first, std::min(tileSize, period - first), rule);
    });
  });
}

}  // namespace

const OperationDefinition dropout{"UnrollDropout",
                                  {"rate: float", "period: int"},
                                  {"x: float", "seed: int32"},
                                  {"y: float"},
                                  compute};

}  // namespace unroll
