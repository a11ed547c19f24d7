#pragma once

#include <cstdint>

namespace unroll {

/** The numbers of one update, the same for all parameters. */
struct UpdateNumbers {
  /** On every gradient, after its values have been cut: what clipping by norm leaves. */
  float gradientScale;
  /** Gradients are cut to plus or minus this. */
  float limit;
  /** Weight decay that acts on the gradient: times the parameter, added. 0 is none. */
  float coupledDecay;
  /** Weight decay that acts on the parameter: its factor before the update. 1 is none. */
  float shrink;
  float rate;
  /** SGD: momentum. Adam: beta1. */
  float firstDecay;
  /** Adam: beta2. RMSprop: rho. */
  float secondDecay;
  /** 1 - the decays, rounded once. */
  float firstShare;
  float secondShare;
  float epsilon;
  /** Adam: 1 / sqrt(1 - beta2^t). */
  float secondCorrection;
};

/** Update rules, by the numbers that JavaScript gives them. */
enum class UpdateRule : int { descent, momentum, nesterov, adam, rmsprop, count };

/** A stretch of one parameter. */
struct UpdateStretch {
  float* parameter;
  /** Null where the rule has none. */
  float* first;
  float* second;
  const float* gradient;
  int64_t count;
};

struct SquareSums {
  /** Not finite where any gradient is not. */
  double raw;
  /** After the values have been cut. */
  double cut;
};

/** Compiled once for each instruction set. */
struct UpdateKernels {
  SquareSums (*squares)(const float* gradient, int64_t count, float limit);
  /** sum += row */
  void (*add)(float* sum, const float* row, int64_t count);
  void (*update[static_cast<int>(UpdateRule::count)])(const UpdateStretch&, const UpdateNumbers&);

  template <class Isa>
  static const UpdateKernels& of();
};

}  // namespace unroll
