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
  using typename Base::Places;
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
    const Places places = this->placesOf(step, time, units, unit, rows.first);
    float* gate[Cell::values];
    for (int v = 0; v < Cell::values; v++) {
      const int panel = Cell::panelOf(group, Cell::panelOfValue(v), plan_.groups);
      gate[v] = activations_.gates.at(panel, gateRow) + Cell::halfOfValue(v, tile) * halfColumns;
    }
    if constexpr (Cell::hasTwoParts) beginRows<plain>(places, gate, rows.count());
    const bool isLast = step == plan_.time - 1;
    completeRows<plain>({places, step, time, isLast, unit, units}, gate, rows);
  }

  /**
   * The first part of a cell's equations, for all rows before the second for any: what follows from
   * each other in a row takes longer than all else that a row needs.
   */
  template <bool plain>
  static void beginRows(Places places, float* const (&gate)[Cell::values], int rows) {
    for (int r = 0; r < rows; r++) {
      Row value[Cell::values], before[Cell::states], next[Cell::states];
      loadValues(gate, places.offset, value);
      Base::template readStates<plain>(places, before);
      Cell::begin(value, before, next);
      storeValues(value, gate, places.offset);
      for (int s = 1; s < Cell::states; s++) next[s].store(places.next[s] + places.offset);
      places.moveOn();
    }
  }

  /** Some units of a step. */
  struct UnitsOfStep {
    Places places;
    int step, time;
    bool isLast;
    int unit;
    Columns units;
  };

  template <bool plain>
  void completeRows(UnitsOfStep of, float* const (&gate)[Cell::values], RowRange rows) {
    const int batch = plan_.batch;
    const bool keepsValues = training_;
    for (int b = rows.first; b < rows.last; b += perWord) {
      Row h[perWord];
      for (int i = 0; i < perWord; i++) {
        const bool isThere = perWord == 1 || b + i < batch;
        Row value[Cell::values], before[Cell::states], next[Cell::states];
        loadValues(gate, of.places.offset, value);
        Base::template readStates<plain>(of.places, before);
        if constexpr (Cell::hasTwoParts) {
          for (int s = 1; s < Cell::states; s++) {
            next[s] = Row::load(of.places.next[s] + of.places.offset);
          }
          Cell::complete(value, before, next);
        } else {
          Cell::forward(value, before, next);
        }
        if (keepsValues) storeValues(value, gate, of.places.offset);
        this->template carryOn<plain>(of.places, of.time, of.units, b + i, isThere, before, next);
        if (of.isLast) this->storeFinal(of.units, b + i, next);
        h[i] = next[0];
        of.places.moveOn();
      }
      storeFactor(of.unit, of.units, of.step + 1, b, h);
    }
  }

  [[gnu::always_inline]] static void loadValues(const float* const (&gate)[Cell::values],
                                                size_t offset, Row (&value)[Cell::values]) {
    for (int v = 0; v < Cell::values; v++) value[v] = Row::load(gate[v] + offset);
  }
  [[gnu::always_inline]] static void storeValues(const Row (&value)[Cell::values],
                                                 float* const (&gate)[Cell::values],
                                                 size_t offset) {
    for (int v = 0; v < Cell::values; v++) value[v].store(gate[v] + offset);
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
};

}  // namespace unroll
