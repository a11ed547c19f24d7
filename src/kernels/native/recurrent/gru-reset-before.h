#pragma once

#include "../matrix/panels.h"
#include "../vector/functions.h"

namespace unroll {

/**
 * Gated recurrent unit with the reset gate before the product (Cho et al. 2014):
 *
 *     r_t = sigmoid(x W_xr + h_{t-1} W_hr + b_r)
 *     z_t = sigmoid(x W_xz + h_{t-1} W_hz + b_z)
 *     n_t = tanh(x W_xn + (r_t * h_{t-1}) W_hn + b_n)
 *     h_t = n_t + z_t * (h_{t-1} - n_t)
 *
 * The product of n needs the reset gates of all units: a step has two stages. A group is 32 units:
 * one panel each for r, z and n.
 */
struct GruResetBefore {
  static constexpr int states = 1;
  static constexpr bool hasTwoParts = false;
  static constexpr int gates = 3;
  static constexpr bool readsHidden = true;
  static constexpr bool hasRecurrentBias = false;
  static constexpr bool isNormalized = false;

  static constexpr int unitTilesPerGroup = 2;
  static constexpr int panelsPerGroup = 3;
  static constexpr int inputFirst = 0, inputLast = 3;
  static constexpr int recurrentFirst = 0, recurrentLast = 3;
  /** r and z come first; the product of n follows with the state reset. */
  static constexpr int firstStageLast = 2;
  static constexpr int values = 3;

  static constexpr int panelOf(int group, int which, int groups) { return which * groups + group; }
  static constexpr int panelOfValue(int v) { return v; }
  static constexpr int halfOfValue(int, int tile) { return tile; }

  static constexpr Columns inputColumns(int group, int which, int half, int hidden) {
    return columnsFrom(which * hidden + group * panelColumns + half * halfColumns,
                       (which + 1) * hidden);
  }
  static constexpr Columns recurrentColumns(int group, int which, int half, int hidden) {
    return inputColumns(group, which, half, hidden);
  }
  static constexpr bool addsToInput(int) { return true; }

  /** @param r a_r; becomes r @param z a_z; becomes z */
  template <class Row>
  static void forwardFirst(Row& r, Row& z) {
    r = sigmoid(r);
    z = sigmoid(z);
  }

  /** @param v r, z, a_n; becomes r, z, n */
  template <class Row>
  static void forward(Row (&v)[values], const Row (&before)[states], Row (&next)[states]) {
    v[2] = hyperbolicTangent(v[2]);
    next[0] = multiplyAdd(v[1], before[0] - v[2], v[2]);
  }

  /** @param dv derivatives by a_z and a_n; that by a_r follows when the product has come back */
  template <class Row>
  static void backward(const Row (&v)[values], const Row (&before)[states], const Row (&d)[states],
                       Row (&dv)[values], Row (&dBefore)[states]) {
    const Row one = Row::all(1);
    const auto& [r, z, n] = v;
    dv[2] = d[0] * (one - z) * subtractProduct(n, n, one);
    dv[1] = d[0] * (before[0] - n) * (z * (one - z));
    dv[0] = Row::zero();
    dBefore[0] = d[0] * z;
  }

  /**
   * @param dReset derivative by r_t * h_{t-1}
   * @returns that by a_r
   */
  template <class Row>
  static Row backwardReset(const Row& r, const Row& before, const Row& dReset) {
    return dReset * before * (r * (Row::all(1) - r));
  }
};

}  // namespace unroll
