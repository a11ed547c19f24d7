#pragma once

#include <cstring>

#include "../matrix/micro-kernel.h"
#include "../thread-pool.h"
#include "kernel-tiles.h"
#include "plan.h"

namespace unroll {

/** What a sequence backwards works in: its sizes, its memory, and where things lie there. */
template <class Isa, class Precision, class Cell>
class BackwardMemory {
 protected:
  using Row = Floats<Isa>;
  using PlanOf = Plan<Precision, Cell>;
  using ActivationsOf = Activations<Precision, Cell>;

  static constexpr int perWord = Precision::perWord;
  static constexpr int groupsPerPanel = 2 / Cell::unitTilesPerGroup;

  BackwardMemory(const Sequence& sequence, const BackwardInputs& inputs,
                 const BackwardResults& results, float* inputOnly)
      : sequence_(sequence),
        inputs_(inputs),
        results_(results),
        isInputOnly_(inputOnly != nullptr),
        x_(isInputOnly_ ? inputOnly : results.x),
        plan_(sequence),
        carriesHidden_(Cell::readsHidden || !plan_.isPlain),
        threads_(threadsFor((x_ == nullptr ? 0 : plan_.operations(plan_.input)) +
                            (isInputOnly_ ? 0 : 2 * plan_.operations(plan_.input + plan_.hidden)))) {
    Layout saved(inputs.saved + savedHeader);
    activations_.lay(saved, plan_, plan_.time + 1, plan_.time, true);
    Layout sizes;
    layScratch(sizes);
    scratch_ = Workspace(sizes.bytes());
    Layout places(scratch_.data());
    layScratch(places);
  }

  void layScratch(Layout& layout) {
    if (x_ != nullptr) {
      inputWeights_ =
          ActivationsOf::take(layout, panelsFor(plan_.input), wordsOfPanels(plan_.inputPanels()));
      // The micro-kernels look ahead in a panel.
      layout.take<float>(rowsOfSafety * panelColumns);
    }
    if (isInputOnly_) return;
    const int units = panelsFor(plan_.hidden);
    recurrentWeights_ = ActivationsOf::take(layout, units, wordsOfPanels(plan_.recurrentPanels()));
    layout.take<float>(rowsOfSafety * panelColumns);
    product_ = ActivationsOf::take(layout, units, plan_.rowsPerStep);
    for (int s = 0; s < Cell::states; s++) {
      if (s > 0 || carriesHidden_) {
        carried_[s] = ActivationsOf::take(layout, units, plan_.rowsPerStep);
      }
    }
    biasSums_ = layout.take<float>(Panels::size(plan_.gatePanels(), plan_.rowTiles()));
    kernelSums_ = layout.take<float>(KernelTiles::sumsOfTile * static_cast<size_t>(threads_));
    gatePairs_ = perWord == 1 ? activations_.gates
                              : ActivationsOf::take(layout, plan_.gatePanels(),
                                                    paddedRows(plan_.rows() / 2));
  }

  struct Place {
    int group, which;
  };
  /** The inverse of Cell::panelOf. */
  Place placeOf(int panel) const {
    const bool groupsApart = Cell::panelOf(0, 1, plan_.groups) == 1;
    if (groupsApart) return {panel / Cell::panelsPerGroup, panel % Cell::panelsPerGroup};
    return {panel % plan_.groups, panel / plan_.groups};
  }

  static constexpr int rowsOfSafety = microKernel::rowsAhead;
  /**
   * Rows of a panel of derivatives that stay in L1 while those of the factor go by. Twice as many
   * are as fast for small layers, and slower where factors come from memory.
   */
  static constexpr int rowsInCache = 256;

  static int wordsOfPanels(int panels) { return panels * panelColumns / perWord; }

  /** Gates from a panel on as the factor of a product. */
  void readGates(PanelProduct& product, int firstPanel, size_t row) const {
    product.factor = activations_.gateWords.at(firstPanel / perWord, row);
    product.factorPanel = activations_.gateWords.panelSize();
    product.factorStart = firstPanel % perWord * halfColumns;
  }

  float* at(const Panels& panels, int unit, int b) const {
    return panels.at(unit / 2, b) + unit % 2 * halfColumns;
  }

  float* stateAt(int state, int unit, int step, int b) const {
    return at(activations_.states[state], unit, step * plan_.rowsPerStep + b);
  }

  float* biasSumsAt(int rowTile, int panel) const {
    return biasSums_ +
           (static_cast<size_t>(rowTile) * plan_.gatePanels() + panel) * panelColumns;
  }

  [[gnu::always_inline]] static Row part(const float* from, Columns columns) {
    from += columns.first;
    return columns.count == halfColumns ? Row::load(from) : Row::loadFirst(from, columns.count);
  }

  const Sequence& sequence_;
  const BackwardInputs& inputs_;
  const BackwardResults& results_;
  /** Nothing but derivatives by x is wanted: all that they need has been derived before. */
  const bool isInputOnly_;
  /** Where derivatives by x go; null where they are not wanted. */
  float* const x_;
  const PlanOf plan_;
  /** Some of the derivative by h goes round the product. */
  const bool carriesHidden_;
  const int threads_;
  Workspace scratch_;
  ActivationsOf activations_;
  /** Panels of 32 rows of a kernel; inner dimension: its columns, in the order of the gates. */
  Panels recurrentWeights_, inputWeights_;
  /** Derivatives by h that come through the product, and those by all states that do not. */
  Panels product_, carried_[maximumStates];
  /** Derivatives by the gates as words of pairs of rows; the same where words are floats. */
  Panels gatePairs_;
  /** For each tile of rows a row of all gates. */
  float* biasSums_ = nullptr;
  /** For each thread those of a tile of a kernel's derivative. */
  float* kernelSums_ = nullptr;
};

}  // namespace unroll
