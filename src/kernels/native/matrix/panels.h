#pragma once

#include <cstddef>
#include <cstdint>

namespace unroll {

// A matrix of activations or packed weights lies in panels of 32 columns:
//
//     columns     0 … 31           32 … 63          64 … 95
//              ┌────────────┐   ┌────────────┐   ┌────────────┐
//     row 0    │ 32 words   │   │            │   │     │ zero │   each row of a panel: two cache
//     row 1    │ 32 words   │   │            │   │     │      │   lines, two halves of 16 columns
//       …      │            │   │            │   │     │      │
//              └────────────┘   └────────────┘   └────────────┘
//     memory    panel 0 ──────▶  panel 1 ──────▶  panel 2
//
// One layout serves three ways in a product: a row is a factor that is spread over a register, word
// by word; a panel is the other operand, two registers a row; and, read downwards, it is the
// transposed factor of a product over the rows, as the weights' gradients are.
//
// A word is a float, or a pair of bfloat16 that belong to two neighbouring positions of the inner
// dimension, the earlier one in the lower half (matrix/precision.h). Both are kept as `float`.

constexpr int panelColumns = 32;
constexpr int halfColumns = 16;

constexpr int panelsFor(int columns) { return (columns + panelColumns - 1) / panelColumns; }
constexpr int halvesFor(int columns) { return (columns + halfColumns - 1) / halfColumns; }

/**
 * Rows reserved for a panel: 13 modulo 32, so that equal rows of neighbouring panels never compete
 * for the same lines of the cache, which they would at powers of two.
 */
constexpr size_t paddedRows(size_t rows) { return rows + (32 + 13 - rows % 32) % 32; }

struct Panels {
  float* words = nullptr;
  /** Reserved for each panel. */
  size_t rows = 0;

  float* at(int panel, size_t row = 0) const {
    return words + (static_cast<size_t>(panel) * rows + row) * panelColumns;
  }
  size_t panelSize() const { return rows * panelColumns; }

  static size_t size(int panels, size_t rows) {
    return static_cast<size_t>(panels) * rows * panelColumns;
  }
};

/** Where a part begins of `total` things that are divided evenly into `parts`; the last ends there. */
constexpr int partStart(int total, int part, int parts) {
  return static_cast<int>(static_cast<int64_t>(total) * part / parts);
}

/** Some of 16 neighbouring columns of a matrix in rows: fewer at its end, none behind it. */
struct Columns {
  int first = 0;
  int count = 0;
};

/** The 16 from `first` on, as far as they lie before `end`. */
constexpr Columns columnsFrom(int first, int end) {
  return {first, end - first < halfColumns ? (end > first ? end - first : 0) : halfColumns};
}

}  // namespace unroll
