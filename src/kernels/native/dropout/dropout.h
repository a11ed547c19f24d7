#pragma once

#include "../operation.h"

namespace unroll {

/**
 * `UnrollDropout`: sets values to zero with probability `rate` and scales the others, without ever
 * writing a mask: the seed alone decides, so that the way back is the same operation on the
 * derivative. With a `period` the values number 0, period, 2 period… share their fate: dropout that
 * is locked over time.
 */
extern const OperationDefinition dropout;

}  // namespace unroll
