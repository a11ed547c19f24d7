#pragma once

#include "../operation.h"

namespace unroll {

/**
 * The highest arithmetic speed of the processor, in 10^9 operations a second: multiplications and
 * additions in registers on all threads, the best of several tries. `bf16` is 0 where the processor
 * has no products of bfloat16.
 */
extern const OperationDefinition arithmeticPeak;

}  // namespace unroll
