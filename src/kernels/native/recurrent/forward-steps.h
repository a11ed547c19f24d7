#pragma once

#include "forward-packing.h"

namespace unroll {

/** Of a sequence forwards what cells share, normalised or not: products, and what a step leaves. */
template <class Isa, class Precision, class Cell>
class ForwardSteps : protected ForwardPacking<Isa, Precision, Cell> {
 protected:
  using Base = ForwardPacking<Isa, Precision, Cell>;
  using typename Base::Row;
  using typename Base::PlanOf;
  using Base::perWord;
  using Base::sequence_;
  using Base::results_;
  using Base::plan_;
  using Base::activations_;
  using Base::inputWeights_;
  using Base::recurrentWeights_;
  using Base::inputStart_;
  using Base::recurrentStart_;
  using Base::counts;
  using Base::stateRow;
  using Base::stateAt;
  using Base::part;
  using Base::store;
  using Base::writeGates;
  using Base::Base;

  /** Of the input's product: with fewer, threads would be left without work. */
  static constexpr int tilesWanted = 64;

  void projectInput(Team& team, int first, int last) {
    const int depth = PlanOf::wordsFor(plan_.input);
    const int wanted = tilesWanted / plan_.groups;
    const RowBlocks blocks((last - first) * plan_.rowsPerStep, depth, wanted);
    team.each(blocks.count() * plan_.groups, [&](int tile) {
      const RowRange rows = blocks.block(tile / plan_.groups);
      const int group = tile % plan_.groups;
      for (int which = Cell::inputFirst; which < Cell::inputLast; which++) {
        const int gate = Cell::panelOf(group, which, plan_.groups);
        const int panel = gate - plan_.firstInputPanel();
        PanelProduct product{};
        product.depth = depth;
        product.factor = activations_.x.at(0, rows.first);
        product.factorPanel = activations_.x.panelSize();
        product.panel = inputWeights_.at(panel);
        product.to = activations_.gates.at(gate, rows.first);
        product.start = inputStart_ + panel * panelColumns;
        writeGates(product, Cell::inputColumns(group, which, 1, plan_.hidden));
        multiplyPanel<Isa, Precision, Factor::rows>(product, rows.count());
      }
    });
  }

  /** Of one step and group of units, what the state adds. */
  void multiplyState(int stage, int step, int gateStep, int group, RowRange rows) {
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
      if (Cell::hasRecurrentBias && !product.accumulate) {
        product.start = recurrentStart_ + panel * panelColumns;
      }
      writeGates(product, Cell::recurrentColumns(group, which, 1, plan_.hidden));
      multiplyPanel<Isa, Precision, Factor::rows>(product, rows.count());
    }
  }

  /** Of one row and 16 units, where its states and its output lie. */
  struct Places : OutputPlace<float> {
    const float* before[Cell::states];
    /** Null where h is kept for products only. */
    float* next[Cell::states];
  };

  Places placesOf(int step, int time, Columns units, int unit, int b) const {
    Places places;
    for (int s = 0; s < Cell::states; s++) {
      const bool isKept = activations_.states[s].words != nullptr;
      places.before[s] = isKept ? stateAt(s, unit, step, b) : nullptr;
      places.next[s] = isKept ? stateAt(s, unit, step + 1, b) : nullptr;
    }
    const size_t row = static_cast<size_t>(time) * plan_.batch + b;
    places.output = results_.outputs + row * plan_.hidden + units.first;
    places.outputRow = static_cast<size_t>(plan_.hidden);
    return places;
  }

  /** @returns what the equations read of the states before */
  template <bool plain>
  [[gnu::always_inline]] static void readStates(const Places& places, Row (&before)[Cell::states]) {
    for (int s = 0; s < Cell::states; s++) {
      const bool isRead = s > 0 || Cell::readsHidden || !plain;
      before[s] = isRead ? Row::load(places.before[s] + places.offset) : Row::zero();
    }
  }

  /**
   * What a row leaves, 16 units of it: outputs, and states for the next step.
   * @param isThere false for a row that only fills up a pair
   * @param next what the equations propose; becomes what the options make of it
   */
  template <bool plain>
  [[gnu::always_inline]] void carryOn(const Places& places, int time, Columns units, int b,
                                      bool isThere, const Row (&before)[Cell::states],
                                      Row (&next)[Cell::states]) {
    bool isOutput = isThere;
    if (!plain && isThere) {
      isOutput = counts(b, time);
      for (int s = 0; s < Cell::states; s++) {
        next[s] = isOutput ? keepShare(s, time, b, units, before[s], next[s]) : before[s];
      }
    }
    for (int s = 1; s < Cell::states; s++) next[s].store(places.next[s] + places.offset);
    if (places.next[0] != nullptr) next[0].store(places.next[0] + places.offset);
    if (!isThere) return;
    const Row h = isOutput ? next[0] : Row::zero();
    if (units.count == halfColumns) {
      h.store(places.output);
    } else {
      h.storeFirst(places.output, units.count);
    }
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

  /** The states after the last step. */
  void storeFinal(Columns units, int b, const Row (&next)[Cell::states]) {
    if (b >= plan_.batch) return;
    for (int s = 0; s < Cell::states; s++) {
      store(next[s], results_.final[s] + static_cast<size_t>(b) * plan_.hidden + units.first,
            units);
    }
  }
};

}  // namespace unroll
