#pragma once

#include "../matrix/panels.h"
#include "../vector/functions.h"

namespace unroll {

/**
 * Simple recurrent network (Elman 1990): h_t = tanh(x W_x + b + h_{t-1} W_h). A group is 32 units
 * in one panel.
 */
struct Rnn {
  static constexpr int states = 1;
  static constexpr bool hasTwoParts = false;
  static constexpr int gates = 1;
  static constexpr bool readsHidden = false;
  static constexpr bool hasRecurrentBias = false;
  static constexpr bool isNormalized = false;

  static constexpr int unitTilesPerGroup = 2;
  static constexpr int panelsPerGroup = 1;
  static constexpr int inputFirst = 0, inputLast = 1;
  static constexpr int recurrentFirst = 0, recurrentLast = 1;
  static constexpr int firstStageLast = recurrentLast;
  static constexpr int values = 1;

  static constexpr int panelOf(int group, int, int) { return group; }
  static constexpr int panelOfValue(int) { return 0; }
  static constexpr int halfOfValue(int, int tile) { return tile; }

  static constexpr Columns inputColumns(int group, int, int half, int hidden) {
    return columnsFrom(group * panelColumns + half * halfColumns, hidden);
  }
  static constexpr Columns recurrentColumns(int group, int which, int half, int hidden) {
    return inputColumns(group, which, half, hidden);
  }
  static constexpr bool addsToInput(int) { return true; }

  /** @param v the sum; becomes h_t */
  template <class Row>
  static void forward(Row (&v)[values], const Row (&)[states], Row (&next)[states]) {
    v[0] = hyperbolicTangent(v[0]);
    next[0] = v[0];
  }

  template <class Row>
  static void backward(const Row (&v)[values], const Row (&)[states], const Row (&d)[states],
                       Row (&dv)[values], Row (&dBefore)[states]) {
    dv[0] = d[0] * subtractProduct(v[0], v[0], Row::all(1));
    dBefore[0] = Row::zero();
  }
};

}  // namespace unroll
