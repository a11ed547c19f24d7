#pragma once

#include "../matrix/precision.h"
#include "gru-reset-before.h"
#include "gru.h"
#include "lstm.h"
#include "rnn.h"
#include "sequence.h"

// Included by the files that are compiled once for each instruction set: all is local to them.

namespace unroll {
namespace {

template <template <class Precision, class Cell> class FunctionsOf, class Cell>
void addCell(CellFunctions& cells, CellKind kind) {
  SequenceFunctions(&functions)[2] = cells[static_cast<int>(kind)];
  functions[0] = FunctionsOf<SinglePrecision, Cell>::list();
#if defined(__AVX512BF16__)
  functions[1] = FunctionsOf<MixedPrecision, Cell>::list();
#endif
}

/** The table of the usual cells, in each precision that this instruction set multiplies in. */
template <class Kernels, template <class Precision, class Cell> class FunctionsOf>
Kernels makeKernels() {
  Kernels kernels{};
  addCell<FunctionsOf, Lstm>(kernels.cells, CellKind::lstm);
  addCell<FunctionsOf, Gru>(kernels.cells, CellKind::gru);
  addCell<FunctionsOf, GruResetBefore>(kernels.cells, CellKind::gruResetBefore);
  addCell<FunctionsOf, Rnn>(kernels.cells, CellKind::rnn);
  return kernels;
}

}  // namespace
}  // namespace unroll
