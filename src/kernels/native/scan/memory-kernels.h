#pragma once

#include <cstdint>

namespace unroll {

/** One head of one sequence: its steps, and floats from one step to the next. */
struct MemorySizes {
  int64_t time;
  /** Units of the head. */
  int64_t width;
  /** Of queries, keys and values; of what is one number for each head. */
  int64_t row, gateRow;
};

/** What is read, each from the head's first number on; after a step, what it has left. */
struct MemoryInputs {
  /** (time, width); keys are divided by the root of the width already. */
  const float *query, *key, *value;
  /** (time): i~ and log f. */
  const float *input, *logForget;
  /** C (width, width) row by row, values by keys, n (width) and m: before the first step. */
  const float *matrix, *normalizer, *m;
};

struct MemoryResults {
  /** (time, width): C_t q_t / max(|n_t q_t|, exp(-m_t)) */
  float* read;
  /** (time): n_t q_t and m_t. */
  float *weight, *stabilizer;
  /** After the last step. */
  float *matrix, *normalizer, *m;
};

/** Derivatives by `read` and by the states after the last step, and what the way there has left. */
struct MemoryDerivatives {
  const float *read, *weight, *stabilizer, *matrixAfter, *normalizerAfter;
  const float *dRead, *dMatrix, *dNormalizer, *dM;
};

/** By everything that was read. */
struct MemoryGradients {
  float *query, *key, *value, *input, *logForget, *matrix, *normalizer, *m;
};

/** The matrix memory of an mLSTM, step by step (Beck et al. 2024, equations 19 to 27). */
struct MemoryKernels {
  /** Floats of scratch memory for a head of so many units. */
  int64_t (*scratchSize)(int64_t width);
  void (*forward)(const MemorySizes&, const MemoryInputs&, const MemoryResults&, float* scratch);
  void (*backward)(const MemorySizes&, const MemoryInputs&, const MemoryDerivatives&,
                   const MemoryGradients&, float* scratch);

  template <class Isa>
  static const MemoryKernels& of();
};

}  // namespace unroll
