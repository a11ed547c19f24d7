#include "arithmetic.h"

#include "../vector/isa.h"

namespace unroll {
namespace {

/** Sums under way: twice what two units of a latency of four need, and they fit 16 registers. */
constexpr int chains = 12;

float multiplyAndAdd(int64_t rounds) {
  using Vector = Isa::Vector;
  const Vector factor = Isa::all(0.999f);
  const Vector addend = Isa::all(0.001f);
  Vector sums[chains];
  for (int i = 0; i < chains; i++) sums[i] = Isa::all(static_cast<float>(i));
  for (int64_t round = 0; round < rounds; round++) {
#pragma GCC unroll 12
    for (int i = 0; i < chains; i++) sums[i] = Isa::multiplyAdd(sums[i], factor, addend);
  }
  Vector total = sums[0];
  for (int i = 1; i < chains; i++) total = Isa::add(total, sums[i]);
  return Isa::sum(total);
}

#if defined(__AVX512BF16__)
float multiplyAndAddPairs(int64_t rounds) {
  const __m512bh pairs = _mm512_cvtne2ps_pbh(_mm512_set1_ps(0.01f), _mm512_set1_ps(0.02f));
  __m512 sums[chains];
  for (int i = 0; i < chains; i++) sums[i] = _mm512_set1_ps(static_cast<float>(i));
  for (int64_t round = 0; round < rounds; round++) {
#pragma GCC unroll 12
    for (int i = 0; i < chains; i++) sums[i] = _mm512_dpbf16_ps(sums[i], pairs, pairs);
  }
  __m512 total = sums[0];
  for (int i = 1; i < chains; i++) total = _mm512_add_ps(total, sums[i]);
  return _mm512_reduce_add_ps(total);
}
constexpr auto pairLoop = multiplyAndAddPairs;
#else
constexpr float (*pairLoop)(int64_t) = nullptr;
#endif

}  // namespace

template <>
const ArithmeticLoops& ArithmeticLoops::of<Isa>() {
  static const ArithmeticLoops loops{2.0 * chains * Isa::lanes, multiplyAndAdd,
                                     4.0 * chains * Isa::lanes, pairLoop};
  return loops;
}

}  // namespace unroll
