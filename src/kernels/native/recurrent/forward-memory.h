#pragma once

#include <cstring>

#include "../matrix/micro-kernel.h"
#include "plan.h"

namespace unroll {

/** What a sequence forwards works in: its sizes, its memory, and where things lie there. */
template <class Isa, class Precision, class Cell>
class ForwardMemory {
 protected:
  using Row = Floats<Isa>;
  using PlanOf = Plan<Precision, Cell>;
  using ActivationsOf = Activations<Precision, Cell>;

  static constexpr int perWord = Precision::perWord;
  static constexpr int stages = PlanOf::hasTwoStages ? 2 : 1;

  /** Floats that are kept for the way back. */
  static size_t savedSize(const Sequence& sequence) {
    const PlanOf plan(sequence);
    Layout layout;
    ActivationsOf().lay(layout, plan, plan.time + 1, plan.time, true);
    return savedHeader + layout.bytes() / sizeof(float);
  }

  ForwardMemory(const Sequence& sequence, const ForwardResults& results)
      : sequence_(sequence),
        results_(results),
        plan_(sequence),
        training_(results.saved != nullptr),
        span_(training_ ? plan_.time : stepsInCache()) {
    Layout sizes;
    layScratch(sizes);
    scratch_ = Workspace(sizes.bytes());
    Layout places(scratch_.data());
    layScratch(places);
    if (training_) {
      const SavedState state = SavedState::activations;
      std::memcpy(results.saved, &state, sizeof(state));
      Layout saved(results.saved + savedHeader);
      activations_.lay(saved, plan_, plan_.time + 1, plan_.time, true);
    }
  }

  int stepsInCache() const {
    const size_t step = Panels::size(plan_.gatePanels(), plan_.rowsPerStep) * sizeof(float);
    return std::clamp(static_cast<int>((size_t{2} << 20) / step), 1, plan_.time);
  }

  void layScratch(Layout& layout) {
    const size_t depth = PlanOf::wordsFor(plan_.hidden);
    inputWeights_ = ActivationsOf::take(layout, plan_.inputPanels(),
                                        PlanOf::wordsFor(plan_.input));
    recurrentWeights_ = ActivationsOf::take(layout, plan_.recurrentPanels(), depth);
    // The micro-kernels look ahead in a panel.
    layout.take<float>(microKernel::rowsAhead * panelColumns);
    inputStart_ = layout.take<float>(Panels::size(plan_.inputPanels(), 1));
    recurrentStart_ = layout.take<float>(Panels::size(plan_.recurrentPanels(), 1));
    if (!training_) activations_.lay(layout, plan_, 2, span_, false);
  }

  size_t kernelRow() const { return static_cast<size_t>(Cell::gates) * plan_.hidden; }

  bool counts(int b, int time) const {
    return sequence_.lengths == nullptr || time < sequence_.lengths[b];
  }

  /** Without keeping anything two steps of the state take turns. */
  size_t stateRow(int step) const {
    return static_cast<size_t>(training_ ? step : step % 2) * plan_.rowsPerStep;
  }

  float* stateAt(int state, int unit, int step, int b) const {
    return activations_.states[state].at(unit / 2, stateRow(step) + b) + unit % 2 * halfColumns;
  }

  [[gnu::always_inline]] static Row part(const float* from, Columns columns) {
    from += columns.first;
    return columns.count == halfColumns ? Row::load(from) : Row::loadFirst(from, columns.count);
  }

  [[gnu::always_inline]] static void store(const Row& row, float* to, Columns columns) {
    if (columns.count == halfColumns) {
      row.store(to);
    } else {
      row.storeFirst(to, columns.count);
    }
  }

  /** Gates are written whole, whatever columns there are, but for a half without any. */
  static void writeGates(PanelProduct& product, Columns second) {
    product.toRow = panelColumns;
    product.toHalf = halfColumns;
    product.columns[0] = halfColumns;
    product.columns[1] = second.count > 0 ? halfColumns : 0;
  }

  /** What the product of the next step reads. Units that are not there must not be infinite. */
  void storeFactor(int unit, Columns units, int step, int b, Row (&h)[perWord]) {
    if (plan_.hiddenIsFactor()) return;
    maskFactor(units, b, h);
    storeWords(activations_.factor, activations_.factorPairs, unit, stateRow(step) + b, h);
  }

  void maskFactor(Columns units, int b, Row (&h)[perWord]) const {
    for (int i = 0; i < perWord; i++) {
      if (plan_.hasMask && b + i < plan_.batch) {
        const size_t from = static_cast<size_t>(b + i) * plan_.hidden;
        h[i] = h[i] * part(sequence_.recurrentMask + from, units);
      }
      if (units.count < halfColumns) h[i] = h[i].keepFirst(units.count);
      if (perWord > 1 && b + i >= plan_.batch) h[i] = Row::zero();
    }
  }

  /** 16 columns of one or two rows, as words for products over columns and over rows. */
  static void storeWords(const Panels& to, const Panels& toPairs, int half, size_t row,
                         const Row (&values)[perWord]) {
    if constexpr (perWord == 1) {
      values[0].store(to.at(half / 2, row) + half % 2 * halfColumns);
    } else {
      for (int i = 0; i < 2; i++) {
        Rounding<Isa>::storeNeighbours(to.at(half / 4, row + i) + half % 4 * 8, values[i]);
      }
      if (toPairs.words == nullptr) return;
      float* const pairs = toPairs.at(half / 2, row / 2) + half % 2 * halfColumns;
      Rounding<Isa>::storePairs(pairs, values[0], values[1]);
    }
  }

  const Sequence& sequence_;
  const ForwardResults& results_;
  const PlanOf plan_;
  const bool training_;
  /** Steps whose gates exist at once. */
  const int span_;
  Workspace scratch_;
  ActivationsOf activations_;
  /** Panels of words of the inner dimension. */
  Panels inputWeights_, recurrentWeights_;
  float* inputStart_ = nullptr;
  float* recurrentStart_ = nullptr;
};

}  // namespace unroll
