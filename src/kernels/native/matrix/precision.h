#pragma once

#include "../vector/floats.h"

namespace unroll {

/** Words are floats. */
struct SinglePrecision {
  static constexpr int perWord = 1;
};

/**
 * Words are pairs of bfloat16, sums are floats: twice the products in a register, of three digits.
 * Only where the processor multiplies such pairs itself: worked out with floats, the same rounding
 * would be slower than single precision.
 */
struct MixedPrecision {
  static constexpr int perWord = 2;
};

/** sum + factor * panel, over the pairs of each word where words are pairs. */
template <class Isa, class Precision>
struct Product {
  using Vector = typename Isa::Vector;

  static Vector accumulate(Vector factor, Vector panel, Vector sum) {
#if defined(__AVX512BF16__)
    if constexpr (Precision::perWord == 2) {
      return _mm512_dpbf16_ps(sum, (__m512bh)factor, (__m512bh)panel);
    }
#endif
    return Isa::multiplyAdd(factor, panel, sum);
  }
};

/** Rounding to bfloat16, to the nearest, and putting pairs into words. */
template <class Isa>
struct Rounding {
  using Row = Floats<Isa>;

#if defined(__AVX512BF16__)
  /** Word j is (even[j], odd[j]). */
  static void storePairs(float* to, const Row& even, const Row& odd) {
    const __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(even.part[0]));
    const __m512i high = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(odd.part[0]));
    _mm512_storeu_si512(to, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
  }

  /** 8 words: neighbours in one row of 16 belong together. */
  static void storeNeighbours(float* to, const Row& row) {
    _mm256_storeu_si256((__m256i*)to, (__m256i)_mm512_cvtneps_pbh(row.part[0]));
  }
#else
  static void storePairs(float*, const Row&, const Row&);
  static void storeNeighbours(float*, const Row&);
#endif
};

}  // namespace unroll
