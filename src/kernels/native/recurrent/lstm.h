#pragma once

#include "../vector/functions.h"
#include "four-gates.h"

namespace unroll {

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000). With a = x W_x + b +
 * h_{t-1} W_h in four blocks of columns i, g (the candidate c~), f and o:
 *
 *     c_t = sigmoid(a_f) * c_{t-1} + sigmoid(a_i) * tanh(a_g)
 *     h_t = sigmoid(a_o) * tanh(c_t)
 */
struct Lstm : FourGates {
  static constexpr int states = 2;
  /** `begin` and `complete`; rows go through the first one after the other, see forward.h. */
  static constexpr bool hasTwoParts = true;

  /** @param v a_i, a_g, a_f, a_o; becomes i, g, f, o */
  template <class Row>
  static void forward(Row (&v)[values], const Row (&before)[states], Row (&next)[states]) {
    begin(v, before, next);
    complete(v, before, next);
  }

  /** Only as far as c_t. */
  template <class Row>
  [[gnu::always_inline]] static void begin(Row (&v)[values], const Row (&before)[states],
                                           Row (&next)[states]) {
    v[0] = sigmoid(v[0]);
    v[1] = hyperbolicTangent(v[1]);
    v[2] = sigmoid(v[2]);
    v[3] = sigmoid(v[3]);
    next[1] = multiplyAdd(v[2], before[1], v[0] * v[1]);
  }

  /** From c_t to h_t. */
  template <class Row>
  [[gnu::always_inline]] static void complete(Row (&v)[values], const Row (&)[states],
                                              Row (&next)[states]) {
    next[0] = v[3] * hyperbolicTangent(next[1]);
  }

  /**
   * @param v i, g, f, o
   * @param d derivatives by h_t and c_t
   * @param dv derivatives by a_i, a_g, a_f, a_o
   * @param dBefore derivatives by the states before, past the product
   */
  template <class Row>
  static void backward(const Row (&v)[values], const Row (&before)[states], const Row (&d)[states],
                       Row (&dv)[values], Row (&dBefore)[states]) {
    const Row cell = multiplyAdd(v[2], before[1], v[0] * v[1]);
    const Row dCell = d[1] + backwardOutput(v[3], cell, d[0], dv[3]);
    backwardCell(v, before, dCell, dv, dBefore[1]);
    dBefore[0] = Row::zero();
  }

  /**
   * @param o the output gate
   * @param cell what its tanh is multiplied with
   * @param dOutput by a_o
   * @returns the derivative by `cell`
   */
  template <class Row>
  static Row backwardOutput(const Row& o, const Row& cell, const Row& dHidden, Row& dOutput) {
    const Row one = Row::all(1);
    const Row squashed = hyperbolicTangent(cell);
    dOutput = dHidden * squashed * (o * (one - o));
    return dHidden * o * subtractProduct(squashed, squashed, one);
  }

  /** From that by c_t to those by a_i, a_g, a_f and c_{t-1}. */
  template <class Row>
  static void backwardCell(const Row (&v)[values], const Row (&before)[states], const Row& dCell,
                           Row (&dv)[values], Row& dBefore) {
    const Row one = Row::all(1);
    const auto& [i, g, f, o] = v;
    dv[0] = dCell * g * (i * (one - i));
    dv[1] = dCell * i * subtractProduct(g, g, one);
    dv[2] = dCell * before[1] * (f * (one - f));
    dBefore = dCell * f;
  }
};

}  // namespace unroll
