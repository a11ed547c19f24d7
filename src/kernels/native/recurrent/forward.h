#pragma once

#include "../phase-clock.h"
#include "forward-steps.h"

namespace unroll {

/**
 * A sequence forwards:
 *
 *   1. weights and inputs are packed into panels;
 *   2. x W_x + b for all steps, as one product;
 *   3. step by step, for each group of units: + h_{t-1} W_h, then the gates of these units while
 *      their sums are still in the cache.
 *
 * Without keeping anything, 2 and 3 go by spans of steps whose gates fit into the cache.
 */
template <class Isa, class Precision, class Cell>
class Forward : ForwardSteps<Isa, Precision, Cell> {
  using Base = ForwardSteps<Isa, Precision, Cell>;
  using typename Base::Row;
  using typename Base::PlanOf;
  using Base::perWord;
  using Base::stages;
  using Base::sequence_;
  using Base::plan_;
  using Base::training_;
  using Base::span_;
  using Base::activations_;
  using Base::stateAt;
  using Base::storeFactor;
  using Base::maskFactor;
  using Base::storeWords;
  using Base::pack;
  using Base::packInput;
  using Base::projectInput;
  using Base::multiplyState;

 public:
  using Base::savedSize;

  static void run(const Sequence& sequence, const ForwardResults& results) {
    Forward(sequence, results).run();
  }

 private:
  using Base::Base;

  void run() {
    parallel(threadsFor(plan_.operations(plan_.input + plan_.hidden)), [this](Team& team) {
      pack(team);
      phaseEnds(team, "pack");
      for (int first = 0; first < plan_.time; first += span_) {
        const int last = std::min(plan_.time, first + span_);
        packInput(team, first, last);
        phaseEnds(team, "pack x");
        projectInput(team, first, last);
        phaseEnds(team, "input product");
        runSteps(team, first, last);
        phaseEnds(team, "steps");
      }
    });
  }

  void runSteps(Team& team, int first, int last) {
    const int rowTiles = plan_.rowTiles();
    if (plan_.splitsBatch()) {
      team.each(rowTiles, [&](int tile) {
        for (int step = first; step < last; step++) {
          for (int stage = 0; stage < stages; stage++) {
            for (int group = 0; group < plan_.groups; group++) {
              runGroup(stage, step, step - first, group, plan_.rowTile(tile));
            }
          }
        }
      });
      return;
    }
    for (int step = first; step < last; step++) {
      // There and back: a step begins with the weights that the one before has left in the cache.
      const Order order = step % 2 == 0 ? Order::forwards : Order::backwards;
      for (int stage = 0; stage < stages; stage++) {
        team.each(
            plan_.groups * rowTiles,
            [&](int tile) {
              runGroup(stage, step, step - first, tile / rowTiles, plan_.rowTile(tile % rowTiles));
            },
            order);
      }
    }
  }

  void runGroup(int stage, int step, int gateStep, int group, RowRange rows) {
    const size_t gateRow = static_cast<size_t>(gateStep) * plan_.rowsPerStep + rows.first;
    multiplyState(stage, step, gateStep, group, rows);
    for (int tile = 0; tile < Cell::unitTilesPerGroup; tile++) {
      const int unit = group * Cell::unitTilesPerGroup + tile;
      if (unit * halfColumns >= plan_.hidden) continue;
      if (stage < stages - 1) {
        resetState(step, gateRow, group, tile, rows);
      } else if (plan_.isPlain) {
        runGates<true>(step, gateRow, group, tile, rows);
      } else {
        runGates<false>(step, gateRow, group, tile, rows);
      }
    }
  }

  /** Where the state after `step` is what the equations say, or what the options make of it. */
  template <bool plain>
  void runGates(int step, size_t gateRow, int group, int tile, RowRange rows) {
    const int time = sequence_.timeOf(step);
    const int unit = group * Cell::unitTilesPerGroup + tile;
    const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
    float* gate[Cell::values];
    for (int v = 0; v < Cell::values; v++) {
      const int panel = Cell::panelOf(group, Cell::panelOfValue(v), plan_.groups);
      gate[v] = activations_.gates.at(panel, gateRow) + Cell::halfOfValue(v, tile) * halfColumns;
    }
    for (int b = rows.first; b < rows.last; b += perWord) {
      Row h[perWord];
      for (int i = 0; i < perWord; i++) {
        h[i] = runRow<plain>(step, time, unit, units, b + i, gate);
        for (int v = 0; v < Cell::values; v++) gate[v] += panelColumns;
      }
      storeFactor(unit, units, step + 1, b, h);
    }
  }

  /** r, z and what the second stage reads: r_t * h_{t-1}. */
  void resetState(int step, size_t gateRow, int group, int tile, RowRange rows) {
    if constexpr (PlanOf::hasTwoStages) {
      const int unit = group * Cell::unitTilesPerGroup + tile;
      const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
      float* const r = activations_.gates.at(group, gateRow) + tile * halfColumns;
      float* const z = activations_.gates.at(plan_.groups + group, gateRow) + tile * halfColumns;
      for (int b = rows.first; b < rows.last; b += perWord) {
        Row factor[perWord];
        for (int i = 0; i < perWord; i++) {
          const int at = (b + i - rows.first) * panelColumns;
          Row reset = Row::load(r + at), update = Row::load(z + at);
          Cell::forwardFirst(reset, update);
          reset.store(r + at);
          update.store(z + at);
          factor[i] = reset * Row::load(stateAt(0, unit, step, b + i));
        }
        maskFactor(units, b, factor);
        storeWords(activations_.reset, activations_.resetPairs, unit, gateRow + b - rows.first,
                   factor);
      }
    }
  }

  template <bool plain>
  Row runRow(int step, int time, int unit, Columns units, int b,
             float* const (&gate)[Cell::values]) {
    Row value[Cell::values], before[Cell::states], next[Cell::states];
    for (int v = 0; v < Cell::values; v++) value[v] = Row::load(gate[v]);
    this->template readStates<plain>(step, unit, b, before);
    Cell::forward(value, before, next);
    if (training_) {
      for (int v = 0; v < Cell::values; v++) value[v].store(gate[v]);
    }
    this->template carryOn<plain>(step, time, unit, units, b, before, next);
    return next[0];
  }
};

}  // namespace unroll
