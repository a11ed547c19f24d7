#pragma once

#include "../matrix/packing.h"
#include "../thread-pool.h"
#include "backward-memory.h"

namespace unroll {

/** The first part of a sequence backwards: weights with rows and columns exchanged. */
template <class Isa, class Precision, class Cell>
class BackwardPacking : protected BackwardMemory<Isa, Precision, Cell> {
 protected:
  using Base = BackwardMemory<Isa, Precision, Cell>;
  using typename Base::Row;
  using typename Base::PlanOf;
  using Base::sequence_;
  using Base::inputs_;
  using Base::x_;
  using Base::plan_;
  using Base::carriesHidden_;
  using Base::recurrentWeights_;
  using Base::inputWeights_;
  using Base::product_;
  using Base::carried_;
  using Base::wordsOfPanels;
  using Base::at;
  using Base::biasSumsAt;
  using Base::part;
  using Base::groupsPerPanel;
  using Base::Base;

  void pack(Team& team) {
    const int halves = halvesFor(plan_.hidden);
    const int inputHalves = x_ == nullptr ? 0 : halvesFor(plan_.input);
    team.each(halves + inputHalves + panelsFor(plan_.hidden), [&](int tile) {
      if (tile < halves) {
        packRecurrentWeights(tile);
      } else if (tile < halves + inputHalves) {
        packInputWeights(tile - halves);
      } else {
        packFinalDerivatives(tile - halves - inputHalves);
      }
    });
  }

  /** @param half 16 rows of W_h */
  void packRecurrentWeights(int half) {
    const auto columns = [&](int group, int which, int of) {
      return Cell::recurrentColumns(group, which, of, plan_.hidden);
    };
    packRows(sequence_.recurrentKernel, plan_.hidden, half, plan_.firstRecurrentPanel(),
             plan_.recurrentPanels(), columns, recurrentWeights_);
  }

  void packInputWeights(int half) {
    const auto columns = [&](int group, int which, int of) {
      return Cell::inputColumns(group, which, of, plan_.hidden);
    };
    packRows(sequence_.inputKernel, plan_.input, half, plan_.firstInputPanel(),
             plan_.inputPanels(), columns, inputWeights_);
  }

  /**
   * 16 rows of a kernel become half a panel. Gate by gate, so that each row is read from its start
   * to its end.
   */
  template <class ColumnsOf>
  void packRows(const float* kernel, int rows, int half, int firstPanel, int panels,
                const ColumnsOf& columns, const Panels& to) {
    const int first = half * halfColumns;
    const size_t row = static_cast<size_t>(Cell::gates) * plan_.hidden;
    const int count = std::min(halfColumns, rows - first);
    const size_t wordsOfPanel = wordsOfPanels(1) * panelColumns;
    float* const words = to.at(half / 2) + half % 2 * halfColumns;
    for (int which = 0; which < Cell::panelsPerGroup; which++) {
      for (int group = 0; group < plan_.groups; group++) {
        const int panel = Cell::panelOf(group, which, plan_.groups) - firstPanel;
        if (panel < 0 || panel >= panels) continue;
        packTransposed<Isa, Precision>(
            kernel + first * row, row, count, 2,
            [&](int of) { return columns(group, which, of); }, words + panel * wordsOfPanel);
      }
    }
    // The second half of the last panel meets products, too.
    if (half % 2 == 0 && half + 1 == halvesFor(rows)) {
      for (size_t k = 0; k < to.rows; k++) {
        Row::zero().store(words + k * panelColumns + halfColumns);
      }
    }
  }

  /** Derivatives by the final states are what step `time` would have handed on. */
  void packFinalDerivatives(int panel) {
    for (int half = 0; half < 2; half++) {
      const int unit = 2 * panel + half;
      const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
      for (int b = 0; b < plan_.rowsPerStep; b++) {
        for (int s = 0; s < Cell::states; s++) {
          const size_t from = static_cast<size_t>(b) * plan_.hidden;
          const bool isThere = inputs_.final[s] != nullptr && b < plan_.batch && units.count > 0;
          const Row d = isThere ? part(inputs_.final[s] + from, units) : Row::zero();
          if (s > 0 || carriesHidden_) d.store(at(carried_[s], unit, b));
          if (s == 0) (carriesHidden_ ? Row::zero() : d).store(at(product_, unit, b));
        }
      }
    }
    for (int tile = 0; tile < plan_.rowTiles(); tile++) {
      for (int which = 0; which < Cell::panelsPerGroup; which++) {
        for (int tileOfPanel = 0; tileOfPanel < groupsPerPanel; tileOfPanel++) {
          const int group = panel * groupsPerPanel + tileOfPanel;
          if (group >= plan_.groups) continue;
          float* const sums = biasSumsAt(tile, Cell::panelOf(group, which, plan_.groups));
          Row::zero().store(sums);
          Row::zero().store(sums + halfColumns);
        }
      }
    }
  }
};

}  // namespace unroll
