#pragma once

#include <cstdint>

namespace unroll {

/** Which values are kept. */
struct DropoutRule {
  /** Key of the generator. */
  uint32_t key[2];
  /** Random numbers below it drop their value: rate * 2^32. */
  uint32_t threshold;
  /** Of what is kept: 1 / (1 - rate). */
  float scale;
};

/** Values are drawn in groups of so many; a part begins at a multiple of it. */
constexpr int64_t dropoutGroup = 64;

struct DropoutKernels {
  /** y = 0 or x * scale, for `count` values of which the first has the number `first`. */
  void (*apply)(const float* x, float* y, int64_t first, int64_t count, const DropoutRule& rule);

  template <class Isa>
  static const DropoutKernels& of();
};

}  // namespace unroll
