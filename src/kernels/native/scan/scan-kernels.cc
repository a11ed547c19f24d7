#include "scan-kernels.h"

#include "../vector/floats.h"

namespace unroll {
namespace {

using Values = Floats<Isa>;

/** Registers of state that one pass over time takes along. */
constexpr int together = 4;
constexpr int64_t passColumns = together * Values::size;

/** One pass over time for `passColumns` columns, or for fewer where `whole` is false. */
template <bool whole>
struct Pass {
  int64_t left;

  Values load(const float* from, int i) const {
    if constexpr (whole) return Values::load(from + i * Values::size);
    return Values::loadFirst(from + i * Values::size, rest(i));
  }
  void store(const Values& values, float* to, int i) const {
    if constexpr (whole) {
      values.store(to + i * Values::size);
    } else {
      values.storeFirst(to + i * Values::size, rest(i));
    }
  }
  int rest(int i) const {
    const int64_t count = left - i * Values::size;
    return count < 0 ? 0 : count > Values::size ? Values::size : static_cast<int>(count);
  }

  void linear(const float* a, const float* b, const float* initial, float* states,
              const ScanColumns& columns) const {
    Values state[together];
    for (int i = 0; i < together; i++) state[i] = load(initial, i);
    for (int64_t t = 0; t < columns.time; t++) {
      const int64_t row = t * columns.width;
      for (int i = 0; i < together; i++) {
        state[i] = multiplyAdd(load(a + row, i), state[i], load(b + row, i));
        store(state[i], states + row, i);
      }
    }
  }

  void adjoint(const float* a, const float* direct, float* all, float* initial,
               const ScanColumns& columns) const {
    Values later[together];
    for (int i = 0; i < together; i++) later[i] = Values::zero();
    for (int64_t t = columns.time - 1; t >= 0; t--) {
      const int64_t row = t * columns.width;
      for (int i = 0; i < together; i++) {
        const Values sum = load(direct + row, i) + later[i];
        store(sum, all + row, i);
        later[i] = load(a + row, i) * sum;
      }
    }
    for (int i = 0; i < together; i++) store(later[i], initial, i);
  }
};

/** Calls run(pass, column) for every group of columns. */
template <class Run>
void eachPass(const ScanColumns& columns, const Run& run) {
  const int64_t end = columns.first + columns.count;
  int64_t column = columns.first;
  for (; column + passColumns <= end; column += passColumns) run(Pass<true>{}, column);
  if (column < end) run(Pass<false>{end - column}, column);
}

void linearScan(const float* a, const float* b, const float* initial, float* states,
                const ScanColumns& columns) {
  eachPass(columns, [&](const auto& pass, int64_t column) {
    pass.linear(a + column, b + column, initial + column, states + column, columns);
  });
}

void adjointScan(const float* a, const float* direct, float* all, float* initial,
                 const ScanColumns& columns) {
  eachPass(columns, [&](const auto& pass, int64_t column) {
    pass.adjoint(a + column, direct + column, all + column, initial + column, columns);
  });
}

}  // namespace

template <>
const ScanKernels& ScanKernels::of<Isa>() {
  static const ScanKernels kernels{linearScan, adjointScan};
  return kernels;
}

}  // namespace unroll
