#include "scan.h"

#include "../processor.h"
#include "scan-tiles.h"

namespace unroll {
namespace {

void computeLinear(Call& call) {
  const auto factors = call.input<float>(0, {any, any, any});
  const Shape& shape = factors.shape;
  const auto terms = call.input<float>(1, {shape[0], shape[1], shape[2]});
  const auto initial = call.input<float>(2, {shape[1], shape[2]});
  const auto states = call.output(0, shape);
  const ScanKernels& table = kernels<ScanKernels>();
  eachScanTile(shape[0], shape[1] * shape[2], [&](const ScanColumns& columns) {
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
  eachScanTile(shape[0], shape[1] * shape[2], [&](const ScanColumns& columns) {
    table.adjoint(slopes.data, direct.data, all.data, initial.data, columns);
  });
}

/** Factors of a complex recurrence: real and imaginary parts, (time or 1, batch or 1, hidden). */
struct ComplexFactors {
  Array<const float> re, im;

  ComplexFactors(Call& call, const Shape& sequence)
      : re(call.input<float>(0, {any, any, sequence[2] / 2})),
        im(call.input<float>(1, {re.size(0), re.size(1), sequence[2] / 2})) {
    for (int axis = 0; axis < 2; axis++) {
      if (re.size(axis) != 1 && re.size(axis) != sequence[static_cast<size_t>(axis)]) {
        call.refuse("factors are " + describe(re.shape) + " for a sequence of " +
                    describe(sequence));
      }
    }
  }
  /** Floats from one step, and from one sequence, to the next. */
  int64_t row() const { return re.size(0) == 1 ? 0 : re.size(1) * re.size(2); }
  int64_t at(int64_t sequence) const { return re.size(1) == 1 ? 0 : sequence * re.size(2); }
};

/** Calls work(sequence of the batch, first unit, columns) for tiles of the units. */
template <class Work>
void eachComplexTile(const Shape& shape, const ComplexFactors& factors, const Work& work) {
  const int64_t time = shape[0], batch = shape[1], half = shape[2] / 2;
  const int64_t tileUnits = scanTileColumns / 2;
  const int64_t ofSequence = (half + tileUnits - 1) / tileUnits;
  const double operations = 2 * scanOperationsPerStep * static_cast<double>(time * batch * half);
  parallel(threadsFor(operations), [&](Team& team) {
    team.each(static_cast<int>(batch * ofSequence), [&](int tile) {
      const int64_t sequence = tile / ofSequence, first = tile % ofSequence * tileUnits;
      const int64_t count = std::min(tileUnits, half - first);
      work(sequence, first,
           ComplexColumns{time, batch * shape[2], factors.row(), half, count});
    });
  });
}

void requirePairs(Call& call, const Shape& shape) {
  if (shape.size() == 3 && shape[2] % 2 == 0) return;
  call.refuse("expected (time, batch, 2 * hidden), got " + describe(shape));
}

void computeComplexLinear(Call& call) {
  const auto terms = call.input<float>(2, {any, any, any});
  const Shape& shape = terms.shape;
  requirePairs(call, shape);
  const ComplexFactors factors(call, shape);
  const auto initial = call.input<float>(3, {shape[1], shape[2]});
  const auto states = call.output(0, shape);
  const ScanKernels& table = kernels<ScanKernels>();
  eachComplexTile(shape, factors, [&](int64_t sequence, int64_t first, const auto& columns) {
    const int64_t factor = factors.at(sequence) + first, at = sequence * shape[2] + first;
    table.complexLinear(factors.re.data + factor, factors.im.data + factor, terms.data + at,
                        initial.data + at, states.data + at, columns);
  });
}

void computeComplexAdjoint(Call& call) {
  const auto direct = call.input<float>(2, {any, any, any});
  const Shape& shape = direct.shape;
  requirePairs(call, shape);
  const ComplexFactors factors(call, shape);
  const auto all = call.output(0, shape);
  const auto initial = call.output(1, {shape[1], shape[2]});
  const ScanKernels& table = kernels<ScanKernels>();
  eachComplexTile(shape, factors, [&](int64_t sequence, int64_t first, const auto& columns) {
    const int64_t factor = factors.at(sequence) + first, at = sequence * shape[2] + first;
    table.complexAdjoint(factors.re.data + factor, factors.im.data + factor, direct.data + at,
                         all.data + at, initial.data + at, columns);
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

const OperationDefinition complexLinearScan{
    "UnrollComplexLinearScan",
    {},
    {"re: float", "im: float", "terms: float", "initial: float"},
    {"states: float"},
    computeComplexLinear};

const OperationDefinition complexAdjointScan{"UnrollComplexAdjointScan",
                                             {},
                                             {"re: float", "im: float", "direct: float"},
                                             {"all: float", "initial: float"},
                                             computeComplexAdjoint};

}  // namespace unroll
