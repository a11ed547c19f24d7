// Compiled once for each instruction set: the sequences of all cells with layer normalisation.

#include "cell-functions.h"
#include "normalized-backward.h"
#include "normalized-forward.h"

namespace unroll {
namespace {

template <class Precision, class Cell>
struct NormalizedFunctions {
  using Forward = NormalizedForward<Isa, Precision, Cell>;
  using Backward = NormalizedBackward<Isa, Precision, Cell>;

  static constexpr SequenceFunctions list() {
    return {Forward::savedSize, Forward::run, Backward::run, Backward::deriveInput};
  }
};

}  // namespace

template <>
const NormalizedKernels& NormalizedKernels::of<Isa>() {
  static const NormalizedKernels kernels = makeKernels<NormalizedKernels, NormalizedFunctions>();
  return kernels;
}

}  // namespace unroll
