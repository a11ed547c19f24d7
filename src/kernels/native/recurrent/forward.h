#pragma once

#include "../phase-clock.h"
#include "forward-packing.h"

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
class Forward : ForwardPacking<Isa, Precision, Cell> {
  using Base = ForwardPacking<Isa, Precision, Cell>;
  using typename Base::Row;
  using typename Base::PlanOf;
  using typename Base::ActivationsOf;
  using Base::perWord;
  using Base::stages;
  using Base::sequence_;
  using Base::results_;
  using Base::plan_;
  using Base::training_;
  using Base::span_;
  using Base::activations_;
  using Base::inputWeights_;
  using Base::recurrentWeights_;
  using Base::inputStart_;
  using Base::recurrentStart_;
  using Base::wordsInCache;
  using Base::counts;
  using Base::stateRow;
  using Base::stateAt;
  using Base::part;
  using Base::store;
  using Base::writeGates;
  using Base::storeFactor;
  using Base::maskFactor;
  using Base::storeWords;
  using Base::pack;
  using Base::packInput;

 public:
  static size_t savedSize(const Sequence& sequence) {
    const PlanOf plan(sequence);
    Layout layout;
    ActivationsOf().lay(layout, plan, plan.time + 1, plan.time, true);
    return savedHeader + layout.bytes() / sizeof(float);
  }

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

  void projectInput(Team& team, int first, int last) {
    const int rows = (last - first) * plan_.rowsPerStep;
    const int depth = PlanOf::wordsFor(plan_.input);
    const int block = std::clamp(wordsInCache / depth / 14 * 14, 28, 1 << 20);
    const int blocks = (rows + block - 1) / block;
    team.each(blocks * plan_.groups, [&](int tile) {
      const int row = tile / plan_.groups * block, group = tile % plan_.groups;
      for (int which = Cell::inputFirst; which < Cell::inputLast; which++) {
        const int gate = Cell::panelOf(group, which, plan_.groups);
        const int panel = gate - plan_.firstInputPanel();
        PanelProduct product{};
        product.depth = depth;
        product.factor = activations_.x.at(0, row);
        product.factorPanel = activations_.x.panelSize();
        product.panel = inputWeights_.at(panel);
        product.to = activations_.gates.at(gate, row);
        product.start = inputStart_ + panel * panelColumns;
        writeGates(product, Cell::inputColumns(group, which, 1, plan_.hidden));
        multiplyPanel<Isa, Precision, Factor::rows>(product, std::min(block, rows - row));
      }
    });
  }

  // ---- 3. steps

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
    const Panels& factor = stage == 0 ? activations_.factor : activations_.reset;
    const size_t factorRow = stage == 0 ? stateRow(step) + rows.first : gateRow;
    const int firstOfStage = stage == 0 ? Cell::recurrentFirst : Cell::firstStageLast;
    const int lastOfStage = stage == 0 ? Cell::firstStageLast : Cell::recurrentLast;
    for (int which = firstOfStage; which < lastOfStage; which++) {
      const int gate = Cell::panelOf(group, which, plan_.groups);
      const int panel = gate - plan_.firstRecurrentPanel();
      PanelProduct product{};
      product.depth = PlanOf::wordsFor(plan_.hidden);
      product.factor = factor.at(0, factorRow);
      product.factorPanel = factor.panelSize();
      product.panel = recurrentWeights_.at(panel);
      product.to = activations_.gates.at(gate, gateRow);
      product.accumulate = Cell::addsToInput(which);
      if (!product.accumulate) product.start = recurrentStart_ + panel * panelColumns;
      writeGates(product, Cell::recurrentColumns(group, which, 1, plan_.hidden));
      multiplyPanel<Isa, Precision, Factor::rows>(product, rows.count());
    }
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
    for (int s = 0; s < Cell::states; s++) {
      const bool isRead = s > 0 || Cell::readsHidden || !plain;
      before[s] = isRead ? Row::load(stateAt(s, unit, step, b)) : Row::zero();
    }
    Cell::forward(value, before, next);
    if (training_) {
      for (int v = 0; v < Cell::values; v++) value[v].store(gate[v]);
    }
    const bool isThere = perWord == 1 || b < plan_.batch;
    bool isOutput = isThere;
    if (!plain && isThere) {
      isOutput = counts(b, time);
      for (int s = 0; s < Cell::states; s++) {
        next[s] = isOutput ? keepShare(s, time, b, units, before[s], next[s]) : before[s];
      }
    }
    if (Cell::states > 1) next[1].store(stateAt(1, unit, step + 1, b));
    if (Cell::readsHidden || !plain || plan_.hiddenIsFactor()) {
      next[0].store(stateAt(0, unit, step + 1, b));
    }
    if (isThere) {
      const size_t row = static_cast<size_t>(time) * plan_.batch + b;
      float* const output = results_.outputs + row * plan_.hidden + units.first;
      store(isOutput ? next[0] : Row::zero(), output, units);
      if (step == plan_.time - 1) storeFinal(b, units, next);
    }
    return next[0];
  }

  /** Zoneout. */
  Row keepShare(int s, int time, int b, Columns units, const Row& before, const Row& next) const {
    if (sequence_.keepsShare[s]) {
      return multiplyAdd(Row::all(sequence_.keepShare[s]), before - next, next);
    }
    if (sequence_.keep[s] == nullptr) return next;
    const size_t row = static_cast<size_t>(time) * plan_.batch + b;
    const Row share = part(sequence_.keep[s] + row * plan_.hidden, units);
    const Row one = Row::all(1);
    return multiplyAdd(share, before, (one - share) * next);
  }

  void storeFinal(int b, Columns units, const Row (&states)[Cell::states]) {
    for (int s = 0; s < Cell::states; s++) {
      store(states[s], results_.final[s] + static_cast<size_t>(b) * plan_.hidden + units.first,
            units);
    }
  }
};

}  // namespace unroll
