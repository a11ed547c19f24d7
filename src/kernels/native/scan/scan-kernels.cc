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

  /** Real and imaginary parts of half as many units. */
  void complexLinear(const float* re, const float* im, const float* b, const float* initial,
                     float* states, const ComplexColumns& columns) const {
    Values x[together / 2], y[together / 2];
    for (int i = 0; i < together / 2; i++) {
      x[i] = load(initial, i);
      y[i] = load(initial + columns.half, i);
    }
    for (int64_t t = 0; t < columns.time; t++) {
      const int64_t row = t * columns.row, factor = t * columns.factorRow;
      for (int i = 0; i < together / 2; i++) {
        const Values a = load(re + factor, i), c = load(im + factor, i);
        const Values real = subtractProduct(c, y[i], multiplyAdd(a, x[i], load(b + row, i)));
        y[i] = multiplyAdd(c, x[i], multiplyAdd(a, y[i], load(b + row + columns.half, i)));
        x[i] = real;
        store(x[i], states + row, i);
        store(y[i], states + row + columns.half, i);
      }
    }
  }

  void complexAdjoint(const float* re, const float* im, const float* direct, float* all,
                      float* initial, const ComplexColumns& columns) const {
    Values x[together / 2], y[together / 2];
    for (int i = 0; i < together / 2; i++) x[i] = y[i] = Values::zero();
    for (int64_t t = columns.time - 1; t >= 0; t--) {
      const int64_t row = t * columns.row, factor = t * columns.factorRow;
      for (int i = 0; i < together / 2; i++) {
        const Values real = load(direct + row, i) + x[i];
        const Values imaginary = load(direct + row + columns.half, i) + y[i];
        store(real, all + row, i);
        store(imaginary, all + row + columns.half, i);
        const Values a = load(re + factor, i), c = load(im + factor, i);
        x[i] = multiplyAdd(c, imaginary, a * real);
        y[i] = subtractProduct(c, real, a * imaginary);
      }
    }
    for (int i = 0; i < together / 2; i++) {
      store(x[i], initial, i);
      store(y[i], initial + columns.half, i);
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

/** The same for units with two columns each. */
template <class Run>
void eachUnits(const ComplexColumns& columns, const Run& run) {
  constexpr int64_t passUnits = passColumns / 2;
  int64_t unit = 0;
  for (; unit + passUnits <= columns.count; unit += passUnits) run(Pass<true>{}, unit);
  if (unit < columns.count) run(Pass<false>{columns.count - unit}, unit);
}

void complexLinearScan(const float* re, const float* im, const float* b, const float* initial,
                       float* states, const ComplexColumns& columns) {
  eachUnits(columns, [&](const auto& pass, int64_t unit) {
    pass.complexLinear(re + unit, im + unit, b + unit, initial + unit, states + unit, columns);
  });
}

void complexAdjointScan(const float* re, const float* im, const float* direct, float* all,
                        float* initial, const ComplexColumns& columns) {
  eachUnits(columns, [&](const auto& pass, int64_t unit) {
    pass.complexAdjoint(re + unit, im + unit, direct + unit, all + unit, initial + unit, columns);
  });
}

}  // namespace

template <>
const ScanKernels& ScanKernels::of<Isa>() {
  static const ScanKernels kernels{linearScan, adjointScan, complexLinearScan,
                                   complexAdjointScan};
  return kernels;
}

}  // namespace unroll
