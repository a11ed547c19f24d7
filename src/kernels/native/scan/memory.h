#pragma once

#include "../operation.h"

namespace unroll {

/** `UnrollMatrixMemory`: what an mLSTM writes into its matrices and reads from them, head by head. */
extern const OperationDefinition matrixMemory;

/** `UnrollMatrixMemoryGradient`: its way back. */
extern const OperationDefinition matrixMemoryGradient;

}  // namespace unroll
