#pragma once

#include "normalized.h"
#include "weight-gradients.h"

namespace unroll {

/**
 * Of a normalised step backwards what gates have in common. With e = gain * derivative by a gate's
 * sum and y the normalised product, that by the product itself is
 *
 *     scale * (e - mean(e) - y * mean(e * y))
 *
 * so that some rows go through all units twice: once for sums, once for this.
 */
template <class Isa, class Precision, class Plain>
class NormalizedSums : protected WeightGradients<Isa, Precision, Normalized<Plain>> {
 protected:
  using Cell = Normalized<Plain>;
  using Base = WeightGradients<Isa, Precision, Cell>;
  using Gates = NormalizedGates<Isa, Precision, Plain>;
  using typename Base::Row;
  using Base::perWord;
  using Base::sequence_;
  using Base::results_;
  using Base::plan_;
  using Base::threads_;
  using Base::activations_;
  using Base::storeGate;

  static constexpr int gates = Cell::gates;
  static constexpr bool hasRecurrentBias = Plain::hasRecurrentBias;

  /** Parameters whose derivatives are sums over rows. */
  static constexpr int inputGain = 0, recurrentGain = gates, bias = 2 * gates;
  static constexpr int recurrentBias = 3 * gates;
  static constexpr int cellGain = (hasRecurrentBias ? 4 : 3) * gates, cellShift = cellGain + 1;
  static constexpr int parameters = cellGain + (Cell::normalizesCell ? 2 : 0);

  /** What is kept for the second way through the units: derivatives by the gates' sums, and … */
  static constexpr int recurrentCandidate = gates;
  static constexpr int cellDerivative = gates, cellGradient = gates + 1;
  static constexpr int kept = gates + (Cell::normalizesCell ? 2 : hasRecurrentBias ? 1 : 0);

  NormalizedSums(const Sequence& sequence, const BackwardInputs& inputs,
                 const BackwardResults& results, float* x)
      : Base(sequence, inputs, results, x), gates_(sequence_, plan_, activations_) {
    if (x != nullptr) return;
    Layout sizes;
    layOwn(sizes);
    own_ = Workspace(sizes.bytes());
    Layout places(own_.data());
    layOwn(places);
  }

  /** Some rows of a step on one thread; `row` counts those of the gates. */
  struct Place {
    int step, time;
    RowRange rows;
    int tile, thread;
    size_t row;
  };
  Place placeOfRows(int step, int tile, int thread) const {
    const RowRange rows = gates_.rowTile(tile);
    const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep + rows.first;
    return {step, sequence_.timeOf(step), rows, tile, thread, row};
  }

  /** Of each row of a block of gates: sums of e and of e * y, for both products. */
  struct Sums {
    Row input = Row::zero(), inputDot = Row::zero();
    Row recurrent = Row::zero(), recurrentDot = Row::zero();
  };
  using BlockSums = Sums[Cell::blocks][mostRowsTogether];

  /** One row on its first way. @param dv by what the equations of `Plain` begin with */
  void addRow(const Place& p, const typename Gates::Parameters& parameters, int unit, int r,
              const Row (&dv)[Plain::values], int firstBlock, int lastBlock, BlockSums& sums) {
    Row dx[gates], dh[gates];
    Cell::separate(dv, dx, dh);
    for (int gate = Cell::firstGate(firstBlock); gate < Cell::lastGate(lastBlock - 1); gate++) {
      const int columns = gates_.columns(gate, unit).count;
      if (columns < halfColumns) {
        dx[gate] = dx[gate].keepFirst(columns);
        dh[gate] = dh[gate].keepFirst(columns);
      }
      const Row x = Row::load(gates_.input(gate, unit, p.row + r));
      const Row h = Row::load(gates_.recurrent(gate, unit, p.row + r));
      add(p, inputGain + gate, unit, dx[gate] * x);
      add(p, recurrentGain + gate, unit, dh[gate] * h);
      add(p, bias + gate, unit, dx[gate]);
      if (hasRecurrentBias) add(p, recurrentBias + gate, unit, dh[gate]);
      Sums& sum = sums[Cell::blockOf(gate)][r];
      const Row byInput = dx[gate] * parameters.inputGain[gate];
      const Row byRecurrent = dh[gate] * parameters.recurrentGain[gate];
      sum.input = sum.input + byInput;
      sum.inputDot = multiplyAdd(byInput, x, sum.inputDot);
      sum.recurrent = sum.recurrent + byRecurrent;
      sum.recurrentDot = multiplyAdd(byRecurrent, h, sum.recurrentDot);
      dx[gate].store(rowAt(p, gate, unit, r));
      if (hasRecurrentBias && gate == 2) dh[gate].store(rowAt(p, recurrentCandidate, unit, r));
    }
  }

  /** The second way: derivatives by the products take the place of these. */
  template <bool plain>
  void storeBlock(const Place& p, int block, const BlockSums& sums) {
    const int first = Cell::firstGate(block), last = Cell::lastGate(block);
    const float count = static_cast<float>((last - first) * plan_.hidden);
    float means[mostRowsTogether][4];
    for (int r = 0; r < p.rows.count(); r++) {
      const Sums& sum = sums[block][r];
      const Row* const all[] = {&sum.input, &sum.inputDot, &sum.recurrent, &sum.recurrentDot};
      for (int i = 0; i < 4; i++) means[r][i] = all[i]->sum() / count;
    }
    for (int gate = first; gate < last; gate++) {
      for (int unit = 0; unit < 2 * plan_.groups; unit++) {
        const Columns columns = gates_.columns(gate, unit);
        const Row byInput = Row::loadFirst(sequence_.inputGain + columns.first, columns.count);
        const Row byState = Row::loadFirst(sequence_.recurrentGain + columns.first, columns.count);
        const bool isOther = hasRecurrentBias && gate == 2;
        for (int r = 0; r < p.rows.count(); r += perWord) {
          Row dx[perWord], dh[perWord];
          for (int i = 0; i < perWord; i++) {
            dx[i] = dh[i] = Row::zero();
            const bool counts = this->template countsAt<plain>(p.time, p.rows.first + r + i);
            if (!counts || columns.count == 0) continue;
            const RowMoments& moments = gates_.moments(p.row + r + i);
            const float(&mean)[4] = means[r + i];
            const Row x = Row::load(gates_.input(gate, unit, p.row + r + i));
            const Row h = Row::load(gates_.recurrent(gate, unit, p.row + r + i));
            const Row d = Row::load(rowAt(p, gate, unit, r + i));
            const Row dOther =
                isOther ? Row::load(rowAt(p, recurrentCandidate, unit, r + i)) : d;
            dx[i] = through(d * byInput, x, mean[0], mean[1], moments.input[block]);
            dh[i] = through(dOther * byState, h, mean[2], mean[3], moments.recurrent[block]);
            dx[i] = dx[i].keepFirst(columns.count);
            dh[i] = dh[i].keepFirst(columns.count);
          }
          storeGate(gates_.panelOf(Cell::inputFirst + gate, unit), unit % 2, p.row + r, dx);
          storeGate(gates_.panelOf(gate, unit), unit % 2, p.row + r, dh);
        }
      }
    }
  }

  /** Through one normalisation. */
  [[gnu::always_inline]] static Row through(const Row& e, const Row& y, float mean, float dot,
                                            const Moments& moments) {
    return subtractProduct(y, Row::all(dot), e - Row::all(mean)) * Row::all(moments.scale);
  }

  void add(const Place& p, int parameter, int unit, const Row& term) const {
    float* const sum = sumsAt(p.tile, parameter, unit);
    (Row::load(sum) + term).store(sum);
  }

  void clearSums(int tile) {
    for (int parameter = 0; parameter < parameters; parameter++) {
      for (int unit = 0; unit < halvesFor(plan_.hidden); unit++) {
        Row::zero().store(sumsAt(tile, parameter, unit));
      }
    }
  }

  /** Derivatives by gains, biases and shift: all tiles of rows, one after the other. */
  void storeParameters(int unit) {
    const auto store = [&](float* to, int parameter, Columns columns) {
      Row sum = Row::zero();
      for (int tile = 0; tile < gates_.rowTiles(); tile++) {
        sum = sum + Row::load(sumsAt(tile, parameter, unit));
      }
      sum.storeFirst(to + columns.first, columns.count);
    };
    for (int gate = 0; gate < gates; gate++) {
      const Columns columns = gates_.columns(gate, unit);
      store(results_.inputGain, inputGain + gate, columns);
      store(results_.recurrentGain, recurrentGain + gate, columns);
      store(results_.bias, bias + gate, columns);
      if (hasRecurrentBias) store(results_.recurrentBias, recurrentBias + gate, columns);
    }
    if (!Cell::normalizesCell) return;
    const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
    store(results_.cellGain, cellGain, units);
    store(results_.cellShift, cellShift, units);
  }

  float* rowAt(const Place& p, int which, int unit, int r) const {
    const size_t array = static_cast<size_t>(p.thread) * kept + which;
    return rows_ + ((array * unitTiles() + unit) * mostRowsTogether + r) * halfColumns;
  }

  const Gates gates_;
  /** Of a cell with two stages: derivatives by a_z until those by a_r are there. */
  Panels updates_;

 private:
  void layOwn(Layout& layout) {
    const size_t units = unitTiles() * halfColumns;
    sums_ = layout.take<float>(units * parameters * static_cast<size_t>(gates_.rowTiles()));
    rows_ = layout.take<float>(units * mostRowsTogether * kept * static_cast<size_t>(threads_));
    if (Cell::hasTwoStages) {
      updates_ = Base::ActivationsOf::take(layout, panelsFor(plan_.hidden), plan_.rowsPerStep);
    }
  }

  size_t unitTiles() const { return static_cast<size_t>(halvesFor(plan_.hidden)); }

  float* sumsAt(int tile, int parameter, int unit) const {
    const size_t array = static_cast<size_t>(tile) * parameters + parameter;
    return sums_ + (array * unitTiles() + unit) * halfColumns;
  }

  Workspace own_;
  /** (tile of rows, parameter, unit) */
  float* sums_ = nullptr;
  /** (thread, which, unit, row) */
  float* rows_ = nullptr;
};

}  // namespace unroll
