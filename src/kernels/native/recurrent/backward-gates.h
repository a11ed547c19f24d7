#pragma once

#include "backward-packing.h"

namespace unroll {

/** Of a step backwards what happens unit by unit: from derivatives by states to those by gates. */
template <class Isa, class Precision, class Cell>
class BackwardGates : protected BackwardPacking<Isa, Precision, Cell> {
 protected:
  using Base = BackwardPacking<Isa, Precision, Cell>;
  using typename Base::Row;
  using typename Base::PlanOf;
  using Base::perWord;
  using Base::sequence_;
  using Base::inputs_;
  using Base::results_;
  using Base::plan_;
  using Base::carriesHidden_;
  using Base::activations_;
  using Base::product_;
  using Base::carried_;
  using Base::gatePairs_;
  using Base::at;
  using Base::stateAt;
  using Base::biasSumsAt;
  using Base::part;
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
    const bool isThere = perWord == 1 || b < plan_.batch;
    Row d[Cell::states], before[Cell::states], dBefore[Cell::states];
    for (int s = 0; s < Cell::states; s++) {
      d[s] = s > 0 || carriesHidden_ ? Row::load(at(carried_[s], unit, b)) : Row::zero();
      const bool isRead = s > 0 || Cell::readsHidden;
      before[s] = isRead ? Row::load(stateAt(s, unit, step, b)) : Row::zero();
    }
    d[0] = d[0] + throughProduct(unit, units, b);
    const bool counts = isThere && (plain || sequence_.lengths == nullptr ||
                                    time < sequence_.lengths[b]);
    if (!counts) {
      for (int v = 0; v < Cell::values; v++) dv[v] = Row::zero();
      if (carriesHidden_) d[0].store(at(carried_[0], unit, b));
      return;
    }
    const size_t output = static_cast<size_t>(time) * plan_.batch + b;
    d[0] = d[0] + part(inputs_.outputs + output * plan_.hidden, units);
    Row kept[Cell::states];
    if (!plain) {
      for (int s = 0; s < Cell::states; s++) {
        kept[s] = d[s] * shareKept(s, output, units);
        d[s] = d[s] - kept[s];
      }
    }
    Cell::backward(value, before, d, dv, dBefore);
    if (units.count < halfColumns) {
      for (int v = 0; v < Cell::values; v++) dv[v] = dv[v].keepFirst(units.count);
    }
    for (int s = 0; s < Cell::states; s++) {
      if (!plain) dBefore[s] = dBefore[s] + kept[s];
      if (s > 0 || carriesHidden_) dBefore[s].store(at(carried_[s], unit, b));
    }
  }

  /** What has come back through the product, and through the mask on its way into it. */
  Row throughProduct(int unit, Columns units, int b) const {
    const Row d = Row::load(at(product_, unit, b));
    if (!plan_.hasMask || b >= plan_.batch) return d;
    return d * part(sequence_.recurrentMask + static_cast<size_t>(b) * plan_.hidden, units);
  }

  Row shareKept(int s, size_t row, Columns units) const {
    if (sequence_.keepsShare[s]) return Row::all(sequence_.keepShare[s]);
    if (sequence_.keep[s] == nullptr) return Row::zero();
    return part(sequence_.keep[s] + row * plan_.hidden, units);
  }

  void storeInitial(int unit, RowRange rows) {
    const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
    for (int b = rows.first; b < rows.last && b < plan_.batch; b++) {
      for (int s = 0; s < Cell::states; s++) {
        Row d = s > 0 || carriesHidden_ ? Row::load(at(carried_[s], unit, b)) : Row::zero();
        if (s == 0) d = d + throughProduct(unit, units, b);
        d.storeFirst(results_.initial[s] + static_cast<size_t>(b) * plan_.hidden + units.first,
                     units.count);
      }
    }
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

  void storeGate(int panel, int half, size_t row, const Row (&dv)[perWord]) {
    if constexpr (perWord == 1) {
      dv[0].store(activations_.gates.at(panel, row) + half * halfColumns);
    } else {
      for (int i = 0; i < 2; i++) {
        float* const words = activations_.gateWords.at(panel / 2, row + i);
        Rounding<Isa>::storeNeighbours(words + panel % 2 * 16 + half * 8, dv[i]);
      }
      float* const pairs = gatePairs_.at(panel, row / 2) + half * halfColumns;
      Rounding<Isa>::storePairs(pairs, dv[0], dv[1]);
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
