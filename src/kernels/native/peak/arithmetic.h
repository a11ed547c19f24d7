#pragma once

#include <cstdint>

namespace unroll {

/** Loops that do nothing but multiply and add in registers. */
struct ArithmeticLoops {
  /** Floating-point operations of one round. */
  double fp32PerRound;
  /** @returns something that depends on every round, so that none is left out */
  float (*fp32)(int64_t rounds);
  double bf16PerRound;
  /** Null where the instruction set has no products of bfloat16. */
  float (*bf16)(int64_t rounds);

  template <class Isa>
  static const ArithmeticLoops& of();
};

}  // namespace unroll
