#pragma once

#include "isa.h"

#if defined(_MSC_VER) && !defined(__clang__)
#error "The kernels need GCC or Clang (clang-cl on Windows)"
#endif

namespace unroll {

/**
 * Sixteen floats: half a row of a panel, whatever the width of the registers. All is inlined,
 * whatever the compiler thinks of it: a call would pass registers through memory.
 */
template <class Isa>
struct Floats {
  using Vector = typename Isa::Vector;
  static constexpr int size = 16;
  static constexpr int parts = size / Isa::lanes;
  Vector part[parts];

  [[gnu::always_inline]] static Floats zero() { return each([](int) { return Isa::zero(); }); }
  [[gnu::always_inline]] static Floats all(float value) {
    const Vector v = Isa::all(value);
    return each([&](int) { return v; });
  }
  [[gnu::always_inline]] static Floats load(const float* from) {
    return each([&](int i) { return Isa::load(from + i * Isa::lanes); });
  }
  /** The others become 0 and are not read. */
  [[gnu::always_inline]] static Floats loadFirst(const float* from, int count) {
    return each([&](int i) {
      const int left = count - i * Isa::lanes;
      return left > 0 ? Isa::loadFirst(from + i * Isa::lanes, left) : Isa::zero();
    });
  }
  [[gnu::always_inline]] void store(float* to) const {
    for (int i = 0; i < parts; i++) Isa::store(to + i * Isa::lanes, part[i]);
  }
  [[gnu::always_inline]] void storeFirst(float* to, int count) const {
    for (int i = 0; i < parts; i++) {
      const int left = count - i * Isa::lanes;
      if (left > 0) Isa::storeFirst(to + i * Isa::lanes, left, part[i]);
    }
  }
  /** The others become 0. */
  [[gnu::always_inline]] Floats keepFirst(int count) const {
    return each([&](int i) { return Isa::keepFirst(part[i], count - i * Isa::lanes); });
  }
  float sum() const {
    Vector total = part[0];
    for (int i = 1; i < parts; i++) total = Isa::add(total, part[i]);
    return Isa::sum(total);
  }
  float maximum() const {
    float most = Isa::maximum(part[0]);
    for (int i = 1; i < parts; i++) {
      const float other = Isa::maximum(part[i]);
      most = other > most ? other : most;
    }
    return most;
  }

  template <class Make>
  [[gnu::always_inline]] static Floats each(const Make& make) {
    Floats result;
    for (int i = 0; i < parts; i++) result.part[i] = make(i);
    return result;
  }
};

template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> operator+(const Floats<Isa>& a, const Floats<Isa>& b) {
  return Floats<Isa>::each([&](int i) { return Isa::add(a.part[i], b.part[i]); });
}
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> operator-(const Floats<Isa>& a, const Floats<Isa>& b) {
  return Floats<Isa>::each([&](int i) { return Isa::subtract(a.part[i], b.part[i]); });
}
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> operator*(const Floats<Isa>& a, const Floats<Isa>& b) {
  return Floats<Isa>::each([&](int i) { return Isa::multiply(a.part[i], b.part[i]); });
}
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> operator/(const Floats<Isa>& a, const Floats<Isa>& b) {
  return Floats<Isa>::each([&](int i) { return Isa::divide(a.part[i], b.part[i]); });
}
/** a b + c */
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> multiplyAdd(const Floats<Isa>& a, const Floats<Isa>& b,
                                                      const Floats<Isa>& c) {
  return Floats<Isa>::each(
      [&](int i) { return Isa::multiplyAdd(a.part[i], b.part[i], c.part[i]); });
}
/** c - a b */
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> subtractProduct(const Floats<Isa>& a,
                                                          const Floats<Isa>& b,
                                                          const Floats<Isa>& c) {
  return Floats<Isa>::each(
      [&](int i) { return Isa::subtractProduct(a.part[i], b.part[i], c.part[i]); });
}
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> maximum(const Floats<Isa>& bound, const Floats<Isa>& v) {
  return Floats<Isa>::each([&](int i) { return Isa::atLeast(bound.part[i], v.part[i]); });
}
/** v, but 0 where x is below a bound. */
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> zeroBelow(const Floats<Isa>& bound, const Floats<Isa>& x,
                                                    const Floats<Isa>& v) {
  return Floats<Isa>::each(
      [&](int i) { return Isa::zeroBelow(bound.part[i], x.part[i], v.part[i]); });
}

}  // namespace unroll
