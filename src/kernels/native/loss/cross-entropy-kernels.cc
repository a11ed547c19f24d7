#include "cross-entropy.h"

#include <algorithm>
#include <limits>

#include "../matrix/micro-kernel.h"
#include "../vector/functions.h"
#include "cross-entropy-gradients.h"
#include "cross-entropy-packing.h"

namespace unroll {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
/** Floats of hidden units that are kept in the second cache while a block's weights pass. */
constexpr int hiddenAtOnce = 90000;

#if defined(__AVX512BF16__)
constexpr bool hasPairs = true;
#else
constexpr bool hasPairs = false;
#endif

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
  // Where all classes of the block are ruled out, those of others may still count.
  const Row shift = Row::all(largest == -infinity ? 0 : largest);
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

/** Where the scores of a block start: its biases, and endlessly low where there is no class. */
void fillStart(const CrossEntropy& problem, int block, float (&start)[blockColumns]) {
  for (int i = 0; i < blockColumns; i++) {
    const int at = block * blockColumns + i;
    const float bias = problem.bias == nullptr || at >= problem.classes ? 0 : problem.bias[at];
    start[i] = at < problem.classes ? bias : -infinity;
  }
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
    fillStart(problem, block, start);
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
  inPrecision(problem,
              [&](auto precision) { logitsOf<decltype(precision)>(problem, part, scratch); });
}

void gradientsAny(const CrossEntropy& problem, const CrossEntropyPart& part,
                  const CrossEntropyGradients& to, float* scratch) {
  inPrecision(problem, [&](auto precision) {
    gradientsOf<decltype(precision)>(problem, part, to, scratch);
  });
}

void addTo(float* to, const float* from, int64_t count) {
  int64_t i = 0;
  for (; i + Row::size <= count; i += Row::size) {
    (Row::load(to + i) + Row::load(from + i)).store(to + i);
  }
  const int left = static_cast<int>(count - i);
  if (left == 0) return;
  (Row::loadFirst(to + i, left) + Row::loadFirst(from + i, left)).storeFirst(to + i, left);
}

size_t scratchFor(const CrossEntropy& problem, int rows) {
  const size_t forLogits = blockPanels * classPanelWords(problem) +
                           static_cast<size_t>(rowsAtOnce(problem)) * blockColumns;
  size_t forGradients = unitsScratch(problem);
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
