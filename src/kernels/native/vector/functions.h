#pragma once

#include "floats.h"

namespace unroll {

namespace polynomial {

/**
 * c[0] x^(n-1) + … + c[n-1], by Estrin's scheme (1960): neighbours are put together with x, their
 * pairs with x^2 and so on. Horner's rule has one product less at each halving, but each of its
 * products waits for the one before.
 */
template <class Isa, int n>
[[gnu::always_inline]] inline typename Isa::Vector evaluate(typename Isa::Vector x,
                                                            const typename Isa::Vector (&c)[n]) {
  if constexpr (n == 1) {
    return c[0];
  } else {
    typename Isa::Vector pairs[(n + 1) / 2];
    if constexpr (n % 2 == 1) pairs[0] = c[0];
#pragma GCC unroll 8
    for (int i = n % 2; i < n; i += 2) {
      pairs[(i + 1) / 2] = Isa::multiplyAdd(c[i], x, c[i + 1]);
    }
    if constexpr (n <= 2) {
      return pairs[0];
    } else {
      return evaluate<Isa>(Isa::multiply(x, x), pairs);
    }
  }
}

template <class Isa, int n>
[[gnu::always_inline]] inline typename Isa::Vector evaluate(typename Isa::Vector x,
                                                            const float (&c)[n]) {
  typename Isa::Vector coefficients[n];
#pragma GCC unroll 16
  for (int i = 0; i < n; i++) coefficients[i] = Isa::all(c[i]);
  return evaluate<Isa>(x, coefficients);
}

}  // namespace polynomial

/**
 * e^x, within 2 units in the last place, for x in [-87, 88]; no number stays none.
 * x = n ln 2 + r with whole n: e^r by the minimax polynomial of Cephes (Moshier 1992), times 2^n.
 */
template <class Isa>
[[gnu::always_inline]] inline typename Isa::Vector exponentialWithin(typename Isa::Vector x) {
  static constexpr float coefficients[] = {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f,
                                           4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f};
  const auto n = Isa::nearest(Isa::multiply(x, Isa::all(1.44269504089f)));
  // ln 2 in two parts, so that the product with n is exact.
  auto r = Isa::subtractProduct(n, Isa::all(0.693359375f), x);
  r = Isa::subtractProduct(n, Isa::all(-2.12194440e-4f), r);
  const auto curve = polynomial::evaluate<Isa>(r, coefficients);
  const auto line = Isa::add(r, Isa::all(1.0f));
  return Isa::scale(Isa::multiplyAdd(curve, Isa::multiply(r, r), line), n);
}

/** e^x with arguments held in [-87, 88]. */
template <class Isa>
[[gnu::always_inline]] inline typename Isa::Vector exponential(typename Isa::Vector x) {
  return exponentialWithin<Isa>(Isa::atMost(Isa::all(88.0f), Isa::atLeast(Isa::all(-87.0f), x)));
}

/**
 * 1 / (1 + e^-x); below -87 exactly 0, shortly before e^-x is infinite in single precision. A gate
 * that an infinite sum closes times an infinite state is then no number, as IEEE 754 and PyTorch
 * have it: a sigmoid that stayed above 0 would make it infinite, and tanh a plausible 1 of that.
 */
template <class Isa>
[[gnu::always_inline]] inline typename Isa::Vector sigmoid(typename Isa::Vector x) {
  // Below e^87 the reciprocal is still a normal number.
  const auto held = Isa::atMost(Isa::all(87.0f), Isa::atLeast(Isa::all(-87.0f), x));
  const auto power = exponentialWithin<Isa>(Isa::subtract(Isa::zero(), held));
  const auto value = Isa::reciprocal(Isa::add(Isa::all(1.0f), power));
  return Isa::zeroBelow(Isa::all(-87.0f), x, value);
}

/**
 * tanh x, within 4 units in the last place: the rational minimax approximation that Eigen uses, odd
 * of degree 13 over even of degree 6; from 7.9 on the result is 1.
 */
template <class Isa>
[[gnu::always_inline]] inline typename Isa::Vector hyperbolicTangent(typename Isa::Vector x) {
  static constexpr float above[] = {-2.76076847742355e-16f, 2.00018790482477e-13f,
                                    -8.60467152213735e-11f, 5.12229709037114e-08f,
                                    1.48572235717979e-05f,  6.37261928875436e-04f,
                                    4.89352455891786e-03f};
  static constexpr float below[] = {1.19825839466702e-06f, 1.18534705686654e-04f,
                                    2.26843463243900e-03f, 4.89352518554385e-03f};
  const float limit = 7.90531110763549805f;
  x = Isa::atMost(Isa::all(limit), Isa::atLeast(Isa::all(-limit), x));
  const auto square = Isa::multiply(x, x);
  const auto numerator = Isa::multiply(x, polynomial::evaluate<Isa>(square, above));
  return Isa::multiply(numerator, Isa::reciprocal(polynomial::evaluate<Isa>(square, below)));
}

/** e^x for x of at most 88; below -87 exactly 0, see `sigmoid`. */
template <class Isa>
[[gnu::always_inline]] inline typename Isa::Vector exponentialOrZero(typename Isa::Vector x) {
  return Isa::zeroBelow(Isa::all(-87.0f), x, exponential<Isa>(x));
}

/**
 * log(1 / (1 + e^-x)) = min(x, 0) - log(1 + u) with u = e^-|x|, and log(1 + u) = 2 artanh(s),
 * s = u / (2 + u) in (0, 1/3], by its series: what is left out is less than 2^-25 of it.
 */
template <class Isa>
[[gnu::always_inline]] inline typename Isa::Vector logSigmoid(typename Isa::Vector x) {
  static constexpr float series[] = {2.0f / 13, 2.0f / 11, 2.0f / 9, 2.0f / 7,
                                     2.0f / 5,  2.0f / 3,  2.0f};
  const auto negative = Isa::atMost(Isa::subtract(Isa::zero(), x), x);
  const auto u = exponential<Isa>(negative);
  const auto s = Isa::multiply(u, Isa::reciprocal(Isa::add(Isa::all(2.0f), u)));
  const auto sum = polynomial::evaluate<Isa>(Isa::multiply(s, s), series);
  return Isa::subtractProduct(s, sum, Isa::atMost(Isa::zero(), x));
}

// Loops, and not `each`: what it is given may become a function of its own when it is large.

template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> exponential(const Floats<Isa>& x) {
  Floats<Isa> y;
  for (int i = 0; i < Floats<Isa>::parts; i++) y.part[i] = exponential<Isa>(x.part[i]);
  return y;
}
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> exponentialOrZero(const Floats<Isa>& x) {
  Floats<Isa> y;
  for (int i = 0; i < Floats<Isa>::parts; i++) y.part[i] = exponentialOrZero<Isa>(x.part[i]);
  return y;
}
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> logSigmoid(const Floats<Isa>& x) {
  Floats<Isa> y;
  for (int i = 0; i < Floats<Isa>::parts; i++) y.part[i] = logSigmoid<Isa>(x.part[i]);
  return y;
}
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> sigmoid(const Floats<Isa>& x) {
  Floats<Isa> y;
  for (int i = 0; i < Floats<Isa>::parts; i++) y.part[i] = sigmoid<Isa>(x.part[i]);
  return y;
}
template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> hyperbolicTangent(const Floats<Isa>& x) {
  Floats<Isa> y;
  for (int i = 0; i < Floats<Isa>::parts; i++) y.part[i] = hyperbolicTangent<Isa>(x.part[i]);
  return y;
}

}  // namespace unroll
