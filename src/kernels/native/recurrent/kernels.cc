// Compiled once for each instruction set: the sequences of all cells in both precisions.

#include "backward.h"
#include "cell-functions.h"
#include "few-rows.h"
#include "forward.h"
#include "slstm.h"

namespace unroll {
namespace {

template <class Precision, class Cell>
struct PlainFunctions {
  static void forward(const Sequence& sequence, const ForwardResults& results) {
    if (FewRows<Isa, Cell>::suits(sequence, results)) {
      FewRows<Isa, Cell>::run(sequence, results);
    } else {
      Forward<Isa, Precision, Cell>::run(sequence, results);
    }
  }

  static constexpr SequenceFunctions list() {
    return {Forward<Isa, Precision, Cell>::savedSize, forward,
            Backward<Isa, Precision, Cell>::run, Backward<Isa, Precision, Cell>::deriveInput};
  }
};

/** An sLSTM has no layer normalisation, so that it is here alone. */
RecurrentKernels makePlainKernels() {
  auto kernels = makeKernels<RecurrentKernels, PlainFunctions>();
  addCell<PlainFunctions, Slstm>(kernels.cells, CellKind::slstm);
  return kernels;
}

}  // namespace

template <>
const RecurrentKernels& RecurrentKernels::of<Isa>() {
  static const RecurrentKernels kernels = makePlainKernels();
  return kernels;
}

}  // namespace unroll
