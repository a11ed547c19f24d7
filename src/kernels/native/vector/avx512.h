#pragma once

#include <immintrin.h>

#include "../processor.h"

namespace unroll {

/** Sixteen floats in one register. */
struct Avx512 {
  using Vector = __m512;
  static constexpr int lanes = 16;
  /** Rows of a micro-kernel: 14 rows of two registers, two for the panel, one for the factor. */
  static constexpr int maximumRows = 14;
  /** Halves of 16 columns that it works on at once. */
  static constexpr int maximumHalves = 2;

  static __mmask16 first(int count) {
    return count >= lanes ? 0xffff : static_cast<__mmask16>((1u << (count < 0 ? 0 : count)) - 1);
  }

  static Vector zero() { return _mm512_setzero_ps(); }
  static Vector all(float value) { return _mm512_set1_ps(value); }
  static Vector load(const float* from) { return _mm512_loadu_ps(from); }
  static void store(float* to, Vector v) { _mm512_storeu_ps(to, v); }
  static Vector loadFirst(const float* from, int count) {
    return _mm512_maskz_loadu_ps(first(count), from);
  }
  static void storeFirst(float* to, int count, Vector v) {
    _mm512_mask_storeu_ps(to, first(count), v);
  }
  static Vector keepFirst(Vector v, int count) { return _mm512_maskz_mov_ps(first(count), v); }

  static Vector add(Vector a, Vector b) { return _mm512_add_ps(a, b); }
  static Vector subtract(Vector a, Vector b) { return _mm512_sub_ps(a, b); }
  static Vector multiply(Vector a, Vector b) { return _mm512_mul_ps(a, b); }
  static Vector divide(Vector a, Vector b) { return _mm512_div_ps(a, b); }
  /** a b + c */
  static Vector multiplyAdd(Vector a, Vector b, Vector c) { return _mm512_fmadd_ps(a, b, c); }
  /** c - a b */
  static Vector subtractProduct(Vector a, Vector b, Vector c) {
    return _mm512_fnmadd_ps(a, b, c);
  }
  /** Of two values; where v is not a number, that. */
  static Vector atLeast(Vector bound, Vector v) { return _mm512_max_ps(bound, v); }
  static Vector atMost(Vector bound, Vector v) { return _mm512_min_ps(bound, v); }
  /** v, but 0 where x is below a bound. */
  static Vector zeroBelow(Vector bound, Vector x, Vector v) {
    return _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(x, bound, _CMP_NLT_UQ), v);
  }
  static Vector squareRoot(Vector v) { return _mm512_sqrt_ps(v); }
  /** 1 / v to 2^-23, for normal v: an estimate and one Newton step take half of a division. */
  static Vector reciprocal(Vector v) {
    const Vector estimate = _mm512_rcp14_ps(v);
    return multiply(estimate, subtractProduct(v, estimate, all(2)));
  }
  static Vector nearest(Vector v) { return _mm512_roundscale_ps(v, 8); }
  /** v 2^exponent for whole exponents in the range of floats. */
  static Vector scale(Vector v, Vector exponent) { return _mm512_scalef_ps(v, exponent); }
  static float sum(Vector v) { return _mm512_reduce_add_ps(v); }
  static float maximum(Vector v) { return _mm512_reduce_max_ps(v); }
};

/** The same with products of bfloat16 pairs in hardware. */
struct Avx512Bf16 : Avx512 {};

}  // namespace unroll
