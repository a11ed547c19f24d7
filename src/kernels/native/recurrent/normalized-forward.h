#pragma once

#include "../phase-clock.h"
#include "forward-steps.h"
#include "normalized.h"

namespace unroll {

/**
 * A normalised sequence forwards:
 *
 *   1. weights and inputs are packed into panels;
 *   2. x W_x for all steps, as one product, normalised;
 *   3. step by step h_{t-1} W_h for each group of units; then, when all units are there, some rows at
 *      a time are normalised and go through their gates. Where a second stage reads the reset state,
 *      the gates of the first are normalised before it.
 *
 * Products stay as they are once normalised, before gain and bias: from them the way back makes
 * everything else anew.
 */
template <class Isa, class Precision, class Plain>
class NormalizedForward : ForwardSteps<Isa, Precision, Normalized<Plain>> {
  using Cell = Normalized<Plain>;
  using Base = ForwardSteps<Isa, Precision, Cell>;
  using Gates = NormalizedGates<Isa, Precision, Plain>;
  using typename Base::Row;
  using typename Base::PlanOf;
  using Base::perWord;
  using Base::stages;
  using Base::sequence_;
  using Base::plan_;
  using Base::span_;
  using Base::activations_;
  using Base::storeFactor;
  using Base::maskFactor;
  using Base::storeWords;
  using Base::stateAt;
  using Base::part;
  using Base::pack;
  using Base::packInput;
  using Base::projectInput;
  using Base::multiplyState;

 public:
  using Base::savedSize;

  static void run(const Sequence& sequence, const ForwardResults& results) {
    NormalizedForward(sequence, results).run();
  }

 private:
  NormalizedForward(const Sequence& sequence, const ForwardResults& results)
      : Base(sequence, results),
        gates_(sequence_, plan_, activations_),
        threads_(threadsFor(plan_.operations(plan_.input + plan_.hidden))),
        cellRows_(Cell::normalizesCell ? 2 * sizeof(float) * rowsSize() * threads_ : 0) {}

  /** Floats of some rows of all units. */
  size_t rowsSize() const {
    return static_cast<size_t>(halvesFor(plan_.hidden)) * mostRowsTogether * halfColumns;
  }

  void run() {
    parallel(threads_, [this](Team& team) {
      pack(team);
      phaseEnds(team, "pack");
      for (int first = 0; first < plan_.time; first += span_) {
        const int last = std::min(plan_.time, first + span_);
        packInput(team, first, last);
        phaseEnds(team, "pack x");
        projectInput(team, first, last);
        phaseEnds(team, "input product");
        normalizeInput(team, (last - first) * plan_.rowsPerStep);
        phaseEnds(team, "normalise x");
        runSteps(team, first, last);
        phaseEnds(team, "steps");
      }
    });
  }

  void normalizeInput(Team& team, int rows) {
    team.each((rows + mostRowsTogether - 1) / mostRowsTogether, [&](int tile) {
      const int first = tile * mostRowsTogether;
      for (int block = 0; block < Cell::blocks; block++) {
        const auto at = [&](int gate, int unit, int r) {
          return gates_.input(gate, unit, static_cast<size_t>(first) + r);
        };
        const auto keep = [&](int r, const Moments& moments) {
          gates_.moments(static_cast<size_t>(first) + r).input[block] = moments;
        };
        normalize(block, std::min(mostRowsTogether, rows - first), at, keep);
      }
    });
  }

  void normalizeRecurrent(int block, size_t row, int rows) {
    const auto at = [&](int gate, int unit, int r) { return gates_.recurrent(gate, unit, row + r); };
    const auto keep = [&](int r, const Moments& moments) {
      gates_.moments(row + r).recurrent[block] = moments;
    };
    normalize(block, rows, at, keep);
  }

  /** @param at(gate, unit, row) @param keep(row, moments) */
  template <class At, class Keep>
  void normalize(int block, int rows, const At& at, const Keep& keep) {
    const int first = Cell::firstGate(block), last = Cell::lastGate(block);
    Moments moments[mostRowsTogether];
    findMoments<Isa>(
        rows, last - first, plan_.hidden,
        [&](int part, int unit, int r) { return at(first + part, unit, r); }, moments);
    for (int r = 0; r < rows; r++) keep(r, moments[r]);
    for (int gate = first; gate < last; gate++) {
      for (int unit = 0; unit < halvesFor(plan_.hidden); unit++) {
        for (int r = 0; r < rows; r++) {
          float* const values = at(gate, unit, r);
          normalized(Row::load(values), moments[r]).store(values);
        }
      }
    }
  }

  // ---- 3. steps

  void runSteps(Team& team, int first, int last) {
    const int rowTiles = plan_.rowTiles();
    if (plan_.splitsBatch()) {
      team.each(rowTiles, [&](int tile) {
        for (int step = first; step < last; step++) {
          for (int stage = 0; stage < stages; stage++) {
            for (int group = 0; group < plan_.groups; group++) {
              multiplyState(stage, step, step - first, group, plan_.rowTile(tile));
            }
            runRows(stage, step, step - first, plan_.rowTile(tile), team.thread());
          }
        }
      });
      return;
    }
    for (int step = first; step < last; step++) {
      const Order order = step % 2 == 0 ? Order::forwards : Order::backwards;
      for (int stage = 0; stage < stages; stage++) {
        team.each(
            plan_.groups * rowTiles,
            [&](int tile) {
              const RowRange rows = plan_.rowTile(tile % rowTiles);
              multiplyState(stage, step, step - first, tile / rowTiles, rows);
            },
            order);
        team.each(gates_.rowTiles(), [&](int tile) {
          runRows(stage, step, step - first, gates_.rowTile(tile), team.thread());
        });
      }
    }
  }

  void runRows(int stage, int step, int gateStep, RowRange rows, int thread) {
    const size_t row = static_cast<size_t>(gateStep) * plan_.rowsPerStep + rows.first;
    if (stage < stages - 1) {
      normalizeRecurrent(0, row, rows.count());
      resetState(step, row, rows);
      return;
    }
    for (int block = stages - 1; block < Cell::blocks; block++) {
      normalizeRecurrent(block, row, rows.count());
    }
    if (plan_.isPlain) {
      runGates<true>(step, row, rows, thread);
    } else {
      runGates<false>(step, row, rows, thread);
    }
  }

  /** What the second stage reads: r_t * h_{t-1}. */
  void resetState(int step, size_t row, RowRange rows) {
    if constexpr (Cell::hasTwoStages) {
      for (int unit = 0; unit < halvesFor(plan_.hidden); unit++) {
        const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
        const auto parameters = gates_.parameters(unit);
        for (int r = 0; r < rows.count(); r += perWord) {
          Row factor[perWord];
          for (int i = 0; i < perWord; i++) {
            Row v[Plain::values];
            gates_.combine(parameters, unit, row + r + i, v);
            Plain::forwardFirst(v[0], v[1]);
            factor[i] = v[0] * Row::load(stateAt(0, unit, step, rows.first + r + i));
          }
          maskFactor(units, rows.first + r, factor);
          storeWords(activations_.reset, activations_.resetPairs, unit, row + r, factor);
        }
      }
    }
  }

  template <bool plain>
  void runGates(int step, size_t row, RowRange rows, int thread) {
    const int time = sequence_.timeOf(step);
    for (int unit = 0; unit < halvesFor(plan_.hidden); unit++) {
      const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
      const auto parameters = gates_.parameters(unit);
      for (int r = 0; r < rows.count(); r += perWord) {
        Row h[perWord];
        for (int i = 0; i < perWord; i++) {
          const int b = rows.first + r + i;
          Row v[Plain::values], before[Cell::states], next[Cell::states];
          gates_.combine(parameters, unit, row + r + i, v);
          const auto places = this->placesOf(step, time, units, unit, b);
          Base::template readStates<plain>(places, before);
          if constexpr (Cell::normalizesCell) {
            Plain::begin(v, before, next);
            next[1].store(cellAt(thread, unit, r + i));
            v[3].store(outputGateAt(thread, unit, r + i));
          } else {
            if constexpr (Cell::hasTwoStages) Plain::forwardFirst(v[0], v[1]);
            Plain::forward(v, before, next);
            leave<plain>(places, step, time, units, b, before, next);
            h[i] = next[0];
          }
        }
        if (!Cell::normalizesCell) storeFactor(unit, units, step + 1, rows.first + r, h);
      }
    }
    if (Cell::normalizesCell) runCell<plain>(step, row, rows, thread);
  }

  /** From the cell of all units, normalised, to h. */
  template <bool plain>
  void runCell(int step, size_t row, RowRange rows, int thread) {
    if constexpr (Cell::normalizesCell) {
      const int time = sequence_.timeOf(step);
      Moments moments[mostRowsTogether];
      const auto at = [&](int, int unit, int r) { return cellAt(thread, unit, r); };
      findMoments<Isa>(rows.count(), 1, plan_.hidden, at, moments);
      for (int r = 0; r < rows.count(); r++) gates_.moments(row + r).cell = moments[r];
      for (int unit = 0; unit < halvesFor(plan_.hidden); unit++) {
        const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
        const Row gain = part(sequence_.cellGain, units), shift = part(sequence_.cellShift, units);
        for (int r = 0; r < rows.count(); r += perWord) {
          Row h[perWord];
          for (int i = 0; i < perWord; i++) {
            const int b = rows.first + r + i;
            Row before[Cell::states], next[Cell::states];
            const auto places = this->placesOf(step, time, units, unit, b);
            Base::template readStates<plain>(places, before);
            next[1] = Row::load(cellAt(thread, unit, r + i));
            const Row read = multiplyAdd(gain, normalized(next[1], moments[r + i]), shift);
            next[0] = Row::load(outputGateAt(thread, unit, r + i)) * hyperbolicTangent(read);
            leave<plain>(places, step, time, units, b, before, next);
            h[i] = next[0];
          }
          storeFactor(unit, units, step + 1, rows.first + r, h);
        }
      }
    }
  }

  template <bool plain>
  void leave(const typename Base::Places& places, int step, int time, Columns units, int b,
             const Row (&before)[Cell::states], Row (&next)[Cell::states]) {
    this->template carryOn<plain>(places, time, units, b, b < plan_.batch, before, next);
    if (step == plan_.time - 1) this->storeFinal(units, b, next);
  }

  float* cellAt(int thread, int unit, int r) const {
    return cellRows_.as<float>() + 2 * rowsSize() * static_cast<size_t>(thread) +
           (static_cast<size_t>(unit) * mostRowsTogether + r) * halfColumns;
  }
  float* outputGateAt(int thread, int unit, int r) const {
    return cellAt(thread, unit, r) + rowsSize();
  }

  const Gates gates_;
  const int threads_;
  /** Of each thread: c_t and the output gates of the rows it is at. */
  const Workspace cellRows_;
};

}  // namespace unroll
