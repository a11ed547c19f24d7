#pragma once

#include "../matrix/panels.h"
#include "../vector/functions.h"

namespace unroll {

/**
 * Gated recurrent unit with the reset gate after the recurrent product (the form of cuDNN):
 *
 *     r_t = sigmoid(x W_xr + b_r + h_{t-1} W_hr + b'_r)
 *     z_t = sigmoid(x W_xz + b_z + h_{t-1} W_hz + b'_z)
 *     m_t = h_{t-1} W_hn + b'_n
 *     n_t = tanh(x W_xn + b_n + r_t * m_t)
 *     h_t = n_t + z_t * (h_{t-1} - n_t)
 *
 * A group is 32 units: one panel each for m, r, z and n. In this order the panels of the recurrent
 * product (m r z) and those of the input's (r z n) are neighbours, so that both can be factors of
 * products on the way back without being gathered.
 */
struct Gru {
  static constexpr int states = 1;
  /** `begin` and `complete`; rows go through the first one after the other, see forward.h. */
  static constexpr bool hasTwoParts = true;
  static constexpr int gates = 3;
  static constexpr bool readsHidden = true;
  static constexpr bool hasRecurrentBias = true;
  static constexpr bool isNormalized = false;

  static constexpr int unitTilesPerGroup = 2;
  static constexpr int panelsPerGroup = 4;
  static constexpr int inputFirst = 1, inputLast = 4;
  static constexpr int recurrentFirst = 0, recurrentLast = 3;
  static constexpr int firstStageLast = recurrentLast;
  static constexpr int values = 4;

  static constexpr int panelOf(int group, int which, int groups) { return which * groups + group; }
  static constexpr int panelOfValue(int v) { return v; }
  static constexpr int halfOfValue(int, int tile) { return tile; }

  static constexpr Columns inputColumns(int group, int which, int half, int hidden) {
    const int gate = which - 1;
    return columnsFrom(gate * hidden + group * panelColumns + half * halfColumns,
                       (gate + 1) * hidden);
  }
  static constexpr Columns recurrentColumns(int group, int which, int half, int hidden) {
    const int gate = which == 0 ? 2 : which - 1;
    return columnsFrom(gate * hidden + group * panelColumns + half * halfColumns,
                       (gate + 1) * hidden);
  }
  /** m stands apart from the input's part of n. */
  static constexpr bool addsToInput(int which) { return which != 0; }

  /** @param v m, a_r, a_z, x W_xn + b_n; becomes m, r, z, n */
  template <class Row>
  static void forward(Row (&v)[values], const Row (&before)[states], Row (&next)[states]) {
    begin(v, before, next);
    complete(v, before, next);
  }

  /** As far as a_n = x W_xn + b_n + r_t * m_t, which takes the place of n. */
  template <class Row>
  [[gnu::always_inline]] static void begin(Row (&v)[values], const Row (&)[states],
                                           Row (&)[states]) {
    v[1] = sigmoid(v[1]);
    v[2] = sigmoid(v[2]);
    v[3] = multiplyAdd(v[1], v[0], v[3]);
  }

  /** From there to h_t. */
  template <class Row>
  [[gnu::always_inline]] static void complete(Row (&v)[values], const Row (&before)[states],
                                              Row (&next)[states]) {
    v[3] = hyperbolicTangent(v[3]);
    next[0] = multiplyAdd(v[2], before[0] - v[3], v[3]);
  }

  /** @param dv derivatives by m, a_r, a_z, a_n */
  template <class Row>
  static void backward(const Row (&v)[values], const Row (&before)[states], const Row (&d)[states],
                       Row (&dv)[values], Row (&dBefore)[states]) {
    const Row one = Row::all(1);
    const auto& [m, r, z, n] = v;
    dv[3] = d[0] * (one - z) * subtractProduct(n, n, one);
    dv[2] = d[0] * (before[0] - n) * (z * (one - z));
    dv[1] = dv[3] * m * (r * (one - r));
    dv[0] = dv[3] * r;
    dBefore[0] = d[0] * z;
  }
};

}  // namespace unroll
