#pragma once

#include <cstdint>

#include "../processor.h"

namespace unroll {

/** The inputs of cross-entropy.h, of any number of rows, all checked. */
struct CrossEntropyRequest {
  int rows;
  int width;
  int classes;
  bool weightIsTransposed;
  /** Products in bfloat16, where the processor has them; elsewhere all is single precision. */
  bool isMixed;
  float smoothing;
  /** (rows, width) */
  const float* hidden;
  /** (width, classes), or (classes, width) where transposed */
  const float* weight;
  /** (classes), or null */
  const float* bias;
  /** (rows), each a class, or -1 where the row is left out */
  const int32_t* labels;
  /** (rows): factor of each row's loss in what is differentiated; 0 where it is left out */
  const float* scale;
};

/** Where results go; the gradients are null where only losses are wanted. */
struct CrossEntropyResults {
  /** (rows) */
  float* losses;
  float* hidden;
  float* weight;
  float* bias;

  bool areGradients() const { return hidden != nullptr; }
};

/**
 * Losses of all rows and, where wanted, gradients of their weighted sum. Logits are held for some
 * rows at a time, so that memory does not grow with rows times classes. Results depend neither on
 * the number of threads nor on who does what.
 */
void linearCrossEntropy(const CrossEntropyRequest& request, const CrossEntropyResults& results,
                        InstructionSet set = instructionSet());

/** The same by plain loops in double precision, for comparison. */
void plainCrossEntropy(const CrossEntropyRequest& request, const CrossEntropyResults& results);

}  // namespace unroll
