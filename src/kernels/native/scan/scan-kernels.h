#pragma once

#include <cstdint>

namespace unroll {

/** Some neighbouring columns of sequences in rows: (time, width). */
struct ScanColumns {
  int64_t time;
  /** Columns of a row. */
  int64_t width;
  int64_t first;
  int64_t count;
};

/** Some neighbouring units of one sequence of a batch. */
struct ComplexColumns {
  int64_t time;
  /** Floats from one step to the next: of terms and states, and of factors, where 0 has one row. */
  int64_t row, factorRow;
  /** Floats from a real part to its imaginary one. */
  int64_t half;
  /** Units. */
  int64_t count;
};

/** Recurrences in which every column reads its own value alone. */
struct ScanKernels {
  /** s_t = a_t s_{t-1} + b_t, all (time, width), s_0 (width). */
  void (*linear)(const float* a, const float* b, const float* initial, float* states,
                 const ScanColumns& columns);
  /**
   * D_t = dy_t + a_{t+1} D_{t+1} from the last step to the first, and a_1 D_1 (width): how
   * derivatives come back through any such recurrence whose slopes are a.
   */
  void (*adjoint)(const float* a, const float* direct, float* all, float* initial,
                  const ScanColumns& columns);

  /**
   * s_t = lambda_t s_{t-1} + b_t with complex numbers whose imaginary part stands `half` columns
   * behind the real one, in rows of terms and states; factors have rows of `half` columns, or one
   * row for all.
   */
  void (*complexLinear)(const float* re, const float* im, const float* b, const float* initial,
                        float* states, const ComplexColumns& columns);
  /** D_t = dy_t + conj(lambda_{t+1}) D_{t+1}, and conj(lambda_1) D_1. */
  void (*complexAdjoint)(const float* re, const float* im, const float* direct, float* all,
                         float* initial, const ComplexColumns& columns);

  template <class Isa>
  static const ScanKernels& of();
};

}  // namespace unroll
