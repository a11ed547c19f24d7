#pragma once

#include "backward-packing.h"

namespace unroll {

/**
 * Of a step backwards what cells share, normalised or not: products with the recurrent kernel, and
 * what a row receives and hands on.
 */
template <class Isa, class Precision, class Cell>
class BackwardSteps : protected BackwardPacking<Isa, Precision, Cell> {
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
  using Base::recurrentWeights_;
  using Base::product_;
  using Base::carried_;
  using Base::gatePairs_;
  using Base::wordsOfPanels;
  using Base::readGates;
  using Base::at;
  using Base::stateAt;
  using Base::part;
  using Base::Base;

  /** Whether a panel's second half has units. */
  bool hasSecond(int panel) const { return 2 * panel + 1 < halvesFor(plan_.hidden); }

  /** Derivatives by h of 32 units: from the gates of the first stage of the step that came next. */
  void multiplyGates(int step, int panel, RowRange rows) {
    multiplyGates(step + 1, panel, rows, 0, plan_.firstStagePanels());
  }

  /** Likewise by the state reset, from the gates of the second stage of the step itself. */
  void multiplyResetGates(int step, int panel, RowRange rows) {
    multiplyGates(step, panel, rows, plan_.firstStagePanels(), plan_.recurrentPanels());
  }

  /** @param first panel of the recurrent product that takes part, @param last the one behind */
  void multiplyGates(int step, int panel, RowRange rows, int first, int last) {
    PanelProduct product{};
    product.depth = wordsOfPanels(last - first);
    const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep + rows.first;
    readGates(product, plan_.firstRecurrentPanel() + first, row);
    product.panel = recurrentWeights_.at(panel, wordsOfPanels(first));
    product.to = product_.at(panel, rows.first);
    product.toRow = panelColumns;
    product.toHalf = halfColumns;
    product.columns[0] = halfColumns;
    product.columns[1] = hasSecond(panel) ? halfColumns : 0;
    multiplyPanel<Isa, Precision, Factor::rows>(product, rows.count());
  }

  /** Of one row and 16 units, where derivatives come from and go, and what the equations read. */
  struct Places : OutputPlace<const float> {
    const float* product;
    /** h's is null where nothing of its derivative goes round the product. */
    float* carried[Cell::states];
    /** States before the step; null where they are not kept. */
    const float* before[Cell::states];
  };

  Places placesOf(int step, int time, Columns units, int unit, int b) const {
    Places places;
    places.product = at(product_, unit, b);
    for (int s = 0; s < Cell::states; s++) {
      places.carried[s] = s > 0 || carriesHidden_ ? at(carried_[s], unit, b) : nullptr;
      const bool isKept = activations_.states[s].words != nullptr;
      places.before[s] = isKept ? stateAt(s, unit, step, b) : nullptr;
    }
    const size_t row = static_cast<size_t>(time) * plan_.batch + b;
    places.output = inputs_.outputs + row * plan_.hidden + units.first;
    places.outputRow = static_cast<size_t>(plan_.hidden);
    return places;
  }

  /**
   * Derivatives by the states that a row's equations propose, 16 units of it.
   * @param kept what zoneout leads past the equations
   * @returns whether the step counts; otherwise all is handed on as it comes
   */
  template <bool plain>
  [[gnu::always_inline]] bool receive(const Places& places, int time, Columns units, int b,
                                      bool isThere, Row (&d)[Cell::states],
                                      Row (&kept)[Cell::states]) {
    for (int s = 0; s < Cell::states; s++) {
      const bool isCarried = s > 0 || places.carried[0] != nullptr;
      d[s] = isCarried ? Row::load(places.carried[s] + places.offset) : Row::zero();
    }
    d[0] = d[0] + masked(Row::load(places.product + places.offset), units, b);
    if (!isThere || !(plain || countsAt<false>(time, b))) {
      if (places.carried[0] != nullptr) d[0].store(places.carried[0] + places.offset);
      return false;
    }
    d[0] = d[0] + (units.count == halfColumns ? Row::load(places.output)
                                              : Row::loadFirst(places.output, units.count));
    if (!plain) {
      const size_t output = static_cast<size_t>(time) * plan_.batch + b;
      for (int s = 0; s < Cell::states; s++) {
        kept[s] = d[s] * shareKept(s, output, units);
        d[s] = d[s] - kept[s];
      }
    }
    return true;
  }

  template <bool plain>
  [[gnu::always_inline]] bool countsAt(int time, int b) const {
    const bool isThere = perWord == 1 || b < plan_.batch;
    return isThere && (plain || sequence_.lengths == nullptr || time < sequence_.lengths[b]);
  }

  /** @param dBefore derivatives by the states before, past the product */
  template <bool plain>
  [[gnu::always_inline]] static void handOn(const Places& places, Row (&dBefore)[Cell::states],
                                            const Row (&kept)[Cell::states]) {
    for (int s = 0; s < Cell::states; s++) {
      if (!plain) dBefore[s] = dBefore[s] + kept[s];
      if (s > 0 || places.carried[0] != nullptr) {
        dBefore[s].store(places.carried[s] + places.offset);
      }
    }
  }

  /** What has come back through the product, and through the mask on its way into it. */
  Row throughProduct(int unit, Columns units, int b) const {
    return masked(Row::load(at(product_, unit, b)), units, b);
  }
  [[gnu::always_inline]] Row masked(const Row& d, Columns units, int b) const {
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
};

}  // namespace unroll
