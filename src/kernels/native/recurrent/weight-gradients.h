#pragma once

#include <cstdint>
#include <cstring>

#include "../phase-clock.h"
#include "backward-steps.h"
#include "kernel-tiles.h"

namespace unroll {

/** Derivatives that need no order of steps: products and sums over all of them. */
template <class Isa, class Precision, class Cell>
class WeightGradients : protected BackwardSteps<Isa, Precision, Cell> {
 protected:
  using Base = BackwardSteps<Isa, Precision, Cell>;
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
  using Base::kernelSums_;
  using Base::rowsInCache;
  using Base::threads_;
  using Base::packInputWeights;
  using Base::wordsOfPanels;
  using Base::readGates;
  using Base::at;
  using Base::biasSumsAt;
  using Base::placeOf;
  using Base::Base;

  /** With fewer, threads would be left without work. */
  static constexpr int inputBlocksWanted = 16;

  void finish(Team& team) {
    clearUncounted(team);
    const KernelTiles recurrent(plan_.recurrentPanels(), plan_.hidden);
    const KernelTiles input(plan_.inputPanels(), plan_.input);
    // A normalised layer's biases are not those of its products.
    const int biases = Cell::isNormalized ? 0 : plan_.gatePanels();
    const int kernels = recurrent.count() + input.count();
    const RowBlocks blocks = inputBlocks();
    const int inputs = x_ == nullptr ? 0 : blocks.count();
    team.each(kernels + biases + inputs, [&](int tile) {
      float* const sums = kernelSums_ + KernelTiles::sumsOfTile * static_cast<size_t>(team.thread());
      if (tile < recurrent.count()) {
        const auto place = [&](int panel) { return recurrentKernelPart(panel); };
        deriveKernel(recurrent.tile(tile), plan_.hidden, place, results_.recurrentKernel, sums);
      } else if (tile < kernels) {
        const auto place = [&](int panel) { return inputKernelPart(panel); };
        deriveKernel(input.tile(tile - recurrent.count()), plan_.input, place,
                     results_.inputKernel, sums);
      } else if (tile < kernels + biases) {
        deriveBiases(tile - kernels);
      } else {
        deriveInputRows(blocks.block(tile - kernels - biases));
      }
    });
  }

  /**
   * Behind a sequence's length states are handed on as they are; their rows must add nothing to the
   * derivative of a kernel. That by their gates is 0, which an infinite state would make no number.
   */
  void clearUncounted(Team& team) {
    if (sequence_.lengths == nullptr) return;
    team.each(plan_.time, [&](int step) {
      for (int b = 0; b < plan_.batch; b++) {
        if (this->template countsAt<false>(sequence_.timeOf(step), b)) continue;
        const size_t row = static_cast<size_t>(step) * plan_.rowsPerStep + b;
        clearFactor(perWord == 1 ? activations_.factor : activations_.factorPairs, row);
        if (!PlanOf::hasTwoStages) continue;
        clearFactor(perWord == 1 ? activations_.reset : activations_.resetPairs, row);
      }
    });
  }

  /** Of one row of all units: its words, or its halves of words, whose other is the row beside. */
  void clearFactor(const Panels& factor, size_t row) const {
    for (int panel = 0; panel < panelsFor(plan_.hidden); panel++) {
      float* const words = factor.at(panel, row / perWord);
      for (int i = 0; i < panelColumns; i++) {
        uint32_t word = 0;
        if constexpr (perWord == 2) {
          std::memcpy(&word, words + i, sizeof(word));
          word &= row % 2 == 0 ? 0xffff0000 : 0x0000ffff;
        }
        std::memcpy(words + i, &word, sizeof(word));
      }
    }
  }

  void runInput() {
    parallel(threads_, [this](Team& team) {
      team.each(halvesFor(plan_.input), [&](int half) { packInputWeights(half); });
      phaseEnds(team, "pack for x");
      const RowBlocks blocks = inputBlocks();
      team.each(blocks.count(), [&](int block) { deriveInputRows(blocks.block(block)); });
      phaseEnds(team, "input gradient");
    });
  }

  /** Rows of steps whose derivatives by the gates stay in the cache beside the panel they meet. */
  RowBlocks inputBlocks() const {
    const int rows = static_cast<int>(plan_.rows());
    return RowBlocks(rows, wordsOfPanels(plan_.inputPanels()), inputBlocksWanted);
  }

  /** Each row of a step becomes a row of (time, batch). */
  void deriveInputRows(RowRange rows) {
    for (int panel = 0; panel < panelsFor(plan_.input); panel++) {
      const int column = panel * panelColumns;
      // Rows stay in order and have no gaps unless they run backwards or in pairs.
      int row = rows.first;
      while (row < rows.last) {
        const int step = row / plan_.rowsPerStep, b = row % plan_.rowsPerStep;
        const bool together = !sequence_.reverse && plan_.rowsPerStep == plan_.batch;
        const int end = together ? rows.last
                                 : std::min(rows.last, step * plan_.rowsPerStep + plan_.batch);
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

  /** A panel of gates, and what a kernel's derivative has from it. */
  struct KernelPart {
    Panels factor;
    int panel;
    Columns columns[2];
  };

  KernelPart recurrentKernelPart(int index) const {
    const int panel = plan_.firstRecurrentPanel() + index;
    const auto [group, which] = placeOf(panel);
    const bool isReset = which >= Cell::firstStageLast;
    const Panels& state = perWord == 1 ? activations_.factor : activations_.factorPairs;
    const Panels& reset = perWord == 1 ? activations_.reset : activations_.resetPairs;
    return {isReset ? reset : state,
            panel,
            {Cell::recurrentColumns(group, which, 0, plan_.hidden),
             Cell::recurrentColumns(group, which, 1, plan_.hidden)}};
  }

  KernelPart inputKernelPart(int index) const {
    const int panel = plan_.firstInputPanel() + index;
    const auto [group, which] = placeOf(panel);
    return {perWord == 1 ? activations_.x : activations_.xPairs,
            panel,
            {Cell::inputColumns(group, which, 0, plan_.hidden),
             Cell::inputColumns(group, which, 1, plan_.hidden)}};
  }

  /**
   * A tile of a kernel's derivative, by spans of steps whose words stay in L1, added up in L2: rows
   * of the kernel itself lie so far apart that they could compete for the same lines of a cache.
   * @param partOf(panel) what belongs to a panel of gates
   */
  template <class PartOf>
  void deriveKernel(const KernelTiles::Tile& tile, int rows, const PartOf& partOf,
                    float* kernel, float* sums) {
    const int depth = static_cast<int>(plan_.rows()) / perWord;
    const int spans = (depth + rowsInCache - 1) / rowsInCache;
    for (int span = 0; span < spans; span++) {
      const int first = partStart(depth, span, spans), last = partStart(depth, span + 1, spans);
      for (int block = tile.firstBlock; block < tile.lastBlock; block++) {
        for (int panel = tile.firstPanel; panel < tile.lastPanel; panel++) {
          const KernelPart part = partOf(panel);
          PanelProduct product{};
          product.depth = last - first;
          product.factor = part.factor.at(block, first);
          product.panel = gatePairs_.at(part.panel, first);
          product.accumulate = span > 0;
          product.sums = sums + tile.sumsOf(panel, block);
          if (span < spans - 1) {
            keepSums(product, part, sums + tile.sumsOf(panel, block));
          } else {
            writeKernel(product, part, kernel, block);
          }
          multiplyPanel<Isa, Precision, Factor::transposed>(
              product, std::min(panelColumns, rows - block * panelColumns));
        }
      }
    }
  }

  static void keepSums(PanelProduct& product, const KernelPart& part, float* sums) {
    product.to = sums;
    product.toRow = panelColumns;
    product.toHalf = halfColumns;
    product.columns[0] = halfColumns;
    product.columns[1] = part.columns[1].count > 0 ? halfColumns : 0;
  }

  void writeKernel(PanelProduct& product, const KernelPart& part, float* kernel, int block) const {
    product.toRow = static_cast<size_t>(Cell::gates) * plan_.hidden;
    product.to = kernel + block * panelColumns * product.toRow + part.columns[0].first;
    product.toHalf = part.columns[1].first - part.columns[0].first;
    product.columns[0] = part.columns[0].count;
    product.columns[1] = part.columns[1].count;
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
