#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace unroll {

using Values = std::vector<float>;

/** Random sizes, choices and values, the same for the same seed. */
class Dice {
 public:
  explicit Dice(unsigned seed) : generator_(seed) {}

  int between(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(generator_);
  }
  bool chance(double probability) {
    return std::uniform_real_distribution<double>(0, 1)(generator_) < probability;
  }
  Values values(size_t count, double scale) {
    std::uniform_real_distribution<double> distribution(-scale, scale);
    Values result(count);
    for (float& value : result) value = static_cast<float>(distribution(generator_));
    return result;
  }
  Values masks(size_t count, float value) {
    Values result(count);
    for (float& one : result) one = chance(0.3) ? 0 : value;
    return result;
  }

 private:
  std::mt19937 generator_;
};

}  // namespace unroll
