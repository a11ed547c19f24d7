#pragma once

#include "../operation.h"

namespace unroll {

/** `UnrollLinearScan`: s_t = a_t s_{t-1} + b_t over a whole sequence, each unit for itself. */
extern const OperationDefinition linearScan;

/** `UnrollAdjointScan`: D_t = dy_t + a_{t+1} D_{t+1}, the way back of any such recurrence. */
extern const OperationDefinition adjointScan;

/** `UnrollComplexLinearScan`: the same with complex numbers, the factors those of any step or of all. */
extern const OperationDefinition complexLinearScan;

/** `UnrollComplexAdjointScan`: D_t = dy_t + conj(lambda_{t+1}) D_{t+1}. */
extern const OperationDefinition complexAdjointScan;

}  // namespace unroll
