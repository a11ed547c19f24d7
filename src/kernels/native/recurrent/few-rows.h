#pragma once

#include <algorithm>

#include "../thread-pool.h"
#include "../vector/floats.h"
#include "../workspace.h"
#include "plan.h"

namespace unroll {

/**
 * Few rows forwards, nothing kept: one character after the other while a text is generated. Packing
 * the weights would take longer than multiplying with them once, so they are read where they lie,
 * row after row, each row meeting all rows of the factor. Rows of a kernel are divided into slices
 * whose sums are added up in their order, so that results do not depend on the number of threads.
 */
template <class Isa, class Cell>
class FewRows {
 public:
  using Row = Floats<Isa>;

  static bool suits(const Sequence& sequence, const ForwardResults& results) {
    const int64_t rows = int64_t{sequence.time} * sequence.batch;
    return results.saved == nullptr && rows <= mostRows && sequence.isPlain();
  }

  static void run(const Sequence& sequence, const ForwardResults& results) {
    FewRows(sequence, results).run();
  }

 private:
  static constexpr int64_t mostRows = 8;
  /** Bytes of weights that are worth a tile. */
  static constexpr int64_t sliceSize = 128 << 10;

  FewRows(const Sequence& sequence, const ForwardResults& results)
      : sequence_(sequence),
        results_(results),
        batch_(sequence.batch),
        hidden_(sequence.hidden),
        width_(Cell::gates * sequence.hidden),
        // Rows begin at a cache line, and whole registers may be read behind the last column.
        row_((static_cast<size_t>(width_) + 2 * halfColumns) / halfColumns * halfColumns),
        inputSlices_(slicesOf(sequence.input)),
        recurrentSlices_(slicesOf(sequence.hidden)) {
    Layout sizes;
    lay(sizes);
    memory_ = Workspace(sizes.bytes());
    Layout places(memory_.data());
    lay(places);
  }

  int slicesOf(int rows) const {
    const int64_t bytes = int64_t{rows} * width_ * static_cast<int64_t>(sizeof(float));
    return static_cast<int>(std::clamp<int64_t>(bytes / sliceSize, 1, std::min(rows, 32)));
  }

  void lay(Layout& layout) {
    const size_t rows = static_cast<size_t>(sequence_.time) * batch_;
    fromInput_ = layout.take<float>(inputSlices_ * rows * row_);
    fromState_ = layout.take<float>(static_cast<size_t>(recurrentSlices_) * batch_ * row_);
    for (int s = 0; s < Cell::states; s++) {
      states_[s] = layout.take<float>(static_cast<size_t>(batch_) * hidden_);
    }
    reset_ = layout.take<float>(static_cast<size_t>(batch_) * hidden_);
    update_ = layout.take<float>(static_cast<size_t>(batch_) * hidden_ + halfColumns);
  }

  void run() {
    const double work = 4.0 * width_ * (sequence_.input + hidden_) * sequence_.time;
    parallel(threadsFor(work), [this](Team& team) {
      const int rows = sequence_.time * batch_;
      team.each(inputSlices_, [&](int slice) {
        multiply(sequence_.x, sequence_.input, rows, sequence_.inputKernel, slice, inputSlices_, 0,
                 width_, fromInput_);
      });
      const float* states[maximumStates] = {};
      for (int s = 0; s < Cell::states; s++) states[s] = sequence_.initial[s];
      for (int step = 0; step < sequence_.time; step++) {
        runStep(team, step, states);
        for (int s = 0; s < Cell::states; s++) states[s] = states_[s];
      }
    });
  }

  void runStep(Team& team, int step, const float* const (&states)[maximumStates]) {
    constexpr bool hasTwoStages = Cell::firstStageLast < Cell::recurrentLast;
    const int firstColumns = hasTwoStages ? Cell::firstStageLast * hidden_ : width_;
    const int units = halvesFor(hidden_);
    const auto product = [&](const float* factor, int first, int last) {
      team.each(recurrentSlices_, [&](int slice) {
        multiply(factor, hidden_, batch_, sequence_.recurrentKernel, slice, recurrentSlices_,
                 first, last, fromState_);
      });
    };
    product(states[0], 0, firstColumns);
    if constexpr (hasTwoStages) {
      team.each(units, [&](int unit) { resetState(step, unit, states[0]); });
      product(reset_, firstColumns, width_);
    }
    team.each(units, [&](int unit) { runGates(step, unit, states); });
  }

  /** One slice of a kernel's rows: sums of `rows` rows, columns from `first` to `last`. */
  void multiply(const float* factor, int depth, int rows, const float* kernel, int slice,
                int slices, int first, int last, float* sums) const {
    const int from = depth * slice / slices, to = depth * (slice + 1) / slices;
    float* const own = sums + static_cast<size_t>(slice) * rows * row_;
    for (int r = 0; r < rows; r++) {
      for (int column = first; column < last; column += halfColumns) {
        Row::zero().storeFirst(own + r * row_ + column, last - column);
      }
    }
    for (int k = from; k < to; k += together) {
      const int count = std::min(together, to - k);
      for (int r = 0; r < rows; r++) {
        const float* const x = factor + static_cast<size_t>(r) * depth + k;
        addRows(x, count, kernel + static_cast<size_t>(k) * width_, first, last, own + r * row_);
      }
    }
  }

  /** sums += x[0] * row 0 + … of a kernel. */
  void addRows(const float* x, int count, const float* kernel, int first, int last,
               float* sums) const {
    Row factor[together];
    for (int i = 0; i < together; i++) factor[i] = i < count ? Row::all(x[i]) : Row::zero();
    int column = first;
    if (count == together) {
      for (; column + halfColumns <= last; column += halfColumns) {
        Row sum = Row::load(sums + column);
        for (int i = 0; i < together; i++) {
          const float* const row = kernel + static_cast<size_t>(i) * width_ + column;
          sum = multiplyAdd(factor[i], Row::load(row), sum);
        }
        sum.store(sums + column);
      }
    }
    for (; column < last; column += halfColumns) {
      const int left = std::min(halfColumns, last - column);
      Row sum = Row::loadFirst(sums + column, left);
      for (int i = 0; i < count; i++) {
        const float* const row = kernel + static_cast<size_t>(i) * width_ + column;
        sum = multiplyAdd(factor[i], Row::loadFirst(row, left), sum);
      }
      sum.storeFirst(sums + column, left);
    }
  }

  /** Rows of a kernel that are read side by side. */
  static constexpr int together = 4;

  /** Value `v` of a unit tile before its activation: both products with their biases. */
  Row sumOf(int v, int unit, int step, int b) const {
    const int group = unit / Cell::unitTilesPerGroup, tile = unit % Cell::unitTilesPerGroup;
    const int which = Cell::panelOfValue(v), half = Cell::halfOfValue(v, tile);
    Row sum = Row::zero();
    if (which >= Cell::inputFirst && which < Cell::inputLast) {
      const Columns columns = Cell::inputColumns(group, which, half, hidden_);
      const size_t row = static_cast<size_t>(sequence_.timeOf(step)) * batch_ + b;
      const size_t rows = static_cast<size_t>(sequence_.time) * batch_;
      sum = Row::loadFirst(sequence_.bias + columns.first, columns.count);
      for (int slice = 0; slice < inputSlices_; slice++) {
        sum = sum + Row::load(fromInput_ + (slice * rows + row) * row_ + columns.first);
      }
    }
    if (which >= Cell::recurrentFirst && which < Cell::recurrentLast) {
      const Columns columns = Cell::recurrentColumns(group, which, half, hidden_);
      if (Cell::hasRecurrentBias) {
        sum = sum + Row::loadFirst(sequence_.recurrentBias + columns.first, columns.count);
      }
      for (int slice = 0; slice < recurrentSlices_; slice++) {
        const size_t row = static_cast<size_t>(slice) * batch_ + b;
        sum = sum + Row::load(fromState_ + row * row_ + columns.first);
      }
    }
    return sum;
  }

  void resetState(int step, int unit, const float* h) {
    if constexpr (Cell::firstStageLast < Cell::recurrentLast) {
      const Columns units = columnsFrom(unit * halfColumns, hidden_);
      for (int b = 0; b < batch_; b++) {
        const size_t at = static_cast<size_t>(b) * hidden_ + units.first;
        Row reset = sumOf(0, unit, step, b), update = sumOf(1, unit, step, b);
        Cell::forwardFirst(reset, update);
        (reset * Row::loadFirst(h + at, units.count)).storeFirst(reset_ + at, units.count);
        update.storeFirst(update_ + at, units.count);
      }
    }
  }

  void runGates(int step, int unit, const float* const (&states)[maximumStates]) {
    constexpr bool hasTwoStages = Cell::firstStageLast < Cell::recurrentLast;
    const Columns units = columnsFrom(unit * halfColumns, hidden_);
    for (int b = 0; b < batch_; b++) {
      const size_t at = static_cast<size_t>(b) * hidden_ + units.first;
      Row value[Cell::values], before[Cell::states], next[Cell::states];
      for (int v = 0; v < Cell::values; v++) value[v] = sumOf(v, unit, step, b);
      // The first stage has left the update gate, and needs the reset gate no more.
      if constexpr (hasTwoStages) value[1] = part(update_ + at, units.count);
      for (int s = 0; s < Cell::states; s++) before[s] = part(states[s] + at, units.count);
      Cell::forward(value, before, next);
      const size_t row = static_cast<size_t>(sequence_.timeOf(step)) * batch_ + b;
      next[0].storeFirst(results_.outputs + row * hidden_ + units.first, units.count);
      for (int s = 0; s < Cell::states; s++) {
        next[s].storeFirst(states_[s] + at, units.count);
        if (step == sequence_.time - 1) next[s].storeFirst(results_.final[s] + at, units.count);
      }
    }
  }

  [[gnu::always_inline]] static Row part(const float* from, int count) {
    return count == halfColumns ? Row::load(from) : Row::loadFirst(from, count);
  }

  const Sequence& sequence_;
  const ForwardResults& results_;
  const int batch_, hidden_, width_;
  /** Floats from one row of sums to the next. */
  const size_t row_;
  const int inputSlices_, recurrentSlices_;
  Workspace memory_;
  /** (slice, row, columns) */
  float* fromInput_ = nullptr;
  float* fromState_ = nullptr;
  /** (batch, hidden), after the step before; of two stages also r_t * h_{t-1} and z_t. */
  float* states_[maximumStates] = {};
  float* reset_ = nullptr;
  float* update_ = nullptr;
};

}  // namespace unroll
