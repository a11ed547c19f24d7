#pragma once

#include "../phase-clock.h"
#include "backward-gates.h"

namespace unroll {

/**
 * A sequence backwards, from the derivatives by its outputs and final states:
 *
 *   1. weights are packed with rows and columns exchanged;
 *   2. step by step from the last, for each 32 units: derivatives by h_t = those by the gates of
 *      step t + 1 times W_h^T, then through the gates of these units;
 *   3. derivatives by W_x, W_h and the biases, each as one product or sum over all steps.
 *
 * Derivatives by x come with these where it is known that they are needed; else they are a call of
 * their own, since a first layer has no use for them.
 *
 * Derivatives by the gates take the place of the gates, in single precision; as words for products
 * they are kept apart.
 */
template <class Isa, class Precision, class Cell>
class Backward : BackwardGates<Isa, Precision, Cell> {
  using Base = BackwardGates<Isa, Precision, Cell>;
  using typename Base::Row;
  using typename Base::PlanOf;
  using Base::perWord;
  using Base::sequence_;
  using Base::plan_;
  using Base::threads_;
  using Base::activations_;
  using Base::carried_;
  using Base::at;
  using Base::stateAt;
  using Base::biasSumsAt;
  using Base::pack;
  using Base::hasSecond;
  using Base::multiplyGates;
  using Base::multiplyResetGates;
  using Base::prefetchGates;
  using Base::throughProduct;
  using Base::storeInitial;
  using Base::storeGate;
  using Base::clearGates;
  using Base::finish;
  using Base::runInput;

 public:
  static void run(const Sequence& sequence, const BackwardInputs& inputs,
                  const BackwardResults& results) {
    takeActivations(inputs.saved);
    Backward(sequence, inputs, results, nullptr).run();
  }

  static void deriveInput(const Sequence& sequence, const float* saved, float* x) {
    requireDerivatives(saved);
    const BackwardInputs inputs{const_cast<float*>(saved), nullptr, {}};
    Backward(sequence, inputs, BackwardResults{}, x).runInput();
  }

 private:
  using Base::Base;

  void run() {
    parallel(threads_, [this](Team& team) {
      pack(team);
      phaseEnds(team, "pack backwards");
      runSteps(team);
      phaseEnds(team, "steps backwards");
      finish(team);
      phaseEnds(team, "weight gradients");
    });
  }

  void runSteps(Team& team) {
    const int panels = panelsFor(plan_.hidden), rowTiles = plan_.rowTiles();
    if (plan_.splitsBatch()) {
      team.each(rowTiles, [&](int tile) {
        for (int step = plan_.time - 1; step >= -1; step--) {
          for (int panel = 0; panel < panels; panel++) runPanel(step, panel, tile);
          for (int panel = 0; panel < panels; panel++) runReset(step, panel, tile);
        }
      });
      return;
    }
    for (int step = plan_.time - 1; step >= -1; step--) {
      const Order order = step % 2 == 0 ? Order::forwards : Order::backwards;
      team.each(
          panels * rowTiles, [&](int tile) { runPanel(step, tile / rowTiles, tile % rowTiles); },
          order);
      if (!PlanOf::hasTwoStages || step < 0) continue;
      team.each(
          panels * rowTiles, [&](int tile) { runReset(step, tile / rowTiles, tile % rowTiles); },
          order);
    }
  }

  /** @param step -1 for the initial state */
  void runPanel(int step, int panel, int rowTile) {
    const RowRange rows = plan_.rowTile(rowTile);
    const int lastUnit = 2 * panel + (hasSecond(panel) ? 1 : 0);
    if (step >= 0) {
      for (int unit = 2 * panel; unit <= lastUnit; unit++) {
        prefetchGates(step, unit, rows);
      }
    }
    if (step < plan_.time - 1) multiplyGates(step, panel, rows);
    for (int unit = 2 * panel; unit <= lastUnit; unit++) {
      if (step < 0) {
        storeInitial(unit, rows);
      } else if (plan_.isPlain) {
        this->template runGates<true>(step, unit, rowTile, rows);
      } else {
        this->template runGates<false>(step, unit, rowTile, rows);
      }
    }
    if (step >= 0 && !hasSecond(panel) && Cell::unitTilesPerGroup > 1) clearGates(step, panel, rows);
  }

  /** The second stage on its way back: through the product of n to the reset gates. */
  void runReset(int step, int panel, int rowTile) {
    if constexpr (PlanOf::hasTwoStages) {
      if (step < 0) return;
      const RowRange rows = plan_.rowTile(rowTile);
      const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep;
      multiplyResetGates(step, panel, rows);
      for (int half = 0; half < (hasSecond(panel) ? 2 : 1); half++) {
        runResetGates(step, row, 2 * panel + half, rowTile, rows);
      }
    }
  }

  void runResetGates(int step, size_t row, int unit, int rowTile, RowRange rows) {
    if constexpr (PlanOf::hasTwoStages) {
      const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
      const int group = unit / 2, half = unit % 2;
      const int time = sequence_.timeOf(step);
      float* const sums = biasSumsAt(rowTile, group) + half * halfColumns;
      Row sum = Row::load(sums);
      for (int b = rows.first; b < rows.last; b += perWord) {
        Row dr[perWord];
        for (int i = 0; i < perWord; i++) {
          dr[i] = Row::zero();
          if (!this->template countsAt<false>(time, b + i)) continue;
          const Row r =
              Row::load(activations_.gates.at(group, row + b + i) + half * halfColumns);
          const Row back = throughProduct(unit, units, b + i);
          dr[i] = Cell::backwardReset(r, Row::load(stateAt(0, unit, step, b + i)), back);
          if (units.count < halfColumns) dr[i] = dr[i].keepFirst(units.count);
          sum = sum + dr[i];
          float* const carried = at(carried_[0], unit, b + i);
          multiplyAdd(back, r, Row::load(carried)).store(carried);
        }
        storeGate(group, half, row + b, dr);
      }
      sum.store(sums);
    }
  }
};

}  // namespace unroll
