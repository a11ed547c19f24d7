// Compiled once for each instruction set: the sequences of all cells with layer normalisation.

#include "gru-reset-before.h"
#include "gru.h"
#include "lstm.h"
#include "normalized-backward.h"
#include "normalized-forward.h"
#include "rnn.h"

namespace unroll {
namespace {

template <class Precision, class Cell>
constexpr SequenceFunctions functionsOf() {
  using Forward = NormalizedForward<Isa, Precision, Cell>;
  using Backward = NormalizedBackward<Isa, Precision, Cell>;
  return {Forward::savedSize, Forward::run, Backward::run, Backward::deriveInput};
}

template <class Cell>
void add(NormalizedKernels& kernels, CellKind kind) {
  SequenceFunctions(&functions)[2] = kernels.cells[static_cast<int>(kind)];
  functions[0] = functionsOf<SinglePrecision, Cell>();
#if defined(__AVX512BF16__)
  functions[1] = functionsOf<MixedPrecision, Cell>();
#endif
}

NormalizedKernels makeKernels() {
  NormalizedKernels kernels{};
  add<Lstm>(kernels, CellKind::lstm);
  add<Gru>(kernels, CellKind::gru);
  add<GruResetBefore>(kernels, CellKind::gruResetBefore);
  add<Rnn>(kernels, CellKind::rnn);
  return kernels;
}

}  // namespace

template <>
const NormalizedKernels& NormalizedKernels::of<Isa>() {
  static const NormalizedKernels kernels = makeKernels();
  return kernels;
}

}  // namespace unroll
