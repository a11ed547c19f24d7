#pragma once

#include <random>
#include <vector>

#include "reference.h"

namespace unroll {

/** Draws the errors of a `Disturbance`: evenly from [-unit, unit], relative to each value. */
class Disturbed {
 public:
  explicit Disturbed(const Disturbance& units) : units_(units), generator_(units.seed) {}

  /** What is multiplied in a product. */
  double factor(double value) { return draw(value, units_.factors); }
  /** What an operation leaves. */
  double result(double value) { return draw(value, units_.results); }

  /** What the approximations of vector/functions.h leave: within 4 units in the last place. */
  double activation(double value) { return draw(value, 8 * units_.results); }

  void factors(std::vector<double>& values) {
    for (double& value : values) value = factor(value);
  }

 private:
  double draw(double value, double unit) {
    if (unit == 0) return value;
    return value * (1 + unit * std::uniform_real_distribution<double>(-1, 1)(generator_));
  }

  const Disturbance units_;
  std::minstd_rand generator_;
};

}  // namespace unroll
