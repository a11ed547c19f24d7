#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#include "../processor.h"

namespace unroll {

/**
 * Four floats by the compiler's own vectors: SSE2 on any x86-64, NEON on any 64-bit ARM, where the
 * compiler fuses multiplication and addition by itself.
 */
struct Portable {
  typedef float Vector __attribute__((vector_size(16)));
  typedef int32_t Whole __attribute__((vector_size(16)));
  static constexpr int lanes = 4;
#if defined(__aarch64__)
  /** 32 registers: 6 rows of four, four for the panel, one for the factor. */
  static constexpr int maximumRows = 6;
#else
  /** 16 registers: 2 rows of four, four for the panel, one for the factor. */
  static constexpr int maximumRows = 2;
#endif
  static constexpr int maximumHalves = 1;

  static Vector zero() { return Vector{}; }
  static Vector all(float value) { return Vector{value, value, value, value}; }
  static Vector load(const float* from) {
    Vector v;
    std::memcpy(&v, from, sizeof(v));
    return v;
  }
  static void store(float* to, Vector v) { std::memcpy(to, &v, sizeof(v)); }
  static Vector loadFirst(const float* from, int count) {
    Vector v{};
    for (int i = 0; i < lanes && i < count; i++) v[i] = from[i];
    return v;
  }
  static void storeFirst(float* to, int count, Vector v) {
    for (int i = 0; i < lanes && i < count; i++) to[i] = v[i];
  }
  static Vector keepFirst(Vector v, int count) {
    for (int i = count < 0 ? 0 : count; i < lanes; i++) v[i] = 0;
    return v;
  }

  static Vector add(Vector a, Vector b) { return a + b; }
  static Vector subtract(Vector a, Vector b) { return a - b; }
  static Vector multiply(Vector a, Vector b) { return a * b; }
  static Vector divide(Vector a, Vector b) { return a / b; }
  static Vector multiplyAdd(Vector a, Vector b, Vector c) { return a * b + c; }
  static Vector subtractProduct(Vector a, Vector b, Vector c) { return c - a * b; }
  static Vector atLeast(Vector bound, Vector v) { return v < bound ? bound : v; }
  static Vector atMost(Vector bound, Vector v) { return v > bound ? bound : v; }
  /** v, but 0 where x is below a bound. */
  static Vector zeroBelow(Vector bound, Vector x, Vector v) {
    return x < bound ? Vector{} : v;
  }
  static Vector squareRoot(Vector v) {
    for (int i = 0; i < lanes; i++) v[i] = std::sqrt(v[i]);
    return v;
  }
  static Vector reciprocal(Vector v) { return all(1) / v; }
  /** For values below 2^22: the sum has no room for a fraction. */
  static Vector nearest(Vector v) {
    const Vector magic = all(12582912.0f);
    return (v + magic) - magic;
  }
  static Vector scale(Vector v, Vector exponent) {
    const Whole shifted = __builtin_convertvector(exponent, Whole) << 23;
    Whole bits;
    std::memcpy(&bits, &v, sizeof(v));
    bits += shifted;
    std::memcpy(&v, &bits, sizeof(v));
    return v;
  }
  static float sum(Vector v) { return (v[0] + v[1]) + (v[2] + v[3]); }
  static float maximum(Vector v) {
    const float a = v[0] > v[1] ? v[0] : v[1];
    const float b = v[2] > v[3] ? v[2] : v[3];
    return a > b ? a : b;
  }
};

}  // namespace unroll
