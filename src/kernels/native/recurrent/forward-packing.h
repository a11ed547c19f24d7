#pragma once

#include "../matrix/packing.h"
#include "../thread-pool.h"
#include "forward-memory.h"

namespace unroll {

/** The first part of a sequence forwards: weights, biases, states and inputs go into panels. */
template <class Isa, class Precision, class Cell>
class ForwardPacking : protected ForwardMemory<Isa, Precision, Cell> {
 protected:
  using Base = ForwardMemory<Isa, Precision, Cell>;
  using typename Base::Row;
  using typename Base::PlanOf;
  using Base::perWord;
  using Base::sequence_;
  using Base::plan_;
  using Base::training_;
  using Base::activations_;
  using Base::inputWeights_;
  using Base::recurrentWeights_;
  using Base::inputStart_;
  using Base::recurrentStart_;
  using Base::kernelRow;
  using Base::counts;
  using Base::stateAt;
  using Base::part;
  using Base::store;
  using Base::storeFactor;
  using Base::storeWords;
  using Base::Base;

  void pack(Team& team) {
    const int groups = plan_.groups;
    team.each(3 * groups, [&](int tile) {
      const int group = tile % groups;
      if (tile < groups) {
        packRecurrentWeights(group);
      } else if (tile < 2 * groups) {
        packInputWeights(group);
      } else {
        packStart(group);
        packInitialState(group);
      }
    });
  }

  void packInputWeights(int group) {
    for (int which = Cell::inputFirst; which < Cell::inputLast; which++) {
      const Columns columns[2] = {Cell::inputColumns(group, which, 0, plan_.hidden),
                                  Cell::inputColumns(group, which, 1, plan_.hidden)};
      const int panel = Cell::panelOf(group, which, plan_.groups) - plan_.firstInputPanel();
      packPanel<Isa, Precision>(sequence_.inputKernel, kernelRow(), plan_.input, columns,
                                inputWeights_.at(panel));
    }
  }

  void packRecurrentWeights(int group) {
    for (int which = Cell::recurrentFirst; which < Cell::recurrentLast; which++) {
      const Columns columns[2] = {Cell::recurrentColumns(group, which, 0, plan_.hidden),
                                  Cell::recurrentColumns(group, which, 1, plan_.hidden)};
      const int panel =
          Cell::panelOf(group, which, plan_.groups) - plan_.firstRecurrentPanel();
      packPanel<Isa, Precision>(sequence_.recurrentKernel, kernelRow(), plan_.hidden, columns,
                                recurrentWeights_.at(panel));
    }
  }

  /**
   * Biases where sums start: both where the products are added up anyway, and none where these are
   * normalised first.
   */
  void packStart(int group) {
    for (int which = 0; which < Cell::panelsPerGroup; which++) {
      const int panel = Cell::panelOf(group, which, plan_.groups);
      for (int half = 0; half < 2; half++) {
        const int at = half * halfColumns;
        Row recurrent = Row::zero();
        if (Cell::hasRecurrentBias && which < Cell::recurrentLast) {
          recurrent = part(sequence_.recurrentBias,
                           Cell::recurrentColumns(group, which, half, plan_.hidden));
          recurrent.store(recurrentStart_ + (panel - plan_.firstRecurrentPanel()) * panelColumns +
                          at);
        }
        if (which < Cell::inputFirst) continue;
        Row input = Row::zero();
        if (!Cell::isNormalized) {
          input = part(sequence_.bias, Cell::inputColumns(group, which, half, plan_.hidden));
        }
        if (which < Cell::recurrentLast) input = input + recurrent;
        input.store(inputStart_ + (panel - plan_.firstInputPanel()) * panelColumns + at);
      }
    }
  }

  void packInitialState(int group) {
    for (int tile = 0; tile < Cell::unitTilesPerGroup; tile++) {
      const int unit = group * Cell::unitTilesPerGroup + tile;
      const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
      if (units.count == 0) continue;
      for (int b = 0; b < plan_.rowsPerStep; b += perWord) {
        Row h[perWord];
        for (int i = 0; i < perWord; i++) {
          const bool isThere = b + i < plan_.batch;
          const size_t from = static_cast<size_t>(b + i) * plan_.hidden;
          h[i] = isThere ? part(sequence_.initial[0] + from, units) : Row::zero();
          if (activations_.states[0].words != nullptr) h[i].store(stateAt(0, unit, 0, b + i));
          for (int s = 1; s < Cell::states; s++) {
            const Row other = isThere ? part(sequence_.initial[s] + from, units) : Row::zero();
            other.store(stateAt(s, unit, 0, b + i));
          }
        }
        storeFactor(unit, units, 0, b, h);
      }
    }
  }

  /** Rows of x in the order of the steps; behind a sequence's length they count as zeros. */
  void packInput(Team& team, int first, int last) {
    const int tiles = last - first;
    team.each(tiles, [&](int tile) {
      const int step = first + tile, time = sequence_.timeOf(step);
      for (int b = 0; b < plan_.rowsPerStep; b += perWord) {
        const float* from[perWord];
        for (int i = 0; i < perWord; i++) {
          const bool isThere = b + i < plan_.batch && counts(b + i, time);
          const size_t row = static_cast<size_t>(time) * plan_.batch + b + i;
          from[i] = isThere ? sequence_.x + row * plan_.input : nullptr;
        }
        packInputRows(from, static_cast<size_t>(tile) * plan_.rowsPerStep + b);
      }
    });
  }

  void packInputRows(const float* const (&from)[perWord], size_t row) {
    for (int half = 0; half < halvesFor(plan_.input); half++) {
      const Columns columns = columnsFrom(half * halfColumns, plan_.input);
      Row x[perWord];
      for (int i = 0; i < perWord; i++) {
        x[i] = from[i] == nullptr ? Row::zero() : part(from[i], columns);
      }
      storeWords(activations_.x, training_ ? activations_.xPairs : Panels{}, half, row, x);
    }
  }
};

}  // namespace unroll
