#pragma once

#include "../phase-clock.h"
#include "normalized-sums.h"

namespace unroll {

/**
 * A normalised sequence backwards; what Backward says of derivatives and their places holds here,
 * too. A step multiplies first, for all units, and takes some rows at a time through the gates and
 * both normalisations then.
 */
template <class Isa, class Precision, class Plain>
class NormalizedBackward : NormalizedSums<Isa, Precision, Plain> {
  using Base = NormalizedSums<Isa, Precision, Plain>;
  using typename Base::Row;
  using typename Base::Cell;
  using typename Base::Gates;
  using typename Base::Place;
  using typename Base::BlockSums;
  using Base::sequence_;
  using Base::plan_;
  using Base::threads_;
  using Base::gates_;
  using Base::updates_;
  using Base::carriesHidden_;
  using Base::carried_;
  using Base::at;
  using Base::stateAt;
  using Base::part;
  using Base::hasSecond;
  using Base::throughProduct;
  using Base::storeInitial;
  using Base::placeOfRows;
  using Base::addRow;
  using Base::through;
  using Base::rowAt;
  using Base::add;

  static constexpr int lastBlock = Cell::blocks;
  /** A second stage's gates come back before those of the first. */
  static constexpr int firstBlock = Cell::hasTwoStages ? 1 : 0;

 public:
  static void run(const Sequence& sequence, const BackwardInputs& inputs,
                  const BackwardResults& results) {
    takeActivations(inputs.saved);
    NormalizedBackward(sequence, inputs, results, nullptr).run();
  }

  static void deriveInput(const Sequence& sequence, const float* saved, float* x) {
    requireDerivatives(saved);
    const BackwardInputs inputs{const_cast<float*>(saved), nullptr, {}};
    NormalizedBackward(sequence, inputs, BackwardResults{}, x).runInput();
  }

 private:
  using Base::Base;

  void run() {
    parallel(threads_, [this](Team& team) {
      this->pack(team);
      team.each(gates_.rowTiles(), [&](int tile) { this->clearSums(tile); });
      phaseEnds(team, "pack backwards");
      if (plan_.splitsBatch()) {
        runSequences(team);
      } else {
        runSteps(team);
      }
      phaseEnds(team, "steps backwards");
      this->finish(team);
      team.each(halvesFor(plan_.hidden), [&](int unit) { this->storeParameters(unit); });
      phaseEnds(team, "weight gradients");
    });
  }

  /** Each thread some sequences of the batch, through all steps. */
  void runSequences(Team& team) {
    const int panels = panelsFor(plan_.hidden);
    team.each(plan_.rowTiles(), [&](int tile) {
      for (int step = plan_.time - 1; step >= -1; step--) {
        for (int panel = 0; panel < panels; panel++) runPanel(step, panel, plan_.rowTile(tile));
        if (step < 0) continue;
        const Place place = placeOfRows(step, tile, team.thread());
        runGates(place);
        if (!Cell::hasTwoStages) continue;
        for (int panel = 0; panel < panels; panel++) {
          this->multiplyResetGates(step, panel, plan_.rowTile(tile));
        }
        runResetGates(place);
      }
    });
  }

  /** All threads each step. */
  void runSteps(Team& team) {
    const int panels = panelsFor(plan_.hidden), rowTiles = plan_.rowTiles();
    for (int step = plan_.time - 1; step >= -1; step--) {
      const Order order = step % 2 == 0 ? Order::forwards : Order::backwards;
      const auto eachPanel = [&](const auto& task) {
        team.each(
            panels * rowTiles,
            [&](int tile) { task(tile / rowTiles, plan_.rowTile(tile % rowTiles)); }, order);
      };
      eachPanel([&](int panel, RowRange rows) { runPanel(step, panel, rows); });
      if (step < 0) continue;
      team.each(gates_.rowTiles(),
                [&](int tile) { runGates(placeOfRows(step, tile, team.thread())); });
      if (!Cell::hasTwoStages) continue;
      eachPanel([&](int panel, RowRange rows) { this->multiplyResetGates(step, panel, rows); });
      team.each(gates_.rowTiles(),
                [&](int tile) { runResetGates(placeOfRows(step, tile, team.thread())); });
    }
  }

  /** @param step -1 for the initial state */
  void runPanel(int step, int panel, RowRange rows) {
    if (step < plan_.time - 1) this->multiplyGates(step, panel, rows);
    if (step >= 0) return;
    storeInitial(2 * panel, rows);
    if (hasSecond(panel)) storeInitial(2 * panel + 1, rows);
  }

  void runGates(const Place& p) {
    if (plan_.isPlain) {
      deriveGates<true>(p);
    } else {
      deriveGates<false>(p);
    }
  }

  void runResetGates(const Place& p) {
    if (plan_.isPlain) {
      deriveResetGates<true>(p);
    } else {
      deriveResetGates<false>(p);
    }
  }

  /** From derivatives by the states to those by the products of the last stage. */
  template <bool plain>
  void deriveGates(const Place& p) {
    Moments cell[mostRowsTogether];
    if (Cell::normalizesCell) deriveCell<plain>(p, cell);
    BlockSums sums;
    for (int unit = 0; unit < halvesFor(plan_.hidden); unit++) {
      const auto parameters = gates_.parameters(unit);
      for (int r = 0; r < p.rows.count(); r++) {
        Row dv[Plain::values];
        if constexpr (Cell::normalizesCell) {
          if (!this->template countsAt<plain>(p.time, p.rows.first + r)) continue;
          deriveCellGates(p, unit, r, cell[r], dv);
        } else {
          if (!deriveRow<plain>(p, parameters, unit, r, dv)) continue;
        }
        addRow(p, parameters, unit, r, dv, firstBlock, lastBlock, sums);
      }
    }
    for (int block = firstBlock; block < lastBlock; block++) {
      this->template storeBlock<plain>(p, block, sums);
    }
  }

  /** The same for those of the first, from what has come back to the state reset. */
  template <bool plain>
  void deriveResetGates(const Place& p) {
    if constexpr (Cell::hasTwoStages) {
      BlockSums sums;
      for (int unit = 0; unit < halvesFor(plan_.hidden); unit++) {
        const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
        const auto parameters = gates_.parameters(unit);
        for (int r = 0; r < p.rows.count(); r++) {
          const int b = p.rows.first + r;
          if (!this->template countsAt<plain>(p.time, b)) continue;
          Row v[Plain::values];
          gates_.combine(parameters, unit, p.row + r, v);
          Plain::forwardFirst(v[0], v[1]);
          const Row back = throughProduct(unit, units, b);
          float* const carried = at(carried_[0], unit, b);
          multiplyAdd(back, v[0], Row::load(carried)).store(carried);
          const Row before = Row::load(stateAt(0, unit, p.step, b));
          const Row dv[] = {Plain::backwardReset(v[0], before, back),
                            Row::load(at(updates_, unit, b)), Row::zero()};
          addRow(p, parameters, unit, r, dv, 0, firstBlock, sums);
        }
      }
      this->template storeBlock<plain>(p, 0, sums);
    }
  }

  /** @returns whether the row counts */
  template <bool plain>
  bool deriveRow(const Place& p, const typename Gates::Parameters& parameters, int unit, int r,
                 Row (&dv)[Plain::values]) {
    const int b = p.rows.first + r;
    const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
    Row d[Cell::states], kept[Cell::states], before[Cell::states], next[Cell::states];
    const auto places = this->placesOf(p.step, p.time, units, unit, b);
    const bool isThere = b < plan_.batch;
    if (!this->template receive<plain>(places, p.time, units, b, isThere, d, kept)) return false;
    before[0] = Cell::readsHidden ? Row::load(stateAt(0, unit, p.step, b)) : Row::zero();
    Row v[Plain::values], dBefore[Cell::states];
    gates_.combine(parameters, unit, p.row + r, v);
    if constexpr (Cell::hasTwoStages) Plain::forwardFirst(v[0], v[1]);
    Plain::forward(v, before, next);
    Plain::backward(v, before, d, dv, dBefore);
    Base::template handOn<plain>(places, dBefore, kept);
    if (Cell::hasTwoStages) dv[1].store(at(updates_, unit, b));
    return true;
  }

  // ---- An LSTM's cell, which is normalised itself

  /**
   * From h_t to the normalised cell; the gates are left for `deriveCellGates`.
   * @param cell of each row: mean(e), and mean(e * y) as the scale
   */
  template <bool plain>
  void deriveCell(const Place& p, Moments (&cell)[mostRowsTogether]) {
    if constexpr (Cell::normalizesCell) {
      Row sums[mostRowsTogether], dots[mostRowsTogether];
      for (int r = 0; r < p.rows.count(); r++) sums[r] = dots[r] = Row::zero();
      for (int unit = 0; unit < halvesFor(plan_.hidden); unit++) {
        const Columns units = columnsFrom(unit * halfColumns, plan_.hidden);
        const Row gain = part(sequence_.cellGain, units), shift = part(sequence_.cellShift, units);
        const auto parameters = gates_.parameters(unit);
        for (int r = 0; r < p.rows.count(); r++) {
          const int b = p.rows.first + r;
          Row d[Cell::states], kept[Cell::states], before[Cell::states], next[Cell::states];
          const auto places = this->placesOf(p.step, p.time, units, unit, b);
          const bool isThere = b < plan_.batch;
          if (!this->template receive<plain>(places, p.time, units, b, isThere, d, kept)) continue;
          before[1] = Row::load(stateAt(1, unit, p.step, b));
          Row v[Plain::values], dOutput;
          gates_.combine(parameters, unit, p.row + r, v);
          Plain::begin(v, before, next);
          const Row y = normalized(next[1], gates_.moments(p.row + r).cell);
          Row dRead = Plain::backwardOutput(v[3], multiplyAdd(gain, y, shift), d[0], dOutput);
          if (units.count < halfColumns) dRead = dRead.keepFirst(units.count);
          add(p, Base::cellGain, unit, dRead * y);
          add(p, Base::cellShift, unit, dRead);
          const Row e = dRead * gain;
          sums[r] = sums[r] + e;
          dots[r] = multiplyAdd(e, y, dots[r]);
          for (int gate = 0; gate < 3; gate++) v[gate].store(rowAt(p, gate, unit, r));
          dOutput.store(rowAt(p, 3, unit, r));
          e.store(rowAt(p, Base::cellGradient, unit, r));
          d[1].store(rowAt(p, Base::cellDerivative, unit, r));
          Row dBefore[Cell::states] = {Row::zero(), Row::zero()};
          Base::template handOn<plain>(places, dBefore, kept);
        }
      }
      const float count = static_cast<float>(plan_.hidden);
      for (int r = 0; r < p.rows.count(); r++) {
        cell[r] = {sums[r].sum() / count, dots[r].sum() / count};
      }
    }
  }

  /** From the normalised cell to the sums of the gates. */
  void deriveCellGates(const Place& p, int unit, int r, const Moments& cell,
                       Row (&dv)[Plain::values]) {
    if constexpr (Cell::normalizesCell) {
      const int b = p.rows.first + r;
      Row v[Plain::values], before[Cell::states], dBefore;
      before[1] = Row::load(stateAt(1, unit, p.step, b));
      for (int gate = 0; gate < 3; gate++) v[gate] = Row::load(rowAt(p, gate, unit, r));
      dv[3] = Row::load(rowAt(p, 3, unit, r));
      const Moments& moments = gates_.moments(p.row + r).cell;
      const Row c = multiplyAdd(v[2], before[1], v[0] * v[1]);
      const Row e = Row::load(rowAt(p, Base::cellGradient, unit, r));
      const Row dCell = Row::load(rowAt(p, Base::cellDerivative, unit, r)) +
                        through(e, normalized(c, moments), cell.mean, cell.scale, moments);
      Plain::backwardCell(v, before, dCell, dv, dBefore);
      float* const carried = at(carried_[1], unit, b);
      (Row::load(carried) + dBefore).store(carried);
    }
  }
};

}  // namespace unroll
