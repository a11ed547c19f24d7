#pragma once

#include "../matrix/packing.h"
#include "../vector/isa.h"
#include "cross-entropy.h"

// Included by cross-entropy-kernels.cc alone, which is compiled once for each instruction set: all is
// local to it.

namespace unroll {
namespace {

using Row = Floats<Isa>;

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

/** The weights of some classes for 32 hidden units from `first` on, their words along V. */
template <class Precision>
void packUnits(const CrossEntropy& problem, int firstClass, int count, int first, float* to) {
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

}  // namespace
}  // namespace unroll
