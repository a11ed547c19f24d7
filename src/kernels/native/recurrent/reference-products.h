#pragma once

#include <cmath>
#include <vector>

#include "reference-disturbance.h"

namespace unroll {

using DoubleVector = std::vector<double>;

/** Some columns, normalised, and 1 / sqrt(variance + 1e-5) of each block of gates. */
struct NormalizedColumns {
  DoubleVector y;
  double scale[2] = {1, 1};
};

/**
 * Of the plain loops what lies between weights and gates, for one sequence of the batch: options,
 * products and their normalisation, there and back.
 */
class ReferenceProducts {
 protected:
  using Vector = DoubleVector;

  ReferenceProducts(CellKind kind, const Sequence& sequence, int b, Disturbed& disturbed)
      : rounded_(disturbed),
        kind_(kind),
        q_(sequence),
        b_(b),
        hidden_(sequence.hidden),
        gates_(gatesOf(kind)),
        states_(statesOf(kind)),
        width_(gates_ * hidden_),
        blocks_(gates_ == 3 ? 2 : 1) {}

  bool counts(int time) const { return q_.lengths == nullptr || time < q_.lengths[b_]; }
  size_t row(int time) const { return size_t(time) * q_.batch + b_; }

  bool isZonedOut(int s) const { return q_.keepsShare[s] || q_.keep[s]; }
  double share(int s, int time, int u) const {
    if (q_.keepsShare[s]) return q_.keepShare[s];
    return q_.keep[s] ? q_.keep[s][row(time) * hidden_ + u] : 0;
  }
  double mask(int u) const {
    return q_.recurrentMask ? q_.recurrentMask[size_t(b_) * hidden_ + u] : 1;
  }
  Vector masked(const Vector& h) const {
    Vector result(hidden_);
    for (int u = 0; u < hidden_; u++) result[u] = h[u] * mask(u);
    return result;
  }

  /** Gates that are normalised together: all, or r z and n. */
  int firstColumn(int block) const { return block == 0 ? 0 : 2 * hidden_; }
  int lastColumn(int block) const { return block + 1 < blocks_ ? 2 * hidden_ : width_; }

  double normalize(Vector& v, int first, int last) const {
    double mean = 0, variance = 0;
    for (int j = first; j < last; j++) mean += rounded_.result(v[j] / (last - first));
    for (int j = first; j < last; j++) variance += (v[j] - mean) * (v[j] - mean) / (last - first);
    const double scale = 1 / std::sqrt(variance + 1e-5);
    for (int j = first; j < last; j++) v[j] = rounded_.result(v[j] - mean) * scale;
    return scale;
  }

  /** @param e gain * derivative; becomes the derivative by what was normalised to `y` */
  void throughNormalization(Vector& e, const Vector& y, double scale, int first, int last) const {
    double mean = 0, dot = 0;
    for (int j = first; j < last; j++) {
      e[j] = rounded_.result(e[j]);
      mean += rounded_.result(e[j] / (last - first));
      dot += rounded_.result(e[j] * y[j] / (last - first));
    }
    for (int j = first; j < last; j++) {
      e[j] = scale * rounded_.result(rounded_.result(e[j] - mean) - y[j] * dot);
    }
  }

  /** Activations, with what the fast ones are off by. */
  double sigmoid(double x) const {
    return rounded_.activation(1 / (1 + std::exp(-rounded_.result(x))));
  }
  double hyperbolicTangent(double x) const {
    return rounded_.activation(std::tanh(rounded_.result(x)));
  }

  /** x W_x, normalised where the layer is, with gain and bias. */
  Vector fromInput(int time, NormalizedColumns& kept) const {
    Vector a(width_, 0);
    for (int k = 0; k < q_.input; k++) {
      const double x = q_.x[row(time) * q_.input + k];
      for (int j = 0; j < width_; j++) {
        a[j] += rounded_.result(x * q_.inputKernel[size_t(k) * width_ + j]);
      }
    }
    normalizeBlocks(a, q_.inputGain, 0, width_, kept);
    for (int j = 0; j < width_; j++) a[j] += q_.bias[j];
    return a;
  }

  /** The same of some gates' product with the state. */
  Vector fromState(const Vector& factor, int first, int last, NormalizedColumns& kept) const {
    Vector a(width_, 0);
    for (int k = 0; k < hidden_; k++) {
      const double h = rounded_.factor(factor[k]);
      for (int j = first; j < last; j++) {
        a[j] += rounded_.result(h * q_.recurrentKernel[size_t(k) * width_ + j]);
      }
    }
    normalizeBlocks(a, q_.recurrentGain, first, last, kept);
    if (kind_ == CellKind::gru) {
      for (int j = first; j < last; j++) a[j] += q_.recurrentBias[j];
    }
    return a;
  }

  /** From derivatives by the gates' sums to those by a product. */
  Vector throughGain(const Vector& d, const float* gain, const NormalizedColumns& kept) const {
    Vector e(d);
    if (!q_.isNormalized()) {
      rounded_.factors(e);
      return e;
    }
    for (int j = 0; j < width_; j++) e[j] *= gain[j];
    for (int block = 0; block < blocks_; block++) {
      throughNormalization(e, kept.y, kept.scale[block], firstColumn(block), lastColumn(block));
    }
    rounded_.factors(e);
    return e;
  }

  /** Derivatives by a product's factor, from some of its columns. */
  Vector throughKernel(const Vector& d, int first, int last) const {
    Vector back(hidden_, 0);
    for (int k = 0; k < hidden_; k++) {
      for (int j = first; j < last; j++) {
        back[k] += rounded_.result(d[j] * q_.recurrentKernel[size_t(k) * width_ + j]);
      }
    }
    return back;
  }

  /** What stands behind the products. @param input, recurrent by the gates' sums */
  void addToVectors(const Vector& input, const Vector& recurrent, const NormalizedColumns& x,
                    const NormalizedColumns& h, const BackwardResults& results) const {
    for (int j = 0; j < width_; j++) {
      results.bias[j] += float(input[j]);
      if (results.recurrentBias) results.recurrentBias[j] += float(recurrent[j]);
      if (!q_.isNormalized()) continue;
      results.inputGain[j] += float(input[j] * x.y[j]);
      results.recurrentGain[j] += float(recurrent[j] * h.y[j]);
    }
  }

  /** @param input, recurrent by the products @param factor of each gate's recurrent product */
  template <class FactorOf>
  void addToKernels(int time, const Vector& input, const Vector& recurrent,
                    const FactorOf& factor, const BackwardResults& results) const {
    const float* const x = q_.x + row(time) * q_.input;
    for (int j = 0; j < width_; j++) {
      for (int k = 0; k < q_.input; k++) {
        results.inputKernel[size_t(k) * width_ + j] += float(x[k] * input[j]);
      }
      for (int k = 0; k < hidden_; k++) {
        const double h = rounded_.factor(factor(k, j));
        results.recurrentKernel[size_t(k) * width_ + j] += float(h * recurrent[j]);
      }
    }
  }

  Disturbed& rounded_;
  const CellKind kind_;
  const Sequence& q_;
  const int b_, hidden_, gates_, states_, width_, blocks_;

 private:
  void normalizeBlocks(Vector& a, const float* gain, int first, int last,
                       NormalizedColumns& kept) const {
    if (!q_.isNormalized()) return;
    kept.y.resize(width_);
    for (int block = 0; block < blocks_; block++) {
      if (firstColumn(block) < first || lastColumn(block) > last) continue;
      kept.scale[block] = normalize(a, firstColumn(block), lastColumn(block));
      for (int j = firstColumn(block); j < lastColumn(block); j++) {
        kept.y[j] = a[j];
        a[j] *= gain[j];
      }
    }
  }
};

}  // namespace unroll
