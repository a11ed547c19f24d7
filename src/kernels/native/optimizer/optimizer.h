#pragma once

#include "../operation.h"

namespace unroll {

/** Copies a tensor into memory that optimizers may change; the output is a view of it. */
extern const OperationDefinition keepValue;

/** A view of a kept value. */
extern const OperationDefinition showValue;

/** Gives the memory back once the last view has gone. */
extern const OperationDefinition forgetValues;

/**
 * Clips gradients and moves parameters and moments, in place: one pass over the gradients for their
 * norm, one over everything for the change, which is left out where the loss or the norm is not
 * finite. `plan` has a row for each parameter with a gradient: the numbers of the kept parameter and
 * its moments, the indices of its dense gradient and of its gradient by rows (-1: none), whether
 * weight decay acts on it. `report` is the loss, the norm before and after clipping, whether the
 * parameters were changed, and whether memory had to be copied for it.
 */
extern const OperationDefinition updateParameters;

}  // namespace unroll
