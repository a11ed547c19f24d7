#pragma once

#include "panels.h"
#include "precision.h"

namespace unroll {

/**
 * One panel of a packed matrix: two times 16 columns of `from`, row by row.
 * @param from depth rows at a distance of `fromRow`
 * @param to depth words of the inner dimension, 32 each; with pairs, an odd last row meets zeros
 */
template <class Isa, class Precision>
void packPanel(const float* from, size_t fromRow, int depth, const Columns (&halves)[2],
               float* to) {
  using Row = Floats<Isa>;
  const int words = (depth + Precision::perWord - 1) / Precision::perWord;
  for (int half = 0; half < 2; half++) {
    const auto [first, count] = halves[half];
    const auto row = [&, first = first, count = count](int k) {
      if (k >= depth || count == 0) return Row::zero();
      const float* const source = from + static_cast<size_t>(k) * fromRow + first;
      return count == halfColumns ? Row::load(source) : Row::loadFirst(source, count);
    };
    for (int k = 0; k < words; k++) {
      float* const word = to + static_cast<size_t>(k) * panelColumns + half * halfColumns;
      if constexpr (Precision::perWord == 1) {
        row(k).store(word);
      } else {
        Rounding<Isa>::storePairs(word, row(2 * k), row(2 * k + 1));
      }
    }
  }
}

/** Rows become columns: 16 rows of 16 words at `from`, at a distance of `fromRow`. */
template <class Isa>
void transposeTile(const float* from, size_t fromRow, float* to, size_t toRow) {
#if defined(__AVX512F__)
  __m512 r[16], t[16];
  for (int i = 0; i < 16; i++) r[i] = _mm512_loadu_ps(from + static_cast<size_t>(i) * fromRow);
  // Pairs of rows, then fours, eights and sixteens change places.
  for (int i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_ps(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_ps(r[i], r[i + 1]);
  }
  const auto lowerPairs = [](__m512 a, __m512 b) {
    return _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)));
  };
  const auto upperPairs = [](__m512 a, __m512 b) {
    return _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(a), _mm512_castps_pd(b)));
  };
  for (int i = 0; i < 16; i += 4) {
    r[i] = lowerPairs(t[i], t[i + 2]);
    r[i + 1] = upperPairs(t[i], t[i + 2]);
    r[i + 2] = lowerPairs(t[i + 1], t[i + 3]);
    r[i + 3] = upperPairs(t[i + 1], t[i + 3]);
  }
  constexpr int evenQuarters = 0x88, oddQuarters = 0xdd;
  for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_f32x4(r[i], r[4 + i], evenQuarters);
    t[4 + i] = _mm512_shuffle_f32x4(r[i], r[4 + i], oddQuarters);
    t[8 + i] = _mm512_shuffle_f32x4(r[8 + i], r[12 + i], evenQuarters);
    t[12 + i] = _mm512_shuffle_f32x4(r[8 + i], r[12 + i], oddQuarters);
  }
  for (int i = 0; i < 4; i++) {
    r[i] = _mm512_shuffle_f32x4(t[i], t[8 + i], evenQuarters);
    r[8 + i] = _mm512_shuffle_f32x4(t[i], t[8 + i], oddQuarters);
    r[4 + i] = _mm512_shuffle_f32x4(t[4 + i], t[12 + i], evenQuarters);
    r[12 + i] = _mm512_shuffle_f32x4(t[4 + i], t[12 + i], oddQuarters);
  }
  for (int i = 0; i < 16; i++) _mm512_storeu_ps(to + static_cast<size_t>(i) * toRow, r[i]);
#else
  for (int i = 0; i < 16; i++) {
    for (int j = 0; j < 16; j++) {
      to[static_cast<size_t>(i) * toRow + j] = from[static_cast<size_t>(j) * fromRow + i];
    }
  }
#endif
}

/** So many columns a row is asked for ahead of its packing. */
constexpr int columnsAhead = 64;

/**
 * Half a panel of a transposed matrix: column j of the result's 16 is row j of `from`, its inner
 * dimension runs over groups of 16 columns of `from`.
 * @param rows of `from`, at most 16; the others count as zeros
 * @param column(i) the columns of group i
 * @param to first word of the half; groups * 16 positions of the inner dimension follow, 32 apart
 */
template <class Isa, class Precision, class ColumnOf>
void packTransposed(const float* from, size_t fromRow, int rows, int groups,
                    const ColumnOf& column, float* to) {
  using Row = Floats<Isa>;
  constexpr int perWord = Precision::perWord;
  alignas(64) float gathered[16 * 16];
  for (int group = 0; group < groups; group += perWord, to += 16 * panelColumns) {
    // Sixteen rows, often of two blocks of gates, are more streams than a processor follows.
    for (int i = 0; i < perWord && group + i < groups; i++) {
      const float* const next = from + column(group + i).first + columnsAhead;
      for (int r = 0; r < rows; r++) __builtin_prefetch(next + r * fromRow);
    }
    if (perWord == 1 && rows == 16 && column(group).count == halfColumns) {
      transposeTile<Isa>(from + column(group).first, fromRow, to, panelColumns);
      continue;
    }
    for (int r = 0; r < 16; r++) {
      for (int i = 0; i < perWord; i++) {
        const Columns c = r < rows && group + i < groups ? column(group + i) : Columns{};
        const Row row = c.count == 0 ? Row::zero()
                                     : Row::loadFirst(from + r * fromRow + c.first, c.count);
        if constexpr (perWord == 1) {
          row.store(gathered + r * 16);
        } else {
          Rounding<Isa>::storeNeighbours(gathered + r * 16 + i * 8, row);
        }
      }
    }
    transposeTile<Isa>(gathered, 16, to, panelColumns);
  }
}

}  // namespace unroll
