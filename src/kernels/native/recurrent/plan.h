#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "../matrix/panels.h"
#include "../matrix/precision.h"
#include "../workspace.h"
#include "sequence.h"

namespace unroll {

/** Rows of a step from `first` to `last` that are worked on together. */
struct RowRange {
  int first, last;
  int count() const { return last - first; }
};

/**
 * Rows of a product divided evenly, by sizes alone: into blocks that stay in the second cache, and
 * into as many as give each thread about the same. Micro-kernels make 14 rows at once.
 */
class RowBlocks {
 public:
  /**
   * @param depth words of a row
   * @param wanted blocks, as long as these keep enough rows to serve what is read for them
   */
  RowBlocks(int rows, int depth, int wanted) : rows_(rows) {
    const int most = std::max(wordsInCache / depth / 14 * 14, 28);
    count_ = std::max({1, (rows + most - 1) / most, std::min(wanted, rows / 112)});
  }

  int count() const { return count_; }

  RowRange block(int index) const {
    return {partStart(rows_, index, count_), partStart(rows_, index + 1, count_)};
  }

 private:
  /** L2 holds about 400 KB of the factor beside the panel that it meets. */
  static constexpr int wordsInCache = 100000;

  int rows_, count_;
};

/**
 * A row of outputs, or of derivatives by them, beside rows of panels. Places are worked out once for
 * many rows: after each store through a vector a compiler reads all members again.
 */
template <class Float>
struct OutputPlace {
  Float* output;
  /** From one row to the next. */
  size_t outputRow;
  /** From the first row to this one, in panels. */
  size_t offset = 0;

  void moveOn() {
    offset += panelColumns;
    output += outputRow;
  }
};

/**
 * Sizes that follow from a sequence, the same on the way there and back. `Cell` is one of lstm.h,
 * gru.h and rnn.h; row s * rowsPerStep + b belongs to sequence b of the batch at step s.
 */
template <class Precision, class Cell>
struct Plan {
  explicit Plan(const Sequence& sequence)
      : time(sequence.time),
        batch(sequence.batch),
        input(sequence.input),
        hidden(sequence.hidden),
        rowsPerStep((batch + perWord - 1) / perWord * perWord),
        groups((hidden + unitsPerGroup - 1) / unitsPerGroup),
        isPlain(sequence.isPlain()),
        hasMask(sequence.recurrentMask != nullptr) {}

  static constexpr int perWord = Precision::perWord;
  static constexpr bool hasTwoStages = Cell::firstStageLast < Cell::recurrentLast;
  static constexpr int unitsPerGroup = Cell::unitTilesPerGroup * halfColumns;

  const int time, batch, input, hidden;
  /** Even where words are pairs of rows; the last row is then empty. */
  const int rowsPerStep;
  const int groups;
  const bool isPlain, hasMask;

  int gatePanels() const { return groups * Cell::panelsPerGroup; }
  int inputPanels() const { return groups * (Cell::inputLast - Cell::inputFirst); }
  int recurrentPanels() const { return groups * (Cell::recurrentLast - Cell::recurrentFirst); }
  /** Those whose product reads the state itself. */
  int firstStagePanels() const { return groups * (Cell::firstStageLast - Cell::recurrentFirst); }
  int firstInputPanel() const { return groups * Cell::inputFirst; }
  int firstRecurrentPanel() const { return groups * Cell::recurrentFirst; }

  /** Words that `columns` columns of one row take. */
  static int wordsFor(int columns) { return (columns + perWord - 1) / perWord; }
  /** Panels for rows of so many columns that are factors. */
  static int factorPanels(int columns) { return panelsFor(wordsFor(columns)); }

  size_t rows() const { return static_cast<size_t>(time) * rowsPerStep; }

  /** Multiplications and additions of one product of all rows by `kernelRows` rows of a kernel. */
  double operations(int kernelRows) const {
    return 2.0 * rows() * hidden * Cell::gates * kernelRows;
  }

  /** The state is kept as floats, beside what products read, where somebody reads it so. */
  bool keepsHidden() const { return Cell::readsHidden || !isPlain; }
  /** What products read is the state itself. */
  bool hiddenIsFactor() const { return perWord == 1 && !hasMask; }

  /**
   * Where the recurrent weights stay in a core's cache, each thread takes some sequences of the
   * batch through all steps; else all threads share each step.
   */
  bool splitsBatch() const {
    const size_t bytes = sizeof(float) * hidden * recurrentPanels() * panelColumns / perWord;
    return bytes <= (size_t{700} << 10) && batch > perWord;
  }

  int rowTiles() const {
    const int units = rowsPerStep / perWord;
    const int wanted = splitsBatch() ? 2 * ((rowsPerStep + 15) / 16) : (rowsPerStep + 13) / 14;
    return std::min(units, wanted);
  }
  /** The rows of a step in tiles that do not depend on the number of threads, as sums must not. */
  RowRange rowTile(int tile) const {
    const int units = rowsPerStep / perWord, tiles = rowTiles();
    return {partStart(units, tile, tiles) * perWord, partStart(units, tile + 1, tiles) * perWord};
  }
};

/** Mean and 1 / sqrt(variance + 1e-5) of some columns of a row. */
struct Moments {
  float mean, scale;
};

/** Of one row of a normalised layer; the two products by block of gates (normalized.h). */
struct RowMoments {
  Moments input[2], recurrent[2], cell;
};

/** What the forward pass leaves for the way back. */
template <class Precision, class Cell>
struct Activations {
  /** x, rows for products; the same turned to pairs of rows where words are pairs. */
  Panels x, xPairs;
  /** What products read of the state, from before the first step on; likewise. */
  Panels factor, factorPairs;
  /** The state reset, by step, where a second stage reads it. */
  Panels reset, resetPairs;
  /** States as floats, from before the first step on; h only where it is read. */
  Panels states[maximumStates];
  /** Before and, once a step is done, after their activations; derivatives on the way back. */
  Panels gates;
  /** Derivatives by the gates as factors of products; the same memory where words are floats. */
  Panels gateWords;
  /** By row of the gates; of a normalised layer only. */
  RowMoments* moments = nullptr;

  /** @param stepsKept of the states, the first included; @param gateSteps of the gates */
  void lay(Layout& layout, const Plan<Precision, Cell>& plan, int stepsKept, int gateSteps,
           bool forTraining) {
    const bool pairs = Precision::perWord == 2 && forTraining;
    const size_t rows = static_cast<size_t>(plan.rowsPerStep);
    const size_t stateRows = paddedRows(stepsKept * rows), gateRows = paddedRows(gateSteps * rows);
    const int units = panelsFor(plan.hidden);
    x = take(layout, plan.factorPanels(plan.input), gateRows);
    if (pairs) xPairs = take(layout, panelsFor(plan.input), paddedRows(gateSteps * rows / 2));
    if (plan.hiddenIsFactor() || plan.keepsHidden()) states[0] = take(layout, units, stateRows);
    factor = plan.hiddenIsFactor()
                 ? states[0]
                 : take(layout, plan.factorPanels(plan.hidden), stateRows);
    if (pairs) factorPairs = take(layout, units, paddedRows(stepsKept * rows / 2));
    if (plan.hasTwoStages) {
      reset = take(layout, plan.factorPanels(plan.hidden), gateRows);
      if (pairs) resetPairs = take(layout, units, paddedRows(gateSteps * rows / 2));
    }
    for (int s = 1; s < Cell::states; s++) states[s] = take(layout, units, stateRows);
    gates = take(layout, plan.gatePanels(), gateRows);
    gateWords = pairs ? take(layout, (plan.gatePanels() + 1) / 2, gateRows) : gates;
    if (Cell::isNormalized) moments = layout.take<RowMoments>(gateRows);
  }

  static Panels take(Layout& layout, int panels, size_t rows) {
    return {layout.take<float>(Panels::size(panels, rows)), rows};
  }
};

/** Written before what is saved, so that derivatives are not taken for activations. */
enum class SavedState : int32_t { activations = 0x6f6c6c31, derivatives = 0x6f6c6c32 };
constexpr size_t savedHeader = 16;

inline SavedState stateOf(const float* saved) {
  SavedState state;
  std::memcpy(&state, saved, sizeof(state));
  return state;
}

/** From here on `saved` holds derivatives. @throws std::logic_error where it does so already */
inline void takeActivations(float* saved) {
  if (stateOf(saved) != SavedState::activations) {
    throw std::logic_error(
        "what the forward pass saved is no longer there: each forward pass serves one backward");
  }
  const SavedState used = SavedState::derivatives;
  std::memcpy(saved, &used, sizeof(used));
}

/** @throws std::logic_error before `takeActivations` */
inline void requireDerivatives(const float* saved) {
  if (stateOf(saved) == SavedState::derivatives) return;
  throw std::logic_error("the derivatives by the gates have not been taken yet");
}

}  // namespace unroll
