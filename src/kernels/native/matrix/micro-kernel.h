#pragma once

#include <array>
#include <utility>

#include "panels.h"
#include "precision.h"

namespace unroll {

/** Which way the factor is read: rows of panels, or panels downwards. */
enum class Factor { rows, transposed };

/** One product: some rows of `to` = factor * panel [+ sums], 32 columns. */
struct PanelProduct {
  /** Words of the inner dimension. */
  int depth;
  const float* factor;
  /** From one panel of the factor to the next; not used where it is transposed. */
  size_t factorPanel;
  /** Words of its first panel to pass over, where it begins in the middle of one. */
  int factorStart;
  /** depth rows of 32 words. */
  const float* panel;
  float* to;
  size_t toRow;
  /** From the first half of 16 columns to the second. */
  size_t toHalf;
  /** Whether sums are added that lie at `sums`, or without it at `to`. */
  bool accumulate;
  /** Rows of 32 floats. */
  const float* sums;
  /** Where sums start: a row of 32 floats, or null for 0. */
  const float* start;
  /** Columns to write in each half; the panel has all 16. */
  int columns[2];
};

namespace microKernel {

/** A panel comes from the second cache or from farther: so many of its rows are asked for ahead. */
constexpr int rowsAhead = 32;
/** A transposed factor may come from memory. */
constexpr int factorRowsAhead = 64;

/**
 * rows x halves registers of sums. Each word of the panel is read once for all rows, each word of
 * the factor once for all columns; with 14 rows of two AVX-512 registers that makes 16 reads for 28
 * products, so that the multipliers never wait.
 *
 * What differs between tiles of one product is passed in registers: a product that has just been
 * written field by field would have to reach the cache before it could be copied.
 * @param start where sums start: as `start` of the product
 */
template <class Isa, class Precision, Factor kind, int rows, int halves>
__attribute__((noinline)) void multiply(const PanelProduct& p, const float* factor,
                                        const float* panel, const float* start, float* to,
                                        const float* addend) {
  using Vector = typename Isa::Vector;
  constexpr int parts = halfColumns / Isa::lanes;
  constexpr int vectors = halves * parts;
  const auto place = [&](int r, int v) {
    return to + r * p.toRow + static_cast<size_t>(v / parts) * p.toHalf + v % parts * Isa::lanes;
  };

  // What is there already is asked for now and added at the end: nobody waits for it.
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
    __builtin_prefetch(place(r, 0), 1);
    if constexpr (halves > 1) __builtin_prefetch(place(r, parts), 1);
  }
  Vector sum[rows][vectors];
#pragma GCC unroll 4
  for (int v = 0; v < vectors; v++) {
    const Vector first = start == nullptr ? Isa::zero() : Isa::load(start + v * Isa::lanes);
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) sum[r][v] = first;
  }

  const auto step = [&](const float* words, size_t wordRow) {
    Vector columns[vectors];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) columns[v] = Isa::load(panel + v * Isa::lanes);
    __builtin_prefetch(panel + rowsAhead * panelColumns);
    if constexpr (halves > 1) __builtin_prefetch(panel + rowsAhead * panelColumns + halfColumns);
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
      const Vector word = Isa::all(words[r * wordRow]);
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++) {
        sum[r][v] = Product<Isa, Precision>::accumulate(word, columns[v], sum[r][v]);
      }
    }
    panel += panelColumns;
  };
  if constexpr (kind == Factor::rows) {
    int first = p.factorStart;
    for (int left = p.depth; left > 0; factor += p.factorPanel) {
      const int last = first + left < panelColumns ? first + left : panelColumns;
      // The same rows of the next panel lie far away: no prefetcher of the processor's finds them.
      if (left > last - first) {
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++) {
          __builtin_prefetch(factor + p.factorPanel + r * panelColumns);
          __builtin_prefetch(factor + p.factorPanel + r * panelColumns + halfColumns);
        }
      }
      for (int k = first; k < last; k++) step(factor + k, panelColumns);
      left -= last - first;
      first = 0;
    }
  } else {
    for (int k = 0; k < p.depth; k++, factor += panelColumns) {
      __builtin_prefetch(factor + factorRowsAhead * panelColumns);
      __builtin_prefetch(factor + factorRowsAhead * panelColumns + rows - 1);
      step(factor, 1);
    }
  }

  if (addend != nullptr) {
    const bool isBeside = addend != to;
    const size_t row = isBeside ? panelColumns : p.toRow, half = isBeside ? halfColumns : p.toHalf;
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++) {
        const float* const from = addend + r * row + v / parts * half + v % parts * Isa::lanes;
        sum[r][v] = Isa::add(sum[r][v], Isa::load(from));
      }
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < rows; r++) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) Isa::store(place(r, v), sum[r][v]);
  }
}

using Function = void (*)(const PanelProduct&, const float* factor, const float* panel,
                          const float* start, float* to, const float* addend);

/** By the number of rows, from 1. */
template <class Isa, class Precision, Factor kind, int halves, int... index>
constexpr std::array<Function, sizeof...(index)> byRows(std::integer_sequence<int, index...>) {
  return {multiply<Isa, Precision, kind, index + 1, halves>...};
}

template <class Isa, class Precision, Factor kind, int halves>
constexpr auto table = byRows<Isa, Precision, kind, halves>(
    std::make_integer_sequence<int, Isa::maximumRows>());

/**
 * Where a half has less than 16 columns: sums are made beside the result and copied. Masks inside
 * the micro-kernels would cost all products a little, and delay reads of what was just written.
 * @param first half of those that are made
 */
template <class Isa, int halves>
void multiplyBeside(Function multiply, const PanelProduct& product, int first, int rows,
                    const float* factor, const float* panel, const float* start, float* to,
                    const float* addend) {
  using Row = Floats<Isa>;
  alignas(64) float sums[Isa::maximumRows * panelColumns];
  const auto each = [&](const auto& copy) {
    for (int r = 0; r < rows; r++) {
      for (int half = 0; half < halves; half++) {
        copy(sums + r * panelColumns + half * halfColumns,
             to + r * product.toRow + static_cast<size_t>(half) * product.toHalf,
             product.columns[first + half]);
      }
    }
  };
  if (addend == to) {
    each([](float* sum, const float* result, int columns) {
      Row::loadFirst(result, columns).store(sum);
    });
  }
  PanelProduct beside = product;
  beside.toRow = panelColumns;
  beside.toHalf = halfColumns;
  multiply(beside, factor, panel, start, sums, addend == to ? sums : addend);
  each([](const float* sum, float* result, int columns) {
    Row::load(sum).storeFirst(result, columns);
  });
}

}  // namespace microKernel

/** Rows are divided as evenly as the micro-kernels allow. @param first half of those to make */
template <class Isa, class Precision, Factor kind, int halves>
void multiplyRows(const PanelProduct& product, int rows, int first) {
  const float* const panel = product.panel + first * halfColumns;
  const float* const start =
      product.start == nullptr ? nullptr : product.start + first * halfColumns;
  const float* factor = product.factor;
  float* to = product.to + static_cast<size_t>(first) * product.toHalf;
  const float* addend = nullptr;
  if (product.accumulate) {
    addend = product.sums == nullptr ? to : product.sums + first * halfColumns;
  }
  bool isWhole = true;
  for (int half = first; half < first + halves; half++) {
    isWhole = isWhole && product.columns[half] == halfColumns;
  }
  const int tiles = (rows + Isa::maximumRows - 1) / Isa::maximumRows;
  for (int tile = 0; tile < tiles; tile++) {
    const int count = rows / tiles + (tile < rows % tiles ? 1 : 0);
    const auto multiply =
        microKernel::table<Isa, Precision, kind, halves>[static_cast<size_t>(count - 1)];
    if (isWhole) {
      multiply(product, factor, panel, start, to, addend);
    } else {
      microKernel::multiplyBeside<Isa, halves>(multiply, product, first, count, factor, panel,
                                               start, to, addend);
    }
    factor += static_cast<size_t>(count) * (kind == Factor::rows ? panelColumns : 1);
    to += static_cast<size_t>(count) * product.toRow;
    if (addend != nullptr) {
      addend += static_cast<size_t>(count) * (product.sums == nullptr ? product.toRow : panelColumns);
    }
  }
}

/**
 * All of a product's rows.
 * @param rows at most 32 where the factor is transposed: those of one panel
 */
template <class Isa, class Precision, Factor kind>
void multiplyPanel(const PanelProduct& product, int rows) {
  const bool hasSecond = product.columns[1] > 0;
  if constexpr (Isa::maximumHalves == 2) {
    if (hasSecond) {
      multiplyRows<Isa, Precision, kind, 2>(product, rows, 0);
    } else {
      multiplyRows<Isa, Precision, kind, 1>(product, rows, 0);
    }
  } else {
    multiplyRows<Isa, Precision, kind, 1>(product, rows, 0);
    if (hasSecond) multiplyRows<Isa, Precision, kind, 1>(product, rows, 1);
  }
}

}  // namespace unroll
