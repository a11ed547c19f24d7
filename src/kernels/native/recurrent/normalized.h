#pragma once

#include <cmath>

#include "../vector/floats.h"
#include "plan.h"

namespace unroll {

/**
 * A cell with layer normalisation (Ba et al. 2016, supplementary material; docs/kernels.md):
 *
 *     a_t = input_gain * LN(x_t W_x) + bias + recurrent_gain * LN(h_{t-1} W_h) [+ recurrent_bias]
 *
 * and the equations of `Plain` from there on; an LSTM's h_t reads cell_gain * LN(c_t) + cell_shift
 * for c_t. Mean and variance are taken over blocks of gates: all of them for LSTM and RNN, r z and n
 * for both GRUs.
 *
 * The two products stand apart, since each is normalised for itself. A group is 32 units: one panel
 * for each gate of the recurrent product, then one for each of the input's.
 */
template <class Plain>
struct Normalized {
  static constexpr int states = Plain::states;
  static constexpr int gates = Plain::gates;
  static constexpr bool readsHidden = Plain::readsHidden;
  static constexpr bool isNormalized = true;
  /** Of sums that products begin with: biases come behind the normalisation. */
  static constexpr bool hasRecurrentBias = false;
  static constexpr bool normalizesCell = Plain::states > 1;

  static constexpr int unitTilesPerGroup = 2;
  static constexpr int panelsPerGroup = 2 * gates;
  static constexpr int recurrentFirst = 0, recurrentLast = gates;
  static constexpr int inputFirst = gates, inputLast = 2 * gates;
  static constexpr bool hasTwoStages = Plain::firstStageLast < Plain::recurrentLast;
  static constexpr int firstStageLast = hasTwoStages ? Plain::firstStageLast : gates;

  /** Gates that are normalised together. */
  static constexpr int blocks = gates == 3 ? 2 : 1;
  static constexpr int firstGate(int block) { return block == 0 ? 0 : 2; }
  static constexpr int lastGate(int block) { return block + 1 < blocks ? 2 : gates; }
  static constexpr int blockOf(int gate) { return gate < lastGate(0) ? 0 : 1; }

  static constexpr int panelOf(int group, int which, int groups) { return which * groups + group; }
  static constexpr Columns gateColumns(int gate, int unit, int hidden) {
    return columnsFrom(gate * hidden + unit * halfColumns, (gate + 1) * hidden);
  }
  static constexpr Columns inputColumns(int group, int which, int half, int hidden) {
    return gateColumns(which - inputFirst, 2 * group + half, hidden);
  }
  static constexpr Columns recurrentColumns(int group, int which, int half, int hidden) {
    return gateColumns(which, 2 * group + half, hidden);
  }
  static constexpr bool addsToInput(int) { return false; }

  /**
   * What the equations of `Plain` begin with.
   * @param x gates of the input, with gain and bias @param h those of the state
   */
  template <class Row>
  static void combine(const Row (&x)[gates], const Row (&h)[gates], Row (&v)[Plain::values]) {
    if constexpr (Plain::hasRecurrentBias) {
      v[0] = h[2];
      v[1] = x[0] + h[0];
      v[2] = x[1] + h[1];
      v[3] = x[2];
    } else {
      for (int gate = 0; gate < gates; gate++) v[gate] = x[gate] + h[gate];
    }
  }

  /** Its way back. @param dv derivatives by what the equations begin with */
  template <class Row>
  static void separate(const Row (&dv)[Plain::values], Row (&dx)[gates], Row (&dh)[gates]) {
    if constexpr (Plain::hasRecurrentBias) {
      dx[0] = dh[0] = dv[1];
      dx[1] = dh[1] = dv[2];
      dx[2] = dv[3];
      dh[2] = dv[0];
    } else {
      for (int gate = 0; gate < gates; gate++) dx[gate] = dh[gate] = dv[gate];
    }
  }
};

/** Rows that one thread takes through normalisation and gates at once, at most. */
constexpr int mostRowsTogether = 8;

/**
 * Mean and scale of rows, each over `parts` times `hidden` columns.
 * @param at(part, unit, row) address of 16 of them
 */
template <class Isa, class At>
void findMoments(int rows, int parts, int hidden, const At& at,
                 Moments (&moments)[mostRowsTogether]) {
  using Row = Floats<Isa>;
  const float count = static_cast<float>(parts) * static_cast<float>(hidden);
  const auto sum = [&](const auto& term, float* sums) {
    Row all[mostRowsTogether];
    for (int r = 0; r < rows; r++) all[r] = Row::zero();
    for (int part = 0; part < parts; part++) {
      for (int unit = 0; unit < halvesFor(hidden); unit++) {
        const int columns = columnsFrom(unit * halfColumns, hidden).count;
        for (int r = 0; r < rows; r++) {
          const Row value = term(Row::load(at(part, unit, r)), r);
          all[r] = all[r] + (columns < halfColumns ? value.keepFirst(columns) : value);
        }
      }
    }
    for (int r = 0; r < rows; r++) sums[r] = all[r].sum();
  };
  float sums[mostRowsTogether];
  sum([](const Row& value, int) { return value; }, sums);
  for (int r = 0; r < rows; r++) moments[r].mean = sums[r] / count;
  sum(
      [&](const Row& value, int r) {
        const Row apart = value - Row::all(moments[r].mean);
        return apart * apart;
      },
      sums);
  for (int r = 0; r < rows; r++) moments[r].scale = 1 / std::sqrt(sums[r] / count + 1e-5f);
}

template <class Isa>
[[gnu::always_inline]] inline Floats<Isa> normalized(const Floats<Isa>& value,
                                                     const Moments& moments) {
  using Row = Floats<Isa>;
  return (value - Row::all(moments.mean)) * Row::all(moments.scale);
}

/** Where the products of a normalised layer lie, and what they are multiplied with and added to. */
template <class Isa, class Precision, class Plain>
class NormalizedGates {
 public:
  using Cell = Normalized<Plain>;
  using Row = Floats<Isa>;

  NormalizedGates(const Sequence& sequence, const Plan<Precision, Cell>& plan,
                  const Activations<Precision, Cell>& activations)
      : sequence_(sequence), plan_(plan), activations_(activations) {}

  /** 16 units of a gate in the input's product. */
  float* input(int gate, int unit, size_t row) const {
    return place(Cell::inputFirst + gate, unit, row);
  }
  float* recurrent(int gate, int unit, size_t row) const { return place(gate, unit, row); }
  RowMoments& moments(size_t row) const { return activations_.moments[row]; }

  int panelOf(int which, int unit) const { return Cell::panelOf(unit / 2, which, plan_.groups); }
  Columns columns(int gate, int unit) const {
    return Cell::gateColumns(gate, unit, plan_.hidden);
  }

  /** Gains and biases of 16 units. */
  struct Parameters {
    Row inputGain[Cell::gates], recurrentGain[Cell::gates];
    Row bias[Cell::gates], recurrentBias[Cell::gates];
  };
  Parameters parameters(int unit) const {
    Parameters p;
    for (int gate = 0; gate < Cell::gates; gate++) {
      const Columns c = columns(gate, unit);
      const auto load = [&](const float* from) { return Row::loadFirst(from + c.first, c.count); };
      p.inputGain[gate] = load(sequence_.inputGain);
      p.recurrentGain[gate] = load(sequence_.recurrentGain);
      p.bias[gate] = load(sequence_.bias);
      p.recurrentBias[gate] = Plain::hasRecurrentBias ? load(sequence_.recurrentBias) : Row::zero();
    }
    return p;
  }

  /** What the equations begin with, from two products that have been normalised. */
  void combine(const Parameters& p, int unit, size_t row, Row (&v)[Plain::values]) const {
    Row x[Cell::gates], h[Cell::gates];
    for (int gate = 0; gate < Cell::gates; gate++) {
      x[gate] = multiplyAdd(p.inputGain[gate], Row::load(input(gate, unit, row)), p.bias[gate]);
      h[gate] = multiplyAdd(p.recurrentGain[gate], Row::load(recurrent(gate, unit, row)),
                            p.recurrentBias[gate]);
    }
    Cell::combine(x, h, v);
  }

  /** Rows of a step that go through normalisation and gates at once, by sizes alone. */
  int rowTiles() const {
    if (plan_.splitsBatch()) return plan_.rowTiles();
    const int units = plan_.rowsPerStep / Precision::perWord;
    const int wanted = (plan_.rowsPerStep + mostRowsTogether - 1) / mostRowsTogether;
    return std::min(units, std::max(tilesWanted, wanted));
  }
  RowRange rowTile(int tile) const {
    if (plan_.splitsBatch()) return plan_.rowTile(tile);
    const int units = plan_.rowsPerStep / Precision::perWord, tiles = rowTiles();
    return {partStart(units, tile, tiles) * Precision::perWord,
            partStart(units, tile + 1, tiles) * Precision::perWord};
  }

 private:
  /** With fewer tiles threads would be left without work. */
  static constexpr int tilesWanted = 8;

  float* place(int which, int unit, size_t row) const {
    return activations_.gates.at(panelOf(which, unit), row) + unit % 2 * halfColumns;
  }

  const Sequence& sequence_;
  const Plan<Precision, Cell>& plan_;
  const Activations<Precision, Cell>& activations_;
};

}  // namespace unroll
