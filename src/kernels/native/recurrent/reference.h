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
 * Rounding tried out (Monte Carlo arithmetic, Parker 1997): relative errors of up to these units
 * are drawn for each value where a fast kernel rounds one. What two runs differ by then is what
 * rounding alone may do to this very sequence, sums that cancel each other out included.
 */
struct Disturbance {
  /** Of the factors of recurrent products and of those on the way back. */
  double factors = 0;
  /** Of what every operation leaves, each term of a sum among it. */
  double results = 0;
  unsigned seed = 1;
};

/**
 * What the fast kernels compute, written down as plainly as it can be: loops over time, batch and
 * units in double precision. Slow; tests compare with it.
 * @param derivatives by the outputs and the final states; `saved` is not used
 * @param disturbance none unless rounding is to be tried out
 */
void runReference(CellKind kind, const Sequence& sequence, const BackwardInputs& derivatives,
                  const ReferenceResults& results, const Disturbance& disturbance = {});

}  // namespace unroll
