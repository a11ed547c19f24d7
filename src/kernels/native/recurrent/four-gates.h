#pragma once

#include "../matrix/panels.h"

namespace unroll {

/**
 * Where the gates of a cell lie that has four of them, each read from the sum of both products: a
 * group is 16 units with all their gates, two panels of the first and second, third and fourth.
 */
struct FourGates {
  static constexpr int gates = 4;
  static constexpr bool readsHidden = false;
  static constexpr bool hasRecurrentBias = false;
  static constexpr bool isNormalized = false;

  static constexpr int unitTilesPerGroup = 1;
  /** Panels of a group; the product with the input and that with the state fill them all. */
  static constexpr int panelsPerGroup = 2;
  static constexpr int inputFirst = 0, inputLast = 2;
  static constexpr int recurrentFirst = 0, recurrentLast = 2;
  static constexpr int firstStageLast = recurrentLast;
  static constexpr int values = 4;

  static constexpr int panelOf(int group, int which, int) { return 2 * group + which; }
  /** Where value `v` of a unit tile lies in its group. */
  static constexpr int panelOfValue(int v) { return v / 2; }
  static constexpr int halfOfValue(int v, int) { return v % 2; }

  static constexpr Columns inputColumns(int group, int which, int half, int hidden) {
    const int gate = 2 * which + half;
    return columnsFrom(gate * hidden + group * halfColumns, (gate + 1) * hidden);
  }
  static constexpr Columns recurrentColumns(int group, int which, int half, int hidden) {
    return inputColumns(group, which, half, hidden);
  }
  static constexpr bool addsToInput(int) { return true; }
};

}  // namespace unroll
