#pragma once

#include <immintrin.h>

#include "../processor.h"

namespace unroll {

/** Eight floats in one register, with fused multiplication and addition. */
struct Avx2 {
  using Vector = __m256;
  static constexpr int lanes = 8;
  /** 6 rows of two registers, two for the panel, one for the factor: 15 of 16. */
  static constexpr int maximumRows = 6;
  static constexpr int maximumHalves = 1;

  static __m256i first(int count) {
    const __m256i numbers = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), numbers);
  }

  static Vector zero() { return _mm256_setzero_ps(); }
  static Vector all(float value) { return _mm256_set1_ps(value); }
  static Vector load(const float* from) { return _mm256_loadu_ps(from); }
  static void store(float* to, Vector v) { _mm256_storeu_ps(to, v); }
  static Vector loadFirst(const float* from, int count) {
    return _mm256_maskload_ps(from, first(count));
  }
  static void storeFirst(float* to, int count, Vector v) {
    _mm256_maskstore_ps(to, first(count), v);
  }
  static Vector keepFirst(Vector v, int count) {
    return _mm256_and_ps(v, _mm256_castsi256_ps(first(count)));
  }

  static Vector add(Vector a, Vector b) { return _mm256_add_ps(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm256_sub_ps(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm256_mul_ps(a, b); }
  static Vector divide(Vector a, Vector b) { return _mm256_div_ps(a, b); }
  static Vector multiplyAdd(Vector a, Vector b, Vector c) { return _mm256_fmadd_ps(a, b, c); }
  static Vector subtractProduct(Vector a, Vector b, Vector c) {
    return _mm256_fnmadd_ps(a, b, c);
  }
  static Vector atLeast(Vector bound, Vector v) { return _mm256_max_ps(bound, v); }
  static Vector atMost(Vector bound, Vector v) { return _mm256_min_ps(bound, v); }
  /** v, but 0 where x is below a bound. */
  static Vector zeroBelow(Vector bound, Vector x, Vector v) {
    return _mm256_andnot_ps(_mm256_cmp_ps(x, bound, _CMP_LT_OQ), v);
  }
  static Vector squareRoot(Vector v) { return _mm256_sqrt_ps(v); }
  static Vector reciprocal(Vector v) { return divide(all(1), v); }
  static Vector nearest(Vector v) {
    return _mm256_round_ps(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }
  /** The exponent is added to that of v, which is near 1. */
  static Vector scale(Vector v, Vector exponent) {
    const __m256i shifted = _mm256_slli_epi32(_mm256_cvtps_epi32(exponent), 23);
    return _mm256_castsi256_ps(_mm256_add_epi32(_mm256_castps_si256(v), shifted));
  }
  static float sum(Vector v) {
    __m128 x = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    x = _mm_add_ps(x, _mm_movehl_ps(x, x));
    return _mm_cvtss_f32(_mm_add_ss(x, _mm_movehdup_ps(x)));
  }
  static float maximum(Vector v) {
    __m128 x = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    x = _mm_max_ps(x, _mm_movehl_ps(x, x));
    return _mm_cvtss_f32(_mm_max_ss(x, _mm_movehdup_ps(x)));
  }
};

}  // namespace unroll
