#pragma once

#include "backward-gates.h"

namespace unroll {

/** Derivatives that need no order of steps: products and sums over all of them. */
template <class Isa, class Precision, class Cell>
class WeightGradients : protected BackwardGates<Isa, Precision, Cell> {
 protected:
  using Base = BackwardGates<Isa, Precision, Cell>;
  using typename Base::Row;
  using typename Base::PlanOf;
  using Base::perWord;
  using Base::sequence_;
  using Base::results_;
  using Base::x_;
  using Base::plan_;
  using Base::activations_;
  using Base::inputWeights_;
  using Base::gatePairs_;
  using Base::rowsInCache;
  using Base::wordsOfPanels;
  using Base::readGates;
  using Base::at;
  using Base::biasSumsAt;
  using Base::placeOf;
  using Base::Base;

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
};

}  // namespace unroll
