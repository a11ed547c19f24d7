#include "reference.h"

#include <cmath>
#include <vector>

namespace unroll {
namespace {

using Vector = std::vector<double>;

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/** One sequence of the batch; `s` in names stands for states, `a` for sums before activations. */
class OneSequence {
 public:
  OneSequence(CellKind kind, const Sequence& sequence, int b)
      : kind_(kind),
        q_(sequence),
        b_(b),
        hidden_(sequence.hidden),
        gates_(gatesOf(kind)),
        states_(statesOf(kind)),
        width_(gates_ * hidden_) {}

  void forward(const ForwardResults& results) {
    for (int s = 0; s < states_; s++) {
      const float* const from = q_.initial[s] + size_t(b_) * hidden_;
      state_[s].assign(1, Vector(from, from + hidden_));
    }
    for (int step = 0; step < q_.time; step++) runStep(step, results);
    for (int s = 0; s < states_; s++) {
      for (int u = 0; u < hidden_; u++) {
        results.final[s][size_t(b_) * hidden_ + u] = float(state_[s][q_.time][u]);
      }
    }
  }

  /** Adds to the derivatives by weights and biases, sets the others. */
  void backward(const BackwardInputs& given, const BackwardResults& results, float* input) {
    Vector d[maximumStates];
    for (int s = 0; s < states_; s++) {
      d[s].assign(hidden_, 0);
      for (int u = 0; u < hidden_ && given.final[s]; u++) {
        d[s][u] = given.final[s][size_t(b_) * hidden_ + u];
      }
    }
    for (int step = q_.time - 1; step >= 0; step--) stepBack(step, d, given, results, input);
    for (int s = 0; s < states_; s++) {
      for (int u = 0; u < hidden_; u++) {
        results.initial[s][size_t(b_) * hidden_ + u] = float(d[s][u]);
      }
    }
  }

 private:
  bool counts(int time) const { return q_.lengths == nullptr || time < q_.lengths[b_]; }

  double share(int s, int time, int u) const {
    if (q_.keepsShare[s]) return q_.keepShare[s];
    return q_.keep[s] ? q_.keep[s][row(time) * hidden_ + u] : 0;
  }

  double mask(int u) const {
    return q_.recurrentMask ? q_.recurrentMask[size_t(b_) * hidden_ + u] : 1;
  }

  size_t row(int time) const { return size_t(time) * q_.batch + b_; }

  void runStep(int step, const ForwardResults& results) {
    const int time = q_.timeOf(step);
    float* const output = results.outputs + row(time) * hidden_;
    Vector next[maximumStates];
    for (int s = 0; s < states_; s++) next[s] = state_[s][step];
    if (counts(time)) {
      propose(step, next);
      for (int s = 0; s < states_; s++) {
        for (int u = 0; u < hidden_; u++) {
          const double k = share(s, time, u);
          if (k != 0) next[s][u] = k * state_[s][step][u] + (1 - k) * next[s][u];
        }
      }
    } else {
      values_.emplace_back();
    }
    for (int u = 0; u < hidden_; u++) output[u] = counts(time) ? float(next[0][u]) : 0;
    for (int s = 0; s < states_; s++) state_[s].push_back(next[s]);
  }

  /** x W_x + b, and what enters a product of h_{t-1}. */
  Vector fromInput(int time) const {
    Vector a(q_.bias, q_.bias + width_);
    for (int k = 0; k < q_.input; k++) {
      const double x = q_.x[row(time) * q_.input + k];
      for (int j = 0; j < width_; j++) a[j] += x * q_.inputKernel[size_t(k) * width_ + j];
    }
    return a;
  }

  Vector fromState(const Vector& factor, int firstColumn, int lastColumn) const {
    Vector a(width_, 0);
    for (int k = 0; k < hidden_; k++) {
      for (int j = firstColumn; j < lastColumn; j++) {
        a[j] += factor[k] * q_.recurrentKernel[size_t(k) * width_ + j];
      }
    }
    if (kind_ == CellKind::gru) {
      for (int j = firstColumn; j < lastColumn; j++) a[j] += q_.recurrentBias[j];
    }
    return a;
  }

  Vector masked(const Vector& h) const {
    Vector result(hidden_);
    for (int u = 0; u < hidden_; u++) result[u] = h[u] * mask(u);
    return result;
  }

  /** The equations of lstm.h, gru.h, gru-reset-before.h and rnn.h. */
  void propose(int step, Vector (&next)[maximumStates]) {
    const Vector h = state_[0][step];
    const Vector factor = masked(h);
    const int n = hidden_;
    const bool resetsBefore = kind_ == CellKind::gruResetBefore;
    const Vector x = fromInput(q_.timeOf(step));
    const Vector r = fromState(factor, 0, resetsBefore ? 2 * n : width_);
    Values v;
    for (int u = 0; u < n; u++) {
      switch (kind_) {
        case CellKind::rnn:
          v.push({std::tanh(x[u] + r[u])});
          next[0][u] = v.at(u, 0);
          break;
        case CellKind::lstm:
          v.push({sigmoid(x[u] + r[u]), std::tanh(x[n + u] + r[n + u]),
                  sigmoid(x[2 * n + u] + r[2 * n + u]), sigmoid(x[3 * n + u] + r[3 * n + u])});
          next[1][u] = v.at(u, 2) * state_[1][step][u] + v.at(u, 0) * v.at(u, 1);
          next[0][u] = v.at(u, 3) * std::tanh(next[1][u]);
          break;
        default:
          v.push({sigmoid(x[u] + r[u]), sigmoid(x[n + u] + r[n + u]), 0, r[2 * n + u]});
          break;
      }
    }
    if (gates_ == 3) finishGru(x, factor, h, v, next[0]);
    values_.push_back(v);
  }

  struct Values {
    std::vector<Vector> units;
    void push(const Vector& one) { units.push_back(one); }
    double& at(int unit, int which) { return units[unit][which]; }
  };

  /** Candidate and new state; values become r, z, n, m. */
  void finishGru(const Vector& x, const Vector& factor, const Vector& h, Values& v, Vector& next) {
    const int n = hidden_;
    if (kind_ == CellKind::gruResetBefore) {
      Vector reset(n);
      for (int u = 0; u < n; u++) reset[u] = v.at(u, 0) * factor[u];
      const Vector a = fromState(reset, 2 * n, 3 * n);
      for (int u = 0; u < n; u++) v.at(u, 2) = std::tanh(x[2 * n + u] + a[2 * n + u]);
    } else {
      for (int u = 0; u < n; u++) {
        v.at(u, 2) = std::tanh(x[2 * n + u] + v.at(u, 0) * v.at(u, 3));
      }
    }
    for (int u = 0; u < n; u++) next[u] = v.at(u, 2) + v.at(u, 1) * (h[u] - v.at(u, 2));
  }

  void stepBack(int step, Vector (&d)[maximumStates], const BackwardInputs& given,
                const BackwardResults& results, float* dx) {
    const int time = q_.timeOf(step);
    if (!counts(time)) {
      for (int k = 0; k < q_.input && dx; k++) dx[row(time) * q_.input + k] = 0;
      return;
    }
    Vector before[maximumStates];
    for (int u = 0; u < hidden_; u++) d[0][u] += given.outputs[row(time) * hidden_ + u];
    for (int s = 0; s < states_; s++) {
      before[s].assign(hidden_, 0);
      for (int u = 0; u < hidden_; u++) {
        const double k = share(s, time, u);
        before[s][u] = k * d[s][u];
        d[s][u] *= 1 - k;
      }
    }
    Vector input(width_, 0), recurrent(width_, 0), reset(hidden_, 0);
    deriveGates(step, d, before, input, recurrent, reset);
    addToWeights(step, input, recurrent, reset, results);
    const bool resetsBefore = kind_ == CellKind::gruResetBefore;
    const Vector back = throughKernel(recurrent, 0, resetsBefore ? 2 * hidden_ : width_);
    for (int u = 0; u < hidden_; u++) before[0][u] += back[u] * mask(u);
    for (int s = 0; s < states_; s++) d[s] = before[s];
    for (int k = 0; k < q_.input && dx; k++) {
      double sum = 0;
      for (int j = 0; j < width_; j++) sum += input[j] * q_.inputKernel[size_t(k) * width_ + j];
      dx[row(time) * q_.input + k] = float(sum);
    }
  }

  Vector throughKernel(const Vector& a, int firstColumn, int lastColumn) const {
    Vector back(hidden_, 0);
    for (int k = 0; k < hidden_; k++) {
      for (int j = firstColumn; j < lastColumn; j++) {
        back[k] += a[j] * q_.recurrentKernel[size_t(k) * width_ + j];
      }
    }
    return back;
  }

  /** Derivatives by the sums of the input and of the recurrent product. */
  void deriveGates(int step, const Vector (&d)[maximumStates], Vector (&before)[maximumStates],
                   Vector& input, Vector& recurrent, Vector& reset) {
    const int n = hidden_;
    const Vector& h = state_[0][step];
    Values& v = values_[step];
    for (int u = 0; u < n; u++) {
      if (kind_ == CellKind::rnn) {
        input[u] = d[0][u] * (1 - v.at(u, 0) * v.at(u, 0));
      } else if (kind_ == CellKind::lstm) {
        const double i = v.at(u, 0), g = v.at(u, 1), f = v.at(u, 2), o = v.at(u, 3);
        const double c = state_[1][step][u], squashed = std::tanh(f * c + i * g);
        const double dc = d[1][u] + d[0][u] * o * (1 - squashed * squashed);
        input[u] = dc * g * i * (1 - i);
        input[n + u] = dc * i * (1 - g * g);
        input[2 * n + u] = dc * c * f * (1 - f);
        input[3 * n + u] = d[0][u] * squashed * o * (1 - o);
        before[1][u] += dc * f;
      } else {
        const double r = v.at(u, 0), z = v.at(u, 1), candidate = v.at(u, 2);
        input[2 * n + u] = d[0][u] * (1 - z) * (1 - candidate * candidate);
        input[n + u] = d[0][u] * (h[u] - candidate) * z * (1 - z);
        before[0][u] += d[0][u] * z;
        reset[u] = r;
      }
    }
    recurrent = input;
    if (kind_ == CellKind::gru) {
      for (int u = 0; u < n; u++) {
        const double r = v.at(u, 0), dn = input[2 * n + u];
        input[u] = recurrent[u] = dn * v.at(u, 3) * r * (1 - r);
        recurrent[2 * n + u] = dn * r;
      }
    } else if (kind_ == CellKind::gruResetBefore) {
      const Vector back = throughKernel(input, 2 * n, 3 * n);
      for (int u = 0; u < n; u++) {
        const double r = v.at(u, 0);
        input[u] = recurrent[u] = back[u] * h[u] * mask(u) * r * (1 - r);
        before[0][u] += back[u] * r * mask(u);
      }
    }
  }

  void addToWeights(int step, const Vector& input, const Vector& recurrent, const Vector& reset,
                    const BackwardResults& results) {
    const float* const x = q_.x + row(q_.timeOf(step)) * q_.input;
    for (int j = 0; j < width_; j++) {
      results.bias[j] += float(input[j]);
      if (results.recurrentBias) results.recurrentBias[j] += float(recurrent[j]);
      for (int k = 0; k < q_.input; k++) {
        results.inputKernel[size_t(k) * width_ + j] += float(x[k] * input[j]);
      }
      const bool isReset = kind_ == CellKind::gruResetBefore && j >= 2 * hidden_;
      for (int k = 0; k < hidden_; k++) {
        const double factor = state_[0][step][k] * mask(k) * (isReset ? reset[k] : 1);
        results.recurrentKernel[size_t(k) * width_ + j] += float(factor * recurrent[j]);
      }
    }
  }

  const CellKind kind_;
  const Sequence& q_;
  const int b_, hidden_, gates_, states_, width_;
  /** By step, the initial one first. */
  std::vector<Vector> state_[maximumStates];
  std::vector<Values> values_;
};

}  // namespace

void runReference(CellKind kind, const Sequence& sequence, const BackwardInputs& derivatives,
                  const ReferenceResults& results) {
  const BackwardResults& back = results.backward;
  const size_t width = size_t(gatesOf(kind)) * sequence.hidden;
  const auto clear = [](float* values, size_t count) {
    for (size_t i = 0; i < count && values; i++) values[i] = 0;
  };
  clear(back.inputKernel, sequence.input * width);
  clear(back.recurrentKernel, sequence.hidden * width);
  clear(back.bias, width);
  clear(back.recurrentBias, width);
  for (int b = 0; b < sequence.batch; b++) {
    OneSequence one(kind, sequence, b);
    one.forward(results.forward);
    one.backward(derivatives, back, results.input);
  }
}

}  // namespace unroll
