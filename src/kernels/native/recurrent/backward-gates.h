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
  using Base::perWord;
  using Base::sequence_;
  using Base::inputs_;
  using Base::plan_;
  using Base::activations_;
  using Base::at;
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
    const int time = sequence_.timeOf(step);
    const int group = unit / Cell::unitTilesPerGroup, tile = unit % Cell::unitTilesPerGroup;
    const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
    const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep;
    int panels[Cell::values], halves[Cell::values];
    Row sums[Cell::values];
    for (int v = 0; v < Cell::values; v++) {
      panels[v] = Cell::panelOf(group, Cell::panelOfValue(v), plan_.groups);
      halves[v] = Cell::halfOfValue(v, tile);
      sums[v] = Row::load(biasSumsAt(rowTile, panels[v]) + halves[v] * halfColumns);
    }
    for (int b = rows.first; b < rows.last; b += perWord) {
      Row dv[perWord][Cell::values];
      for (int i = 0; i < perWord; i++) {
        Row value[Cell::values];
        for (int v = 0; v < Cell::values; v++) {
          value[v] = Row::load(activations_.gates.at(panels[v], row + b + i) +
                               halves[v] * halfColumns);
        }
        runRow<plain>(step, time, unit, units, b + i, value, dv[i]);
        for (int v = 0; v < Cell::values; v++) sums[v] = sums[v] + dv[i][v];
      }
      storeGates(panels, halves, row + b, dv);
    }
    for (int v = 0; v < Cell::values; v++) {
      sums[v].store(biasSumsAt(rowTile, panels[v]) + halves[v] * halfColumns);
    }
  }

  /** Derivatives by one row's gates; those by the states before are carried on. */
  template <bool plain>
  void runRow(int step, int time, int unit, Columns units, int b, const Row (&value)[Cell::values],
              Row (&dv)[Cell::values]) {
    Row d[Cell::states], kept[Cell::states], before[Cell::states], dBefore[Cell::states];
    if (!this->template receive<plain>(time, unit, units, b, d, kept)) {
      for (int v = 0; v < Cell::values; v++) dv[v] = Row::zero();
      return;
    }
    for (int s = 0; s < Cell::states; s++) {
      const bool isRead = s > 0 || Cell::readsHidden;
      before[s] = isRead ? Row::load(stateAt(s, unit, step, b)) : Row::zero();
    }
    Cell::backward(value, before, d, dv, dBefore);
    if (units.count < halfColumns) {
      for (int v = 0; v < Cell::values; v++) dv[v] = dv[v].keepFirst(units.count);
    }
    this->template handOn<plain>(unit, b, dBefore, kept);
  }

  /** 16 units of one row, or of a pair of rows, for the products to come. */
  void storeGates(const int (&panels)[Cell::values], const int (&halves)[Cell::values], size_t row,
                  const Row (&dv)[perWord][Cell::values]) {
    // A reset gate is still needed, and its derivative not yet known.
    for (int v = PlanOf::hasTwoStages ? 1 : 0; v < Cell::values; v++) {
      Row one[perWord];
      for (int i = 0; i < perWord; i++) one[i] = dv[i][v];
      storeGate(panels[v], halves[v], row, one);
    }
  }

  /** The half of a last group that has no units. */
  void clearGates(int step, int group, RowRange rows) {
    const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep;
    int panels[Cell::values], halves[Cell::values];
    Row none[perWord][Cell::values], zeros[perWord];
    for (int i = 0; i < perWord; i++) zeros[i] = Row::zero();
    for (int v = 0; v < Cell::values; v++) {
      panels[v] = Cell::panelOf(group, Cell::panelOfValue(v), plan_.groups);
      halves[v] = 1;
      for (int i = 0; i < perWord; i++) none[i][v] = Row::zero();
    }
    for (int b = rows.first; b < rows.last; b += perWord) {
      storeGates(panels, halves, row + b, none);
      if (PlanOf::hasTwoStages) storeGate(panels[0], 1, row + b, zeros);
    }
  }
};

}  // namespace unroll
