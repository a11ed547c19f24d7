#pragma once

#include "sequence.h"

namespace unroll {

/** Results of a sequence forwards and backwards at once, for comparison. */
struct ReferenceResults {
  ForwardResults forward;
  BackwardResults backward;
  /** Derivatives by x, optional. */
  float* input;
};

/**
 * What the fast kernels compute, written down as plainly as it can be: loops over time, batch and
 * units in double precision. Slow; tests compare with it.
 * @param derivatives by the outputs and the final states; `saved` is not used
 */
void runReference(CellKind kind, const Sequence& sequence, const BackwardInputs& derivatives,
                  const ReferenceResults& results);

}  // namespace unroll
