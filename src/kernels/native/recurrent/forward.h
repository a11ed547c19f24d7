#pragma once

#include <cstring>

#include "../matrix/micro-kernel.h"
#include "../matrix/packing.h"
#include "../thread-pool.h"
#include "plan.h"

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
class Forward {
 public:
  using Row = Floats<Isa>;
  using PlanOf = Plan<Precision, Cell>;
  using ActivationsOf = Activations<Precision, Cell>;

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
  static constexpr int perWord = Precision::perWord;
  static constexpr int stages = PlanOf::hasTwoStages ? 2 : 1;

  Forward(const Sequence& sequence, const ForwardResults& results)
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

  void run() {
    const double work = 2.0 * plan_.rows() * plan_.hidden * Cell::gates *
                        (plan_.input + plan_.hidden);
    parallel(threadsFor(work), [this](Team& team) {
      pack(team);
      for (int first = 0; first < plan_.time; first += span_) {
        const int last = std::min(plan_.time, first + span_);
        packInput(team, first, last);
        projectInput(team, first, last);
        runSteps(team, first, last);
      }
    });
  }

  // ---- 1. packing

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

  /** Biases where sums start: both where the products are added up anyway. */
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
        Row input = part(sequence_.bias, Cell::inputColumns(group, which, half, plan_.hidden));
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
          if constexpr (Cell::states > 1) {
            const Row c = isThere ? part(sequence_.initial[1] + from, units) : Row::zero();
            c.store(stateAt(1, unit, 0, b + i));
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

  // ---- 2. the input's product

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
      // There and back: each step begins with the weights that the one before has left in the cache.
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

  // ---- places

  /** L2 holds a block of the factor of about 400 KB beside the panel that it meets. */
  static constexpr int wordsInCache = 100000;

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
