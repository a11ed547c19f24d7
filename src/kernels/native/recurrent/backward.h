#pragma once

#include <cstring>
#include <stdexcept>

#include "../matrix/micro-kernel.h"
#include "../matrix/packing.h"
#include "../thread-pool.h"
#include "plan.h"

namespace unroll {

/**
 * A sequence backwards, from the derivatives by its outputs and final states:
 *
 *   1. weights are packed with rows and columns exchanged;
 *   2. step by step from the last, for each 32 units: derivatives by h_t = those by the gates of
 *      step t + 1 times W_h^T, then through the gates of these units;
 *   3. derivatives by W_x, W_h and the biases, each as one product or sum over all steps.
 *
 * Derivatives by x are a call of their own, since a first layer has no use for them.
 *
 * Derivatives by the gates take the place of the gates, in single precision; as words for products
 * they are kept apart.
 */
template <class Isa, class Precision, class Cell>
class Backward {
 public:
  using Row = Floats<Isa>;
  using PlanOf = Plan<Precision, Cell>;
  using ActivationsOf = Activations<Precision, Cell>;

  static void run(const Sequence& sequence, const BackwardInputs& inputs,
                  const BackwardResults& results) {
    if (stateOf(inputs.saved) != SavedState::activations) {
      throw std::logic_error(
          "what the forward pass saved is no longer there: each forward pass serves one backward");
    }
    const SavedState used = SavedState::derivatives;
    std::memcpy(inputs.saved, &used, sizeof(used));
    Backward(sequence, inputs, results, nullptr).run();
  }

  static void deriveInput(const Sequence& sequence, const float* saved, float* x) {
    if (stateOf(saved) != SavedState::derivatives) {
      throw std::logic_error("the derivatives by the gates have not been taken yet");
    }
    const BackwardInputs inputs{const_cast<float*>(saved), nullptr, {}};
    Backward(sequence, inputs, BackwardResults{}, x).runInput();
  }

 private:
  static constexpr int perWord = Precision::perWord;
  static constexpr int unitsPerPanel = panelColumns;

  static SavedState stateOf(const float* saved) {
    SavedState state;
    std::memcpy(&state, saved, sizeof(state));
    return state;
  }

  Backward(const Sequence& sequence, const BackwardInputs& inputs, const BackwardResults& results,
           float* x)
      : sequence_(sequence),
        inputs_(inputs),
        results_(results),
        x_(x),
        plan_(sequence),
        carriesHidden_(Cell::readsHidden || !plan_.isPlain) {
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
      return;
    }
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
    gatePairs_ = perWord == 1 ? activations_.gates
                              : ActivationsOf::take(layout, plan_.gatePanels(),
                                                    paddedRows(plan_.rows() / 2));
  }

  void run() {
    const double work = 4.0 * plan_.rows() * plan_.hidden * Cell::gates *
                        (plan_.input + plan_.hidden);
    parallel(threadsFor(work), [this](Team& team) {
      pack(team);
      runSteps(team);
      finish(team);
    });
  }

  void runInput() {
    const double work = 2.0 * plan_.rows() * plan_.hidden * Cell::gates * plan_.input;
    parallel(threadsFor(work), [this](Team& team) {
      team.each(halvesFor(plan_.input), [&](int half) { packInputWeights(half); });
      const int rows = static_cast<int>(plan_.rows());
      const int depth = wordsOfPanels(plan_.inputPanels());
      const int block = std::clamp(wordsInCache / depth / 14 * 14, 28, 1 << 20);
      team.each((rows + block - 1) / block, [&](int tile) {
        deriveInputRows(tile * block, std::min(block, rows - tile * block));
      });
    });
  }

  // ---- 1. packing

  void pack(Team& team) {
    const int halves = halvesFor(plan_.hidden);
    team.each(halves + panelsFor(plan_.hidden), [&](int tile) {
      if (tile < halves) {
        packRecurrentWeights(tile);
      } else {
        packFinalDerivatives(tile - halves);
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

  struct Place {
    int group, which;
  };
  /** The inverse of Cell::panelOf. */
  Place placeOf(int panel) const {
    const bool groupsApart = Cell::panelOf(0, 1, plan_.groups) == 1;
    if (groupsApart) return {panel / Cell::panelsPerGroup, panel % Cell::panelsPerGroup};
    return {panel % plan_.groups, panel / plan_.groups};
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

  // ---- 2. steps

  static constexpr int groupsPerPanel = 2 / Cell::unitTilesPerGroup;

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
    const bool hasSecond = 2 * panel + 1 < halvesFor(plan_.hidden);
    if (step >= 0) {
      for (int unit = 2 * panel; unit <= 2 * panel + (hasSecond ? 1 : 0); unit++) {
        prefetchGates(step, unit, rows);
      }
    }
    if (step < plan_.time - 1) {
      PanelProduct product{};
      product.depth = wordsOfPanels(plan_.firstStagePanels());
      const size_t row = static_cast<size_t>(step + 1) * plan_.rowsPerStep + rows.first;
      readGates(product, plan_.firstRecurrentPanel(), row);
      product.panel = recurrentWeights_.at(panel);
      product.to = product_.at(panel, rows.first);
      product.toRow = panelColumns;
      product.toHalf = halfColumns;
      product.columns[0] = halfColumns;
      product.columns[1] = hasSecond ? halfColumns : 0;
      multiplyPanel<Isa, Precision, Factor::rows>(product, rows.count());
    }
    for (int unit = 2 * panel; unit <= 2 * panel + (hasSecond ? 1 : 0); unit++) {
      if (step < 0) {
        storeInitial(unit, rows);
      } else if (plan_.isPlain) {
        runGates<true>(step, unit, rowTile, rows);
      } else {
        runGates<false>(step, unit, rowTile, rows);
      }
    }
    if (step >= 0 && !hasSecond && Cell::unitTilesPerGroup > 1) clearGates(step, panel, rows);
  }

  /** The second stage on its way back: through the product of n to the reset gates. */
  void runReset(int step, int panel, int rowTile) {
    if constexpr (PlanOf::hasTwoStages) {
      if (step < 0) return;
      const RowRange rows = plan_.rowTile(rowTile);
      const bool hasSecond = 2 * panel + 1 < halvesFor(plan_.hidden);
      const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep;
      PanelProduct product{};
      product.depth = wordsOfPanels(plan_.recurrentPanels() - plan_.firstStagePanels());
      readGates(product, plan_.firstStagePanels(), row + rows.first);
      product.panel = recurrentWeights_.at(panel, wordsOfPanels(plan_.firstStagePanels()));
      product.to = product_.at(panel, rows.first);
      product.toRow = panelColumns;
      product.toHalf = halfColumns;
      product.columns[0] = halfColumns;
      product.columns[1] = hasSecond ? halfColumns : 0;
      multiplyPanel<Isa, Precision, Factor::rows>(product, rows.count());
      for (int half = 0; half < (hasSecond ? 2 : 1); half++) {
        runResetGates(step, row, 2 * panel + half, rowTile, rows);
      }
    }
  }

  void runResetGates(int step, size_t row, int unit, int rowTile, RowRange rows) {
    if constexpr (PlanOf::hasTwoStages) {
      const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
      const int group = unit / 2, half = unit % 2;
      float* const sums = biasSumsAt(rowTile, group) + half * halfColumns;
      Row sum = Row::load(sums);
      for (int b = rows.first; b < rows.last; b += perWord) {
        Row dr[perWord];
        for (int i = 0; i < perWord; i++) {
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

  /** What the gates will read comes while the product is made. */
  void prefetchGates(int step, int unit, RowRange rows) const {
    const int group = unit / Cell::unitTilesPerGroup, tile = unit % Cell::unitTilesPerGroup;
    const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep;
    const size_t output = static_cast<size_t>(sequence_.timeOf(step)) * plan_.batch;
    for (int b = rows.first; b < rows.last; b++) {
      for (int v = 0; v < Cell::values; v++) {
        const int panel = Cell::panelOf(group, Cell::panelOfValue(v), plan_.groups);
        const int half = Cell::halfOfValue(v, tile);
        __builtin_prefetch(activations_.gates.at(panel, row + b) + half * halfColumns, 1);
      }
      for (int s = 0; s < Cell::states; s++) {
        if (s > 0 || Cell::readsHidden) __builtin_prefetch(stateAt(s, unit, step, b));
      }
      __builtin_prefetch(inputs_.outputs + (output + b) * plan_.hidden + unit * halfColumns);
    }
  }

  template <bool plain>
  void runGates(int step, int unit, int rowTile, RowRange rows) {
    const int time = sequence_.timeOf(step);
    const int group = unit / Cell::unitTilesPerGroup, tile = unit % Cell::unitTilesPerGroup;
    const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
    const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep;
    int panels[Cell::values], halves[Cell::values];
    Row sums[Cell::values];
    for (int v = 0; v < Cell::values; v++) {
      panels[v] = Cell::panelOf(group, Cell::panelOfValue(v), plan_.groups);
      halves[v] = Cell::halfOfValue(v, tile);
      sums[v] = Row::load(biasSumsAt(rowTile, panels[v]) + halves[v] * halfColumns);
    }
    for (int b = rows.first; b < rows.last; b += perWord) {
      Row dv[perWord][Cell::values];
      for (int i = 0; i < perWord; i++) {
        Row value[Cell::values];
        for (int v = 0; v < Cell::values; v++) {
          value[v] = Row::load(activations_.gates.at(panels[v], row + b + i) +
                               halves[v] * halfColumns);
        }
        runRow<plain>(step, time, unit, units, b + i, value, dv[i]);
        for (int v = 0; v < Cell::values; v++) sums[v] = sums[v] + dv[i][v];
      }
      storeGates(panels, halves, row + b, dv);
    }
    for (int v = 0; v < Cell::values; v++) {
      sums[v].store(biasSumsAt(rowTile, panels[v]) + halves[v] * halfColumns);
    }
  }

  /** Derivatives by one row's gates; those by the states before are carried on. */
  template <bool plain>
  void runRow(int step, int time, int unit, Columns units, int b, const Row (&value)[Cell::values],
              Row (&dv)[Cell::values]) {
    const bool isThere = perWord == 1 || b < plan_.batch;
    Row d[Cell::states], before[Cell::states], dBefore[Cell::states];
    for (int s = 0; s < Cell::states; s++) {
      d[s] = s > 0 || carriesHidden_ ? Row::load(at(carried_[s], unit, b)) : Row::zero();
      const bool isRead = s > 0 || Cell::readsHidden;
      before[s] = isRead ? Row::load(stateAt(s, unit, step, b)) : Row::zero();
    }
    d[0] = d[0] + throughProduct(unit, units, b);
    const bool counts = isThere && (plain || sequence_.lengths == nullptr ||
                                    time < sequence_.lengths[b]);
    if (!counts) {
      for (int v = 0; v < Cell::values; v++) dv[v] = Row::zero();
      if (carriesHidden_) d[0].store(at(carried_[0], unit, b));
      return;
    }
    const size_t output = static_cast<size_t>(time) * plan_.batch + b;
    d[0] = d[0] + part(inputs_.outputs + output * plan_.hidden, units);
    Row kept[Cell::states];
    if (!plain) {
      for (int s = 0; s < Cell::states; s++) {
        kept[s] = d[s] * shareKept(s, output, units);
        d[s] = d[s] - kept[s];
      }
    }
    Cell::backward(value, before, d, dv, dBefore);
    if (units.count < halfColumns) {
      for (int v = 0; v < Cell::values; v++) dv[v] = dv[v].keepFirst(units.count);
    }
    for (int s = 0; s < Cell::states; s++) {
      if (!plain) dBefore[s] = dBefore[s] + kept[s];
      if (s > 0 || carriesHidden_) dBefore[s].store(at(carried_[s], unit, b));
    }
  }

  /** What has come back through the product, and through the mask on its way into it. */
  Row throughProduct(int unit, Columns units, int b) const {
    const Row d = Row::load(at(product_, unit, b));
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

  /** 16 units of one row, or of a pair of rows, for the products to come. */
  void storeGates(const int (&panels)[Cell::values], const int (&halves)[Cell::values], size_t row,
                  const Row (&dv)[perWord][Cell::values]) {
    // A reset gate is still needed, and its derivative not yet known.
    for (int v = PlanOf::hasTwoStages ? 1 : 0; v < Cell::values; v++) {
      Row one[perWord];
      for (int i = 0; i < perWord; i++) one[i] = dv[i][v];
      storeGate(panels[v], halves[v], row, one);
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

  /** The half of a last group that has no units. */
  void clearGates(int step, int group, RowRange rows) {
    const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep;
    int panels[Cell::values], halves[Cell::values];
    Row none[perWord][Cell::values], zeros[perWord];
    for (int i = 0; i < perWord; i++) zeros[i] = Row::zero();
    for (int v = 0; v < Cell::values; v++) {
      panels[v] = Cell::panelOf(group, Cell::panelOfValue(v), plan_.groups);
      halves[v] = 1;
      for (int i = 0; i < perWord; i++) none[i][v] = Row::zero();
    }
    for (int b = rows.first; b < rows.last; b += perWord) {
      storeGates(panels, halves, row + b, none);
      if (PlanOf::hasTwoStages) storeGate(panels[0], 1, row + b, zeros);
    }
  }

  // ---- 3. everything that needs no order

  void finish(Team& team) {
    const int recurrent = plan_.recurrentPanels(), input = plan_.inputPanels();
    team.each(recurrent + input + plan_.gatePanels(), [&](int tile) {
      if (tile < recurrent) {
        deriveRecurrentKernel(plan_.firstRecurrentPanel() + tile);
      } else if (tile < recurrent + input) {
        deriveInputKernel(plan_.firstInputPanel() + tile - recurrent);
      } else {
        deriveBiases(tile - recurrent - input);
      }
    });
  }

  /** Rows of steps; each becomes a row of (time, batch). */
  void deriveInputRows(int first, int count) {
    for (int panel = 0; panel < panelsFor(plan_.input); panel++) {
      const int column = panel * panelColumns;
      // Rows stay in order and have no gaps unless they run backwards or in pairs.
      int row = first;
      while (row < first + count) {
        const int step = row / plan_.rowsPerStep, b = row % plan_.rowsPerStep;
        const bool together = !sequence_.reverse && plan_.rowsPerStep == plan_.batch;
        const int end = together ? first + count
                                 : std::min(first + count, step * plan_.rowsPerStep + plan_.batch);
        if (b < plan_.batch) {
          PanelProduct product{};
          product.depth = wordsOfPanels(plan_.inputPanels());
          readGates(product, plan_.firstInputPanel(), row);
          product.panel = inputWeights_.at(panel);
          const size_t to = static_cast<size_t>(sequence_.timeOf(step)) * plan_.batch + b;
          product.to = x_ + to * plan_.input + column;
          product.toRow = plan_.input;
          product.toHalf = halfColumns;
          product.columns[0] = columnsFrom(column, plan_.input).count;
          product.columns[1] = columnsFrom(column + halfColumns, plan_.input).count;
          multiplyPanel<Isa, Precision, Factor::rows>(product, end - row);
        }
        row = together ? end : (step + 1) * plan_.rowsPerStep;
      }
    }
  }

  void deriveRecurrentKernel(int panel) {
    const auto [group, which] = placeOf(panel);
    const Columns columns[2] = {Cell::recurrentColumns(group, which, 0, plan_.hidden),
                                Cell::recurrentColumns(group, which, 1, plan_.hidden)};
    const bool isReset = which >= Cell::firstStageLast;
    const Panels& state = perWord == 1 ? activations_.factor : activations_.factorPairs;
    const Panels& reset = perWord == 1 ? activations_.reset : activations_.resetPairs;
    const Panels& factor = isReset ? reset : state;
    deriveKernel(factor, plan_.hidden, panel, columns, results_.recurrentKernel);
  }

  void deriveInputKernel(int panel) {
    const auto [group, which] = placeOf(panel);
    const Columns columns[2] = {Cell::inputColumns(group, which, 0, plan_.hidden),
                                Cell::inputColumns(group, which, 1, plan_.hidden)};
    const Panels& factor = perWord == 1 ? activations_.x : activations_.xPairs;
    deriveKernel(factor, plan_.input, panel, columns, results_.inputKernel);
  }

  /** All rows of 32 columns of a kernel's derivative, by spans of steps that fit into L1. */
  void deriveKernel(const Panels& factor, int rows, int panel, const Columns (&columns)[2],
                    float* kernel) {
    const int depth = static_cast<int>(plan_.rows()) / perWord;
    const int spans = (depth + rowsInCache - 1) / rowsInCache;
    const size_t row = static_cast<size_t>(Cell::gates) * plan_.hidden;
    for (int span = 0; span < spans; span++) {
      const int first = depth * span / spans, last = depth * (span + 1) / spans;
      for (int block = 0; block < panelsFor(rows); block++) {
        PanelProduct product{};
        product.depth = last - first;
        product.factor = factor.at(block, first);
        product.panel = gatePairs_.at(panel, first);
        product.to = kernel + static_cast<size_t>(block) * panelColumns * row + columns[0].first;
        product.toRow = row;
        product.toHalf = columns[1].first - columns[0].first;
        product.accumulate = span > 0;
        product.columns[0] = columns[0].count;
        product.columns[1] = columns[1].count;
        multiplyPanel<Isa, Precision, Factor::transposed>(
            product, std::min(panelColumns, rows - block * panelColumns));
      }
    }
  }

  void deriveBiases(int panel) {
    const auto [group, which] = placeOf(panel);
    for (int half = 0; half < 2; half++) {
      Row sum = Row::zero();
      for (int tile = 0; tile < plan_.rowTiles(); tile++) {
        sum = sum + Row::load(biasSumsAt(tile, panel) + half * halfColumns);
      }
      if (which >= Cell::inputFirst && which < Cell::inputLast) {
        const Columns columns = Cell::inputColumns(group, which, half, plan_.hidden);
        sum.storeFirst(results_.bias + columns.first, columns.count);
      }
      if (Cell::hasRecurrentBias && which < Cell::recurrentLast) {
        const Columns columns = Cell::recurrentColumns(group, which, half, plan_.hidden);
        sum.storeFirst(results_.recurrentBias + columns.first, columns.count);
      }
    }
  }

  // ---- places

  static constexpr int wordsInCache = 100000;
  static constexpr int rowsOfSafety = microKernel::rowsAhead;
  /** Rows of a panel of derivatives that stay in L1 while all rows of the factor go by. */
    static constexpr int rowsInCache = 384;

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
  /** Where derivatives by x go; null where the others are wanted. */
  float* const x_;
  const PlanOf plan_;
  /** Some of the derivative by h goes round the product. */
  const bool carriesHidden_;
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
};

}  // namespace unroll
