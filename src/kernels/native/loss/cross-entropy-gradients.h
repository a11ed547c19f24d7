#pragma once

#include <algorithm>

#include "../matrix/micro-kernel.h"
#include "../vector/functions.h"
#include "cross-entropy-packing.h"

// Included by cross-entropy-kernels.cc alone, which is compiled once for each instruction set: all is
// local to it.

namespace unroll {
namespace {

/** dz of half a panel's row: 16 neighbouring classes from `first` on. */
Row slopeOf(const CrossEntropy& problem, const float* z, int row, int first) {
  const float scale = problem.scale[row];
  const Row shifted = Row::load(z) - Row::all(problem.normalizers[row]);
  Row slope = Row::all(scale) * exponential(shifted);
  if (problem.smoothing > 0) {
    slope = slope - Row::all(scale * problem.smoothing / static_cast<float>(problem.classes));
  }
  const int label = problem.labels[row] - first;
  if (label >= 0 && label < halfColumns) {
    alignas(64) float values[halfColumns];
    slope.store(values);
    values[label] -= scale * (1 - problem.smoothing);
    slope = Row::load(values);
  }
  return scale == 0 ? Row::zero() : slope.keepFirst(problem.classes - first);
}

/** Derivatives by a block's logits, packed for both products. */
struct Slopes {
  /** Words along V: (V words / 32, rows, 32). */
  Panels factor;
  /** Words along R: (V / 32, row words, 32). */
  Panels operand;
};

/** db of 16 classes: the sum of their derivatives, before these are rounded to pairs where they are. */
void writeBias(const CrossEntropy& problem, const CrossEntropyGradients& to, int first,
               const Row& sum) {
  const Columns c = columnsFrom(first, problem.classes);
  if (to.bias == nullptr || c.count == 0) return;
  const Row before = to.accumulate ? Row::loadFirst(to.bias + c.first, c.count) : Row::zero();
  (before + sum).storeFirst(to.bias + c.first, c.count);
}

/**
 * Blocks whose derivatives are multiplied with the weights at once: of few classes, the sums would
 * come from memory and go there more often than they are worth.
 */
constexpr int blocksTogether = 5;

/** In single precision both forms are the same, and take the place of the logits. */
Slopes slopesInPlace(const CrossEntropy& problem, const CrossEntropyPart& part, int block,
                     const CrossEntropyGradients& to) {
  const int panels = panelsFor(problem.columnsOf(block));
  for (int p = 0; p < panels; p++) {
    const int first = block * blockColumns + p * panelColumns;
    Row sums[2] = {Row::zero(), Row::zero()};
    for (int r = part.firstRow; r < part.endRow; r++) {
      float* const z = problem.logits.at(block * blockPanels + p, static_cast<size_t>(r));
      for (int half = 0; half < 2; half++) {
        const int side = half * halfColumns;
        const Row slope = slopeOf(problem, z + side, r, first + side);
        slope.store(z + side);
        sums[half] = sums[half] + slope;
      }
    }
    for (int half = 0; half < 2; half++) {
      writeBias(problem, to, first + half * halfColumns, sums[half]);
    }
  }
  float* const words =
      problem.logits.at(block * blockPanels, static_cast<size_t>(part.firstRow));
  const Panels both{words, problem.logits.rows};
  return {both, both};
}

/** Floats of derivatives that stay in the second cache beside a panel of weights. */
constexpr int slopesAtOnce = 90000;
/** A panel of the weights of blocks that are multiplied at once. */
constexpr size_t unitsPanelWords = static_cast<size_t>(blocksTogether) * blockColumns * panelColumns;

/** In pairs those of all hidden units. */
size_t unitsScratch(const CrossEntropy& problem) {
  return (problem.isMixed ? static_cast<size_t>(panelsFor(problem.width)) : 1) * unitsPanelWords;
}

size_t pairsScratch(int rows) {
  const size_t all = static_cast<size_t>(rows);
  return Panels::size(blocksTogether * blockPanels / 2, paddedRows(all)) +
         Panels::size(blockPanels, paddedRows((all + 1) / 2));
}

/** @param place of the block among those that are multiplied at once */
template <class Precision>
Slopes slopesInPairs(const CrossEntropy& problem, const CrossEntropyPart& part, int block,
                     int place, const CrossEntropyGradients& to, float* scratch) {
  const int first = block * blockColumns;
  const int panels = panelsFor(problem.columnsOf(block));
  const int rows = part.endRow - part.firstRow;
  const int pairs = (rows + 1) / 2;
  const Panels all{scratch, paddedRows(static_cast<size_t>(rows))};
  const Panels factor{all.at(place * blockPanels / 2), all.rows};
  const Panels operand{all.at(blocksTogether * blockPanels / 2),
                       paddedRows(static_cast<size_t>(pairs))};
  for (int half = 0; half < 2 * panels; half++) {
    const int panel = block * blockPanels + half / 2;
    const int side = half % 2 * halfColumns;
    Row sum = Row::zero();
    for (int pair = 0; pair < pairs; pair++) {
      Row rowsOfPair[2] = {Row::zero(), Row::zero()};
      for (int i = 0; i < 2 && 2 * pair + i < rows; i++) {
        const int r = 2 * pair + i;
        const int row = part.firstRow + r;
        const float* const z = problem.logits.at(panel, static_cast<size_t>(row)) + side;
        rowsOfPair[i] = slopeOf(problem, z, row, first + half * halfColumns);
        sum = sum + rowsOfPair[i];
        // 16 classes are 8 words: four halves fill a row of a panel.
        float* const words = factor.at(half / 4, static_cast<size_t>(r)) + half % 4 * 8;
        Rounding<Isa>::storeNeighbours(words, rowsOfPair[i]);
      }
      float* const words = operand.at(half / 2, static_cast<size_t>(pair)) + side;
      Rounding<Isa>::storePairs(words, rowsOfPair[0], rowsOfPair[1]);
    }
    writeBias(problem, to, first + half * halfColumns, sum);
  }
  return {factor, operand};
}

template <class Precision>
Slopes slopesIn(const CrossEntropy& problem, const CrossEntropyPart& part, int block, int place,
                const CrossEntropyGradients& to, float* scratch) {
  if constexpr (Precision::perWord == 1) {
    return slopesInPlace(problem, part, block, to);
  } else {
    return slopesInPairs<Precision>(problem, part, block, place, to, scratch);
  }
}

/** dW: rows of the products are hidden units, or classes where the weights are transposed. */
template <class Precision>
void multiplyForWeight(const CrossEntropy& problem, const CrossEntropyPart& part, int block,
                       const Slopes& slopes, const CrossEntropyGradients& to) {
  const int depth = wordsFor(part.endRow - part.firstRow, problem.isMixed);
  const size_t firstWord = static_cast<size_t>(part.firstRow) / Precision::perWord;
  const int panels = panelsFor(problem.columnsOf(block));
  for (int unit = 0; unit < problem.width; unit += panelColumns) {
    const float* const hidden = problem.operand.at(unit / panelColumns, firstWord);
    for (int p = 0; p < panels; p++) {
      const int first = block * blockColumns + p * panelColumns;
      const float* const slope = slopes.operand.at(p);
      const bool flip = problem.weightIsTransposed;
      const int row = flip ? first : unit;
      const int rowEnd = flip ? problem.classes : problem.width;
      const int column = flip ? unit : first;
      const int columnEnd = flip ? problem.width : problem.classes;
      const size_t toRow = static_cast<size_t>(columnEnd);
      PanelProduct product{};
      product.depth = depth;
      product.factor = flip ? slope : hidden;
      product.panel = flip ? hidden : slope;
      product.to = to.weight + static_cast<size_t>(row) * toRow + column;
      product.toRow = toRow;
      product.toHalf = halfColumns;
      product.accumulate = to.accumulate;
      product.columns[0] = columnsFrom(column, columnEnd).count;
      product.columns[1] = columnsFrom(column + halfColumns, columnEnd).count;
      multiplyPanel<Isa, Precision, Factor::transposed>(product,
                                                        std::min(panelColumns, rowEnd - row));
    }
  }
}

/**
 * dh of some blocks, added to that of the part's blocks before. Derivatives in pairs go some rows at
 * a time, which stay in the second cache while the weights of all units pass; in single precision
 * that gains nothing.
 */
template <class Precision>
void multiplyForHidden(const CrossEntropy& problem, const CrossEntropyPart& part, int firstBlock,
                       int endBlock, const Panels& factor, const CrossEntropyGradients& to,
                       float* packed) {
  const int firstClass = firstBlock * blockColumns;
  const int count = std::min(problem.classes, endBlock * blockColumns) - firstClass;
  const int depth = wordsFor(count, problem.isMixed);
  const int rows = part.endRow - part.firstRow;
  const int fitting = std::max(1, slopesAtOnce / depth / Isa::maximumRows) * Isa::maximumRows;
  const int atOnce = Precision::perWord == 1 ? rows : std::min(rows, fitting);
  for (int row = 0; row < rows; row += atOnce) {
    for (int unit = 0; unit < problem.width; unit += panelColumns) {
      // Who comes by only once needs no panel again.
      float* const panel =
          atOnce < rows ? packed + unit / panelColumns * unitsPanelWords : packed;
      if (row == 0) packUnits<Precision>(problem, firstClass, count, unit, panel);
      PanelProduct product{};
      product.depth = depth;
      product.factor = factor.at(0, static_cast<size_t>(row));
      product.factorPanel = factor.panelSize();
      product.panel = panel;
      product.to = to.hidden + static_cast<size_t>(part.firstRow + row) * problem.width + unit;
      product.toRow = static_cast<size_t>(problem.width);
      product.toHalf = halfColumns;
      product.accumulate = firstBlock > part.firstBlock;
      product.columns[0] = columnsFrom(unit, problem.width).count;
      product.columns[1] = columnsFrom(unit + halfColumns, problem.width).count;
      multiplyPanel<Isa, Precision, Factor::rows>(product, std::min(atOnce, rows - row));
    }
  }
}

template <class Precision>
void gradientsOf(const CrossEntropy& problem, const CrossEntropyPart& part,
                 const CrossEntropyGradients& to, float* scratch) {
  float* const units = scratch;
  float* const pairs = scratch + unitsScratch(problem);
  for (int first = part.firstBlock; first < part.endBlock; first += blocksTogether) {
    const int end = std::min(part.endBlock, first + blocksTogether);
    Panels factor;
    for (int block = first; block < end; block++) {
      const Slopes slopes = slopesIn<Precision>(problem, part, block, block - first, to, pairs);
      multiplyForWeight<Precision>(problem, part, block, slopes, to);
      if (block == first) factor = slopes.factor;
    }
    multiplyForHidden<Precision>(problem, part, first, end, factor, to, units);
  }
}

}  // namespace
}  // namespace unroll
