#include "cross-entropy.h"

#include <algorithm>

#include "../matrix/micro-kernel.h"
#include "../matrix/packing.h"
#include "../vector/functions.h"
#include "../vector/isa.h"

namespace unroll {
namespace {

using Row = Floats<Isa>;

/** A logit of no class: its exponential vanishes. */
constexpr float nothing = -1e30f;
/** Floats of hidden units that are kept in the second cache while a block's weights pass. */
constexpr int hiddenAtOnce = 90000;

#if defined(__AVX512BF16__)
constexpr bool hasPairs = true;
#else
constexpr bool hasPairs = false;
#endif

/** Calls with the precision of the products; pairs only where the processor multiplies them. */
template <class Work>
void inPrecision(const CrossEntropy& problem, const Work& work) {
#if defined(__AVX512BF16__)
  if (problem.isMixed) return work(MixedPrecision{});
#endif
  static_cast<void>(problem);
  work(SinglePrecision{});
}

int groupsFor(int columns) { return (columns + halfColumns - 1) / halfColumns; }

template <class Precision>
void packFactorOf(const CrossEntropy& problem, int panel) {
  constexpr int perWord = Precision::perWord;
  const int first = panel * panelColumns * perWord;
  for (int r = 0; r < problem.rows; r++) {
    const float* const from = problem.hidden + static_cast<size_t>(r) * problem.width;
    float* const to = problem.factor.at(panel, static_cast<size_t>(r));
    for (int group = 0; group < 2 * perWord; group++) {
      const Columns c = columnsFrom(first + group * halfColumns, problem.width);
      const Row row = c.count == 0 ? Row::zero() : Row::loadFirst(from + c.first, c.count);
      if constexpr (perWord == 1) {
        row.store(to + group * halfColumns);
      } else {
        Rounding<Isa>::storeNeighbours(to + group * 8, row);
      }
    }
  }
}

void packFactorAny(const CrossEntropy& problem, int panel) {
  inPrecision(problem, [&](auto precision) { packFactorOf<decltype(precision)>(problem, panel); });
}

void packOperandAny(const CrossEntropy& problem, int panel) {
  const Columns halves[2] = {columnsFrom(panel * panelColumns, problem.width),
                             columnsFrom(panel * panelColumns + halfColumns, problem.width)};
  const size_t row = static_cast<size_t>(problem.width);
  float* const to = problem.operand.at(panel);
  inPrecision(problem, [&](auto precision) {
    packPanel<Isa, decltype(precision)>(problem.hidden, row, problem.rows, halves, to);
  });
}

/** The weights of 32 classes, their words along K. */
template <class Precision>
void packClasses(const CrossEntropy& problem, int firstClass, float* to) {
  const size_t width = static_cast<size_t>(problem.width);
  if (!problem.weightIsTransposed) {
    const Columns halves[2] = {columnsFrom(firstClass, problem.classes),
                               columnsFrom(firstClass + halfColumns, problem.classes)};
    packPanel<Isa, Precision>(problem.weight, static_cast<size_t>(problem.classes), problem.width,
                              halves, to);
    return;
  }
  const auto column = [&](int i) { return columnsFrom(i * halfColumns, problem.width); };
  for (int half = 0; half < 2; half++) {
    const Columns classes = columnsFrom(firstClass + half * halfColumns, problem.classes);
    packTransposed<Isa, Precision>(problem.weight + static_cast<size_t>(classes.first) * width,
                                   width, classes.count, groupsFor(problem.width), column,
                                   to + half * halfColumns);
  }
}

/** The weights of a block's classes for 32 hidden units from `first` on, their words along V. */
template <class Precision>
void packUnits(const CrossEntropy& problem, int block, int first, float* to) {
  const int firstClass = block * blockColumns;
  const int count = problem.columnsOf(block);
  const size_t width = static_cast<size_t>(problem.width);
  const size_t classes = static_cast<size_t>(problem.classes);
  if (problem.weightIsTransposed) {
    const Columns halves[2] = {columnsFrom(first, problem.width),
                               columnsFrom(first + halfColumns, problem.width)};
    packPanel<Isa, Precision>(problem.weight + static_cast<size_t>(firstClass) * width, width,
                              count, halves, to);
    return;
  }
  const auto column = [&](int i) {
    return columnsFrom(firstClass + i * halfColumns, problem.classes);
  };
  for (int half = 0; half < 2; half++) {
    const Columns units = columnsFrom(first + half * halfColumns, problem.width);
    packTransposed<Isa, Precision>(problem.weight + static_cast<size_t>(units.first) * classes,
                                   classes, units.count, groupsFor(count), column,
                                   to + half * halfColumns);
  }
}

/** Words reserved for one panel of packed classes: whole groups of 16, both halves. */
size_t classPanelWords(const CrossEntropy& problem) {
  const int groups = groupsFor(problem.width);
  const int words = problem.isMixed ? (groups + 1) / 2 * 16 : groups * 16;
  return static_cast<size_t>(words) * panelColumns;
}

/** Rows whose hidden units stay in the second cache. */
int rowsAtOnce(const CrossEntropy& problem) {
  const int depth = wordsFor(problem.width, problem.isMixed);
  return std::max(1, hiddenAtOnce / depth / Isa::maximumRows) * Isa::maximumRows;
}

/** Of one row of a block, from its logits: the statistics that `CrossEntropy` describes. */
void describeRow(const CrossEntropy& problem, int block, int row, const float* z, size_t panelSize) {
  const int panels = panelsFor(problem.columnsOf(block));
  Row most = Row::load(z);
  for (int p = 0; p < panels; p++) {
    most = maximum(most, Row::load(z + p * panelSize));
    most = maximum(most, Row::load(z + p * panelSize + halfColumns));
  }
  const float largest = most.maximum();
  const Row shift = Row::all(largest);
  Row sum = Row::zero();
  for (int p = 0; p < panels; p++) {
    sum = sum + exponential(Row::load(z + p * panelSize) - shift);
    sum = sum + exponential(Row::load(z + p * panelSize + halfColumns) - shift);
  }
  const size_t at = static_cast<size_t>(block) * problem.rows + row;
  problem.maxima[at] = largest;
  problem.exponentials[at] = sum.sum();
  if (problem.sums != nullptr) {
    Row total = Row::zero();
    int left = problem.columnsOf(block);
    for (int half = 0; left > 0; half++, left -= halfColumns) {
      const float* const from = z + half / 2 * panelSize + half % 2 * halfColumns;
      total = total + Row::load(from).keepFirst(left);
    }
    problem.sums[at] = total.sum();
  }
  const int label = problem.labels[row] - block * blockColumns;
  if (label < 0 || label >= blockColumns) return;
  problem.labelLogits[row] = z[label / panelColumns * panelSize + label % panelColumns];
}

template <class Precision>
void logitsOf(const CrossEntropy& problem, const CrossEntropyPart& part, float* scratch) {
  const int depth = wordsFor(problem.width, problem.isMixed);
  const size_t classPanel = classPanelWords(problem);
  float* const packed = scratch;
  const int atOnce = rowsAtOnce(problem);
  for (int block = part.firstBlock; block < part.endBlock; block++) {
    const int panels = panelsFor(problem.columnsOf(block));
    alignas(64) float start[blockColumns];
    for (int i = 0; i < blockColumns; i++) {
      const int at = block * blockColumns + i;
      const float bias = problem.bias == nullptr ? 0 : at < problem.classes ? problem.bias[at] : 0;
      start[i] = at < problem.classes ? bias : nothing;
    }
    for (int p = 0; p < panels; p++) {
      packClasses<Precision>(problem, block * blockColumns + p * panelColumns,
                             packed + p * classPanel);
    }
    for (int row = part.firstRow; row < part.endRow; row += atOnce) {
      const int rows = std::min(atOnce, part.endRow - row);
      // Without gradients logits are needed no longer than until they are described.
      float* z = scratch + blockPanels * classPanel;
      size_t panelSize = static_cast<size_t>(atOnce) * panelColumns;
      if (problem.logits.words != nullptr) {
        z = problem.logits.at(block * blockPanels, static_cast<size_t>(row));
        panelSize = problem.logits.panelSize();
      }
      for (int p = 0; p < panels; p++) {
        PanelProduct product{};
        product.depth = depth;
        product.factor = problem.factor.at(0, static_cast<size_t>(row));
        product.factorPanel = problem.factor.panelSize();
        product.panel = packed + p * classPanel;
        product.to = z + p * panelSize;
        product.toRow = panelColumns;
        product.toHalf = halfColumns;
        product.start = start + p * panelColumns;
        product.columns[0] = product.columns[1] = halfColumns;
        multiplyPanel<Isa, Precision, Factor::rows>(product, rows);
      }
      for (int r = 0; r < rows; r++) {
        describeRow(problem, block, row + r, z + static_cast<size_t>(r) * panelColumns, panelSize);
      }
    }
  }
}

void logitsAny(const CrossEntropy& problem, const CrossEntropyPart& part, float* scratch) {
  inPrecision(problem, [&](auto precision) { logitsOf<decltype(precision)>(problem, part, scratch); });
}

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

/** Derivatives of a block's logits, packed for both products. */
struct Slopes {
  /** Words along V: (V words / 32, rows, 32). */
  Panels factor;
  /** Words along R: (V / 32, row words, 32). */
  Panels operand;
};

/** In single precision both forms are the same, and take the place of the logits. */
Slopes slopesInPlace(const CrossEntropy& problem, const CrossEntropyPart& part, int block) {
  const int first = block * blockColumns;
  const int panels = panelsFor(problem.columnsOf(block));
  for (int p = 0; p < panels; p++) {
    for (int r = part.firstRow; r < part.endRow; r++) {
      float* const z = problem.logits.at(block * blockPanels + p, static_cast<size_t>(r));
      for (int half = 0; half < 2; half++) {
        const int column = p * panelColumns + half * halfColumns;
        slopeOf(problem, z + half * halfColumns, r, first + column).store(z + half * halfColumns);
      }
    }
  }
  float* const words =
      problem.logits.at(block * blockPanels, static_cast<size_t>(part.firstRow));
  const Panels both{words, problem.logits.rows};
  return {both, both};
}

size_t pairsScratch(int rows) {
  const size_t all = static_cast<size_t>(rows);
  return Panels::size(blockPanels / 2, paddedRows(all)) +
         Panels::size(blockPanels, paddedRows((all + 1) / 2));
}

template <class Precision>
Slopes slopesInPairs(const CrossEntropy& problem, const CrossEntropyPart& part, int block,
                     float* scratch) {
  const int first = block * blockColumns;
  const int panels = panelsFor(problem.columnsOf(block));
  const int rows = part.endRow - part.firstRow;
  const int pairs = (rows + 1) / 2;
  const Panels factor{scratch, paddedRows(static_cast<size_t>(rows))};
  const Panels operand{scratch + Panels::size(blockPanels / 2, factor.rows),
                       paddedRows(static_cast<size_t>(pairs))};
  for (int half = 0; half < 2 * panels; half++) {
    const int panel = block * blockPanels + half / 2;
    const int side = half % 2 * halfColumns;
    for (int pair = 0; pair < pairs; pair++) {
      Row rowsOfPair[2] = {Row::zero(), Row::zero()};
      for (int i = 0; i < 2 && 2 * pair + i < rows; i++) {
        const int r = 2 * pair + i;
        const int row = part.firstRow + r;
        const float* const z = problem.logits.at(panel, static_cast<size_t>(row)) + side;
        rowsOfPair[i] = slopeOf(problem, z, row, first + half * halfColumns);
        // 16 classes are 8 words: four halves fill a row of a panel.
        float* const to = factor.at(half / 4, static_cast<size_t>(r)) + half % 4 * 8;
        Rounding<Isa>::storeNeighbours(to, rowsOfPair[i]);
      }
      float* const to = operand.at(half / 2, static_cast<size_t>(pair)) + side;
      Rounding<Isa>::storePairs(to, rowsOfPair[0], rowsOfPair[1]);
    }
  }
  return {factor, operand};
}

template <class Precision>
Slopes slopesIn(const CrossEntropy& problem, const CrossEntropyPart& part, int block,
                float* scratch) {
  if constexpr (Precision::perWord == 1) {
    return slopesInPlace(problem, part, block);
  } else {
    return slopesInPairs<Precision>(problem, part, block, scratch);
  }
}

/** db: sums of the derivatives, before they are rounded to pairs where they are. */
template <class Precision>
void sumBias(const CrossEntropy& problem, const CrossEntropyPart& part, int block,
             const Slopes& slopes, const CrossEntropyGradients& to) {
  const int first = block * blockColumns;
  for (int column = 0; column < problem.columnsOf(block); column += halfColumns) {
    const Columns c = columnsFrom(first + column, problem.classes);
    Row sum = to.accumulate ? Row::loadFirst(to.bias + c.first, c.count) : Row::zero();
    for (int r = part.firstRow; r < part.endRow; r++) {
      const int side = column % panelColumns;
      if constexpr (Precision::perWord == 1) {
        const size_t row = static_cast<size_t>(r - part.firstRow);
        sum = sum + Row::load(slopes.factor.at(column / panelColumns, row) + side);
      } else {
        const int panel = block * blockPanels + column / panelColumns;
        const float* const z = problem.logits.at(panel, static_cast<size_t>(r)) + side;
        sum = sum + slopeOf(problem, z, r, c.first);
      }
    }
    sum.storeFirst(to.bias + c.first, c.count);
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

/** dh, added up over the part's blocks. */
template <class Precision>
void multiplyForHidden(const CrossEntropy& problem, const CrossEntropyPart& part, int block,
                       const Slopes& slopes, const CrossEntropyGradients& to, float* scratch) {
  const int depth = wordsFor(problem.columnsOf(block), problem.isMixed);
  for (int unit = 0; unit < problem.width; unit += panelColumns) {
    packUnits<Precision>(problem, block, unit, scratch);
    PanelProduct product{};
    product.depth = depth;
    product.factor = slopes.factor.at(0);
    product.factorPanel = slopes.factor.panelSize();
    product.panel = scratch;
    product.to = to.hidden + static_cast<size_t>(part.firstRow) * problem.width + unit;
    product.toRow = static_cast<size_t>(problem.width);
    product.toHalf = halfColumns;
    product.accumulate = block > part.firstBlock;
    product.columns[0] = columnsFrom(unit, problem.width).count;
    product.columns[1] = columnsFrom(unit + halfColumns, problem.width).count;
    multiplyPanel<Isa, Precision, Factor::rows>(product, part.endRow - part.firstRow);
  }
}

template <class Precision>
void gradientsOf(const CrossEntropy& problem, const CrossEntropyPart& part,
                 const CrossEntropyGradients& to, float* scratch) {
  float* const units = scratch;
  float* const pairs = scratch + blockColumns * panelColumns;
  for (int block = part.firstBlock; block < part.endBlock; block++) {
    const Slopes slopes = slopesIn<Precision>(problem, part, block, pairs);
    if (to.bias != nullptr) sumBias<Precision>(problem, part, block, slopes, to);
    multiplyForWeight<Precision>(problem, part, block, slopes, to);
    multiplyForHidden<Precision>(problem, part, block, slopes, to, units);
  }
}

void gradientsAny(const CrossEntropy& problem, const CrossEntropyPart& part,
               const CrossEntropyGradients& to, float* scratch) {
  inPrecision(problem, [&](auto precision) { gradientsOf<decltype(precision)>(problem, part, to, scratch); });
}

void addTo(float* to, const float* from, int64_t count) {
  int64_t i = 0;
  for (; i + Row::size <= count; i += Row::size) (Row::load(to + i) + Row::load(from + i)).store(to + i);
  const int left = static_cast<int>(count - i);
  if (left > 0) (Row::loadFirst(to + i, left) + Row::loadFirst(from + i, left)).storeFirst(to + i, left);
}

size_t scratchFor(const CrossEntropy& problem, int rows) {
  const size_t forLogits = blockPanels * classPanelWords(problem) +
                           static_cast<size_t>(rowsAtOnce(problem)) * blockColumns;
  size_t forGradients = blockColumns * panelColumns;
  if (problem.isMixed) forGradients += pairsScratch(rows);
  return std::max(forLogits, forGradients);
}

}  // namespace

template <>
const CrossEntropyKernels& CrossEntropyKernels::of<Isa>() {
  static const CrossEntropyKernels kernels{packFactorAny, packOperandAny, logitsAny, gradientsAny,
                                           addTo,         scratchFor,     hasPairs};
  return kernels;
}

}  // namespace unroll
