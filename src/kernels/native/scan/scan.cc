#include "scan.h"

#include <algorithm>

#include "../processor.h"
#include "../thread-pool.h"
#include "scan-kernels.h"

namespace unroll {
namespace {

/** Columns that a thread takes through all steps at once. */
constexpr int64_t tileColumns = 256;
/** Of one step of one column, weighed as floating-point operations: mostly memory. */
constexpr double operationsPerStep = 8;

/** Calls work(columns) for tiles of the columns of a (time, batch, width) sequence. */
template <class Work>
void eachTile(const Shape& shape, const Work& work) {
  const int64_t time = shape[0];
  const int64_t width = shape[1] * shape[2];
  const int tiles = static_cast<int>((width + tileColumns - 1) / tileColumns);
  const double operations = operationsPerStep * static_cast<double>(time * width);
  parallel(threadsFor(operations), [&](Team& team) {
    team.each(tiles, [&](int tile) {
      const int64_t first = tile * tileColumns;
      work(ScanColumns{time, width, first, std::min(tileColumns, width - first)});
    });
  });
}

void computeLinear(Call& call) {
  const auto factors = call.input<float>(0, {any, any, any});
  const Shape& shape = factors.shape;
  const auto terms = call.input<float>(1, {shape[0], shape[1], shape[2]});
  const auto initial = call.input<float>(2, {shape[1], shape[2]});
  const auto states = call.output(0, shape);
  const ScanKernels& table = kernels<ScanKernels>();
  eachTile(shape, [&](const ScanColumns& columns) {
    table.linear(factors.data, terms.data, initial.data, states.data, columns);
  });
}

void computeAdjoint(Call& call) {
  const auto slopes = call.input<float>(0, {any, any, any});
  const Shape& shape = slopes.shape;
  const auto direct = call.input<float>(1, {shape[0], shape[1], shape[2]});
  const auto all = call.output(0, shape);
  const auto initial = call.output(1, {shape[1], shape[2]});
  const ScanKernels& table = kernels<ScanKernels>();
  eachTile(shape, [&](const ScanColumns& columns) {
    table.adjoint(slopes.data, direct.data, all.data, initial.data, columns);
  });
}

}  // namespace

const OperationDefinition linearScan{"UnrollLinearScan",
                                     {},
                                     {"factors: float", "terms: float", "initial: float"},
                                     {"states: float"},
                                     computeLinear};

const OperationDefinition adjointScan{"UnrollAdjointScan",
                                      {},
                                      {"slopes: float", "direct: float"},
                                      {"all: float", "initial: float"},
                                      computeAdjoint};

}  // namespace unroll
