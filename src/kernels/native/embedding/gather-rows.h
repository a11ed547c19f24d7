#pragma once

#include "../operation.h"

namespace unroll {

/** `UnrollGatherRows`: rows of a table by number, each row any number of times. */
extern const OperationDefinition gatherRows;

}  // namespace unroll
