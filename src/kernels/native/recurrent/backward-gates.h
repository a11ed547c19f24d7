#pragma once

#include "weight-gradients.h"

namespace unroll {

/** Of a step backwards what happens unit by unit: from derivatives by states to those by gates. */
template <class Isa, class Precision, class Cell>
class BackwardGates : protected WeightGradients<Isa, Precision, Cell> {
 protected:
  using Base = WeightGradients<Isa, Precision, Cell>;
  using typename Base::Row;
  using typename Base::PlanOf;
  using typename Base::Places;
  using Base::perWord;
  using Base::sequence_;
  using Base::inputs_;
  using Base::plan_;
  using Base::activations_;
  using Base::stateAt;
  using Base::biasSumsAt;
  using Base::storeGate;
  using Base::Base;

  /** What the gates will read comes while the product is made. */
  void prefetchGates(int step, int unit, RowRange rows) const {
    const int group = unit / Cell::unitTilesPerGroup, tile = unit % Cell::unitTilesPerGroup;
    const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep;
    const size_t output = static_cast<size_t>(sequence_.timeOf(step)) * plan_.batch;
    for (int b = rows.first; b < rows.last; b++) {
      for (int v = 0; v < Cell::values; v++) {
        const int panel = Cell::panelOf(group, Cell::panelOfValue(v), plan_.groups);
        const int half = Cell::halfOfValue(v, tile);
        __builtin_prefetch(activations_.gates.at(panel, row + b) + half * halfColumns, 1);
      }
      for (int s = 0; s < Cell::states; s++) {
        if (s > 0 || Cell::readsHidden) __builtin_prefetch(stateAt(s, unit, step, b));
      }
      __builtin_prefetch(inputs_.outputs + (output + b) * plan_.hidden + unit * halfColumns);
    }
  }

  template <bool plain>
  void runGates(int step, int unit, int rowTile, RowRange rows) {
    const int time = sequence_.timeOf(step), batch = plan_.batch;
    const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
    Places places = this->placesOf(step, time, units, unit, rows.first);
    const ValuesOfUnit values = valuesOf(step, unit, rows.first);
    Row sums[Cell::values];
    for (int v = 0; v < Cell::values; v++) sums[v] = Row::load(biasSums(rowTile, values, v));
    for (int b = rows.first; b < rows.last; b += perWord) {
      Row dv[perWord][Cell::values];
      for (int i = 0; i < perWord; i++) {
        Row value[Cell::values];
        for (int v = 0; v < Cell::values; v++) value[v] = Row::load(values.at[v] + places.offset);
        const bool isThere = perWord == 1 || b + i < batch;
        runRow<plain>(places, time, units, b + i, isThere, value, dv[i]);
        for (int v = 0; v < Cell::values; v++) sums[v] = sums[v] + dv[i][v];
        places.moveOn();
      }
      storeGates(values, b - rows.first, dv);
    }
    for (int v = 0; v < Cell::values; v++) sums[v].store(biasSums(rowTile, values, v));
  }

  /** Of 16 units and some rows of a step, where each value lies. */
  struct ValuesOfUnit {
    int panel[Cell::values], half[Cell::values];
    float* at[Cell::values];
    /** As words for products, where these are kept apart. */
    size_t row;
  };

  ValuesOfUnit valuesOf(int step, int unit, int b) const {
    const int group = unit / Cell::unitTilesPerGroup, tile = unit % Cell::unitTilesPerGroup;
    ValuesOfUnit values;
    values.row = static_cast<size_t>(step) * plan_.rowsPerStep + b;
    for (int v = 0; v < Cell::values; v++) {
      values.panel[v] = Cell::panelOf(group, Cell::panelOfValue(v), plan_.groups);
      values.half[v] = Cell::halfOfValue(v, tile);
      values.at[v] =
          activations_.gates.at(values.panel[v], values.row) + values.half[v] * halfColumns;
    }
    return values;
  }

  float* biasSums(int rowTile, const ValuesOfUnit& values, int v) const {
    return biasSumsAt(rowTile, values.panel[v]) + values.half[v] * halfColumns;
  }

  /** Derivatives by one row's gates; those by the states before are carried on. */
  template <bool plain>
  [[gnu::always_inline]] void runRow(const Places& places, int time, Columns units, int b,
                                     bool isThere, const Row (&value)[Cell::values],
                                     Row (&dv)[Cell::values]) {
    Row d[Cell::states], kept[Cell::states], before[Cell::states], dBefore[Cell::states];
    if (!this->template receive<plain>(places, time, units, b, isThere, d, kept)) {
      for (int v = 0; v < Cell::values; v++) dv[v] = Row::zero();
      return;
    }
    for (int s = 0; s < Cell::states; s++) {
      const bool isRead = s > 0 || Cell::readsHidden;
      before[s] = isRead ? Row::load(places.before[s] + places.offset) : Row::zero();
    }
    Cell::backward(value, before, d, dv, dBefore);
    if (units.count < halfColumns) {
      for (int v = 0; v < Cell::values; v++) dv[v] = dv[v].keepFirst(units.count);
    }
    Base::template handOn<plain>(places, dBefore, kept);
  }

  /** 16 units of one row, or of a pair of rows, for the products to come. */
  void storeGates(const ValuesOfUnit& values, int row, const Row (&dv)[perWord][Cell::values]) {
    // A reset gate is still needed, and its derivative not yet known.
    for (int v = PlanOf::hasTwoStages ? 1 : 0; v < Cell::values; v++) {
      if constexpr (perWord == 1) {
        dv[0][v].store(values.at[v] + static_cast<size_t>(row) * panelColumns);
      } else {
        const Row pair[] = {dv[0][v], dv[1][v]};
        storeGate(values.panel[v], values.half[v], values.row + row, pair);
      }
    }
  }

  /** The half of a last group that has no units. */
  void clearGates(int step, int group, RowRange rows) {
    const Row none[perWord] = {};
    const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep;
    for (int v = 0; v < Cell::values; v++) {
      const int panel = Cell::panelOf(group, Cell::panelOfValue(v), plan_.groups);
      for (int b = rows.first; b < rows.last; b += perWord) storeGate(panel, 1, row + b, none);
    }
  }
};

}  // namespace unroll
