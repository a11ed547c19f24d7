#include "update-kernels.h"

#include <cmath>

#include "../vector/floats.h"

namespace unroll {
namespace {

using Values = Floats<Isa>;

/** Of so many squares single precision keeps the sum to 1e-6; then doubles take over. */
constexpr int64_t summedInFloats = 4096;

Values cut(const Values& gradient, const Values& limit) {
  return Values::each([&](int i) {
    // In this order a gradient that is not a number stays one.
    const auto below = Isa::atMost(limit.part[i], gradient.part[i]);
    return Isa::atLeast(Isa::subtract(Isa::zero(), limit.part[i]), below);
  });
}

SquareSums squaresOf(const float* gradient, int64_t count, float limit) {
  const Values bound = Values::all(limit);
  SquareSums sums{0, 0};
  for (int64_t start = 0; start < count; start += summedInFloats) {
    const int64_t end = start + summedInFloats < count ? start + summedInFloats : count;
    Values raw[2] = {Values::zero(), Values::zero()};
    Values held[2] = {Values::zero(), Values::zero()};
    const auto take = [&](const Values& g, int lane) {
      const Values c = cut(g, bound);
      raw[lane] = multiplyAdd(g, g, raw[lane]);
      held[lane] = multiplyAdd(c, c, held[lane]);
    };
    int64_t i = start;
    for (; i + 2 * Values::size <= end; i += 2 * Values::size) {
      take(Values::load(gradient + i), 0);
      take(Values::load(gradient + i + Values::size), 1);
    }
    for (; i < end; i += Values::size) {
      take(Values::loadFirst(gradient + i, static_cast<int>(end - i)), 0);
    }
    sums.raw += (raw[0] + raw[1]).sum();
    sums.cut += (held[0] + held[1]).sum();
  }
  return sums;
}

void addTo(float* sum, const float* row, int64_t count) {
  int64_t i = 0;
  for (; i + Values::size <= count; i += Values::size) {
    (Values::load(sum + i) + Values::load(row + i)).store(sum + i);
  }
  const int left = static_cast<int>(count - i);
  if (left == 0) return;
  (Values::loadFirst(sum + i, left) + Values::loadFirst(row + i, left)).storeFirst(sum + i, left);
}

/** UpdateNumbers in vectors. */
struct Numbers {
  explicit Numbers(const UpdateNumbers& n)
      : gradientScale(Values::all(n.gradientScale)),
        limit(Values::all(n.limit)),
        coupledDecay(Values::all(n.coupledDecay)),
        shrink(Values::all(n.shrink)),
        rate(Values::all(n.rate)),
        firstDecay(Values::all(n.firstDecay)),
        secondDecay(Values::all(n.secondDecay)),
        firstShare(Values::all(n.firstShare)),
        secondShare(Values::all(n.secondShare)),
        epsilon(Values::all(n.epsilon)),
        secondCorrection(Values::all(n.secondCorrection)) {}

  const Values gradientScale, limit, coupledDecay, shrink, rate, firstDecay, secondDecay;
  const Values firstShare, secondShare, epsilon, secondCorrection;
};

Values squareRoot(const Values& v) {
  return Values::each([&](int i) { return Isa::squareRoot(v.part[i]); });
}

// Each rule changes parameter p and moments by the gradient g; the equations stand with the
// optimizers (src/trainer/optimizers).

struct Descent {
  static constexpr int moments = 0;
  static void step(Values& p, Values*, const Values& g, const Numbers& n) {
    p = subtractProduct(n.rate, g, p);
  }
};

struct Momentum {
  static constexpr int moments = 1;
  static void step(Values& p, Values* m, const Values& g, const Numbers& n) {
    m[0] = multiplyAdd(n.firstDecay, m[0], g);
    p = subtractProduct(n.rate, m[0], p);
  }
};

struct Nesterov {
  static constexpr int moments = 1;
  static void step(Values& p, Values* m, const Values& g, const Numbers& n) {
    m[0] = multiplyAdd(n.firstDecay, m[0], g);
    p = subtractProduct(n.rate, multiplyAdd(n.firstDecay, m[0], g), p);
  }
};

struct Adam {
  static constexpr int moments = 2;
  static void step(Values& p, Values* m, const Values& g, const Numbers& n) {
    m[0] = multiplyAdd(n.firstDecay, m[0], n.firstShare * g);
    m[1] = multiplyAdd(n.secondDecay, m[1], n.secondShare * (g * g));
    const Values divisor = multiplyAdd(squareRoot(m[1]), n.secondCorrection, n.epsilon);
    p = subtractProduct(n.rate, m[0] / divisor, p);
  }
};

struct Rmsprop {
  static constexpr int moments = 1;
  static void step(Values& p, Values* m, const Values& g, const Numbers& n) {
    m[0] = multiplyAdd(n.secondDecay, m[0], n.secondShare * (g * g));
    p = subtractProduct(n.rate, g / (squareRoot(m[0]) + n.epsilon), p);
  }
};

template <class Rule>
void updateBy(const UpdateStretch& at, const UpdateNumbers& given) {
  const Numbers numbers(given);
  float* const kept[2] = {at.first, at.second};
  const auto step = [&](Values& p, Values* m, const Values& raw) {
    const Values g = multiplyAdd(numbers.coupledDecay, p,
                                 numbers.gradientScale * cut(raw, numbers.limit));
    p = numbers.shrink * p;
    Rule::step(p, m, g, numbers);
  };
  Values m[2];
  int64_t i = 0;
  for (; i + Values::size <= at.count; i += Values::size) {
    Values p = Values::load(at.parameter + i);
    for (int k = 0; k < Rule::moments; k++) m[k] = Values::load(kept[k] + i);
    step(p, m, Values::load(at.gradient + i));
    p.store(at.parameter + i);
    for (int k = 0; k < Rule::moments; k++) m[k].store(kept[k] + i);
  }
  const int left = static_cast<int>(at.count - i);
  if (left == 0) return;
  Values p = Values::loadFirst(at.parameter + i, left);
  for (int k = 0; k < Rule::moments; k++) m[k] = Values::loadFirst(kept[k] + i, left);
  step(p, m, Values::loadFirst(at.gradient + i, left));
  p.storeFirst(at.parameter + i, left);
  for (int k = 0; k < Rule::moments; k++) m[k].storeFirst(kept[k] + i, left);
}

}  // namespace

template <>
const UpdateKernels& UpdateKernels::of<Isa>() {
  static const UpdateKernels kernels{
      squaresOf, addTo, {updateBy<Descent>, updateBy<Momentum>, updateBy<Nesterov>,
                         updateBy<Adam>, updateBy<Rmsprop>}};
  return kernels;
}

}  // namespace unroll
