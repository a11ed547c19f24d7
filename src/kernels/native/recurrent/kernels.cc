// Compiled once for each instruction set: the sequences of all cells in both precisions.

#include "backward.h"
#include "few-rows.h"
#include "forward.h"
#include "gru.h"
#include "gru-reset-before.h"
#include "lstm.h"
#include "rnn.h"
#include "slstm.h"

namespace unroll {
namespace {

template <class Precision, class Cell>
void runForward(const Sequence& sequence, const ForwardResults& results) {
  if (FewRows<Isa, Cell>::suits(sequence, results)) {
    FewRows<Isa, Cell>::run(sequence, results);
  } else {
    Forward<Isa, Precision, Cell>::run(sequence, results);
  }
}

template <class Precision, class Cell>
constexpr SequenceFunctions functionsOf() {
  return {Forward<Isa, Precision, Cell>::savedSize, runForward<Precision, Cell>,
          Backward<Isa, Precision, Cell>::run, Backward<Isa, Precision, Cell>::deriveInput};
}

template <class Cell>
void add(RecurrentKernels& kernels, CellKind kind) {
  SequenceFunctions(&functions)[2] = kernels.cells[static_cast<int>(kind)];
  functions[0] = functionsOf<SinglePrecision, Cell>();
#if defined(__AVX512BF16__)
  functions[1] = functionsOf<MixedPrecision, Cell>();
#endif
}

RecurrentKernels makeKernels() {
  RecurrentKernels kernels{};
  add<Lstm>(kernels, CellKind::lstm);
  add<Gru>(kernels, CellKind::gru);
  add<GruResetBefore>(kernels, CellKind::gruResetBefore);
  add<Rnn>(kernels, CellKind::rnn);
  add<Slstm>(kernels, CellKind::slstm);
  return kernels;
}

}  // namespace

template <>
const RecurrentKernels& RecurrentKernels::of<Isa>() {
  static const RecurrentKernels kernels = makeKernels();
  return kernels;
}

}  // namespace unroll
