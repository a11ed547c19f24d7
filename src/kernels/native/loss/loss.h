#pragma once

#include "../operation.h"

namespace unroll {

/**
 * A linear layer with softmax cross-entropy and all gradients in one call. Without `row_weights`
 * (no elements) `loss` is the mean over the rows whose label is not -1, else the weighted sum.
 */
extern const OperationDefinition crossEntropyWithGradients;

/** The losses of all rows alone; logits are never held for more than a few rows. */
extern const OperationDefinition crossEntropyLosses;

}  // namespace unroll
