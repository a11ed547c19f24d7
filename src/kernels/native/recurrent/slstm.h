#pragma once

#include "../vector/functions.h"
#include "four-gates.h"

namespace unroll {

/**
 * sLSTM (Beck et al. 2024, arXiv 2405.04517, equations 8 to 17). With a = x W_x + b + h_{t-1} W_h in
 * four blocks of columns i, z, f and o:
 *
 *     k_t  = log sigmoid(a_f) + m_{t-1},   m_t = max(k_t, a_i)
 *     f'_t = exp(k_t - m_t),   i'_t = exp(a_i - m_t)
 *     c_t  = f'_t * c_{t-1} + i'_t * tanh(a_z),   n_t = f'_t * n_{t-1} + i'_t
 *     h_t  = sigmoid(a_o) * c_t / n_t
 *
 * The sums of the two exponential gates are kept; shares and new states are made again on the way
 * back, where which of the two set m is needed as well.
 */
struct Slstm : FourGates {
  static constexpr int states = 4;
  static constexpr bool hasTwoParts = false;

  /** @param v a_i, a_z, a_f, a_o; becomes a_i, z, a_f, o */
  template <class Row>
  static void forward(Row (&v)[values], const Row (&before)[states], Row (&next)[states]) {
    v[1] = hyperbolicTangent(v[1]);
    v[3] = sigmoid(v[3]);
    const Step<Row> step(v, before);
    next[1] = step.cell;
    next[2] = step.normalizer;
    next[3] = step.m;
    next[0] = v[3] * (step.cell / step.normalizer);
  }

  /**
   * @param v a_i, z, a_f, o
   * @param d derivatives by h_t, c_t, n_t and m_t
   * @param dv derivatives by a_i, a_z, a_f, a_o
   * @param dBefore derivatives by the states before, past the product
   */
  template <class Row>
  static void backward(const Row (&v)[values], const Row (&before)[states], const Row (&d)[states],
                       Row (&dv)[values], Row (&dBefore)[states]) {
    const Row one = Row::all(1);
    const auto& [i, z, f, o] = v;
    const Step<Row> step(v, before);
    const Row inverse = one / step.normalizer, ratio = step.cell * inverse;
    const Row toCell = d[0] * o * inverse;
    const Row dCell = d[1] + toCell;
    const Row dNormalizer = subtractProduct(toCell, ratio, d[2]);
    const Row byWrite = multiplyAdd(dCell, z, dNormalizer) * step.write;
    const Row byKeep = multiplyAdd(dCell, before[1], dNormalizer * before[2]) * step.keep;
    // What is left of the derivative by m goes to the one of the two that set it.
    const Row rest = d[3] - byWrite - byKeep;
    const Row byKept = zeroBelow(i, step.kept, rest);
    const Row dKept = byKeep + byKept;
    dv[0] = byWrite + (rest - byKept);
    dv[1] = dCell * step.write * subtractProduct(z, z, one);
    dv[2] = dKept * sigmoid(Row::zero() - f);
    dv[3] = d[0] * ratio * (o * (one - o));
    dBefore[0] = Row::zero();
    dBefore[1] = dCell * step.keep;
    dBefore[2] = dNormalizer * step.keep;
    dBefore[3] = dKept;
  }

 private:
  template <class Row>
  struct Step {
    Row kept, m, keep, write, cell, normalizer;

    /** @param v a_i, z, a_f */
    Step(const Row (&v)[values], const Row (&before)[states])
        : kept(logSigmoid(v[2]) + before[3]),
          m(maximum(v[0], kept)),
          keep(exponentialOrZero(kept - m)),
          write(exponentialOrZero(v[0] - m)),
          cell(multiplyAdd(keep, before[1], write * v[1])),
          normalizer(multiplyAdd(keep, before[2], write)) {}
  };
};

}  // namespace unroll
