#include "reference.h"

#include "reference-products.h"
#include "reference-slstm.h"

namespace unroll {
namespace {

/** One sequence of the batch; `s` in names stands for states. */
class OneSequence : ReferenceProducts {
 public:
  OneSequence(CellKind kind, const Sequence& sequence, int b, Disturbed& disturbed)
      : ReferenceProducts(kind, sequence, b, disturbed), steps_(sequence.time) {}

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
  /** What a step leaves for the way back: of each unit i c~ f o, r z n m, h or a_i z a_f o. */
  struct Step {
    std::vector<Vector> units;
    NormalizedColumns input, recurrent, cell;
    double& at(int unit, int which) { return units[unit][which]; }
  };

  void runStep(int step, const ForwardResults& results) {
    const int time = q_.timeOf(step);
    float* const output = results.outputs + row(time) * hidden_;
    Vector next[maximumStates];
    for (int s = 0; s < states_; s++) next[s] = state_[s][step];
    if (counts(time)) {
      propose(step, next);
      for (int s = 0; s < states_; s++) {
        for (int u = 0; u < hidden_ && isZonedOut(s); u++) {
          const double k = share(s, time, u);
          next[s][u] = k * state_[s][step][u] + (1 - k) * next[s][u];
        }
      }
    }
    for (int u = 0; u < hidden_; u++) output[u] = counts(time) ? float(next[0][u]) : 0;
    for (int s = 0; s < states_; s++) state_[s].push_back(next[s]);
  }

  /** The equations of lstm.h, gru.h, gru-reset-before.h, rnn.h, slstm.h and normalized.h. */
  void propose(int step, Vector (&next)[maximumStates]) {
    const Vector h = state_[0][step];
    const Vector factor = masked(h);
    const int n = hidden_;
    const bool resetsBefore = kind_ == CellKind::gruResetBefore;
    Step& v = steps_[step];
    const Vector x = fromInput(q_.timeOf(step), v.input);
    const Vector r = fromState(factor, 0, resetsBefore ? 2 * n : width_, v.recurrent);
    for (int u = 0; u < n; u++) {
      switch (kind_) {
        case CellKind::rnn:
          v.units.push_back({hyperbolicTangent(x[u] + r[u])});
          next[0][u] = v.at(u, 0);
          break;
        case CellKind::lstm:
          v.units.push_back({sigmoid(x[u] + r[u]), hyperbolicTangent(x[n + u] + r[n + u]),
                             sigmoid(x[2 * n + u] + r[2 * n + u]),
                             sigmoid(x[3 * n + u] + r[3 * n + u])});
          next[1][u] =
              rounded_.result(v.at(u, 2) * state_[1][step][u]) + v.at(u, 0) * v.at(u, 1);
          break;
        case CellKind::slstm: {
          v.units.push_back({x[u] + r[u], hyperbolicTangent(x[n + u] + r[n + u]),
                             x[2 * n + u] + r[2 * n + u], sigmoid(x[3 * n + u] + r[3 * n + u])});
          const SlstmUnit::States after = slstmUnit(step, u).next();
          for (int s = 0; s < states_; s++) next[s][u] = after[s];
          break;
        }
        default:
          v.units.push_back({sigmoid(x[u] + r[u]), sigmoid(x[n + u] + r[n + u]), 0, r[2 * n + u]});
          break;
      }
    }
    if (kind_ == CellKind::lstm) finishLstm(v, next);
    if (gates_ == 3) finishGru(x, factor, h, v, next[0]);
  }

  SlstmUnit slstmUnit(int step, int u) {
    Step& v = steps_[step];
    SlstmUnit::States before;
    for (int s = 0; s < states_; s++) before[s] = state_[s][step][u];
    return {{v.at(u, 0), v.at(u, 1), v.at(u, 2), v.at(u, 3)}, before, rounded_};
  }

  /** The output; what its tanh reads is kept. */
  void finishLstm(Step& v, Vector (&next)[maximumStates]) {
    v.cell.y = next[1];
    if (q_.cellGain) v.cell.scale[0] = normalize(v.cell.y, 0, hidden_);
    for (int u = 0; u < hidden_; u++) next[0][u] = v.at(u, 3) * hyperbolicTangent(readOfCell(v, u));
  }

  double readOfCell(const Step& v, int u) const {
    return q_.cellGain ? q_.cellGain[u] * v.cell.y[u] + q_.cellShift[u] : v.cell.y[u];
  }

  /** Candidate and new state; values become r, z, n, m. */
  void finishGru(const Vector& x, const Vector& factor, const Vector& h, Step& v, Vector& next) {
    const int n = hidden_;
    if (kind_ == CellKind::gruResetBefore) {
      Vector reset(n);
      for (int u = 0; u < n; u++) reset[u] = v.at(u, 0) * factor[u];
      const Vector a = fromState(reset, 2 * n, 3 * n, v.recurrent);
      for (int u = 0; u < n; u++) v.at(u, 2) = hyperbolicTangent(x[2 * n + u] + a[2 * n + u]);
    } else {
      for (int u = 0; u < n; u++) {
        v.at(u, 2) = hyperbolicTangent(x[2 * n + u] + v.at(u, 0) * v.at(u, 3));
      }
    }
    for (int u = 0; u < n; u++) {
      next[u] = rounded_.result(v.at(u, 2) + v.at(u, 1) * (h[u] - v.at(u, 2)));
    }
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
    Step& v = steps_[step];
    Vector bySum(width_, 0), byRecurrentSum(width_, 0);
    deriveGates(step, d, before, bySum, byRecurrentSum, results);
    addToVectors(bySum, byRecurrentSum, v.input, v.recurrent, results);
    const Vector input = throughGain(bySum, q_.inputGain, v.input);
    const Vector recurrent = throughGain(byRecurrentSum, q_.recurrentGain, v.recurrent);
    const bool resetsBefore = kind_ == CellKind::gruResetBefore;
    const auto factor = [&](int k, int j) {
      const bool isReset = resetsBefore && j >= 2 * hidden_;
      return state_[0][step][k] * mask(k) * (isReset ? v.at(k, 0) : 1);
    };
    addToKernels(time, input, recurrent, factor, results);
    const Vector back = throughKernel(recurrent, 0, resetsBefore ? 2 * hidden_ : width_);
    for (int u = 0; u < hidden_; u++) before[0][u] += back[u] * mask(u);
    for (int s = 0; s < states_; s++) d[s] = before[s];
    for (int k = 0; k < q_.input && dx; k++) {
      double sum = 0;
      for (int j = 0; j < width_; j++) {
        sum += rounded_.result(input[j] * q_.inputKernel[size_t(k) * width_ + j]);
      }
      dx[row(time) * q_.input + k] = float(sum);
    }
  }

  /** Derivatives by the sums of the input's and of the recurrent gates. */
  void deriveGates(int step, const Vector (&d)[maximumStates], Vector (&before)[maximumStates],
                   Vector& input, Vector& recurrent, const BackwardResults& results) {
    Step& v = steps_[step];
    if (kind_ == CellKind::rnn) {
      for (int u = 0; u < hidden_; u++) input[u] = d[0][u] * (1 - v.at(u, 0) * v.at(u, 0));
      recurrent = input;
    } else if (kind_ == CellKind::lstm) {
      deriveLstm(step, d, before, input, results);
      recurrent = input;
    } else if (kind_ == CellKind::slstm) {
      deriveSlstm(step, d, before, input);
      recurrent = input;
    } else {
      deriveGru(step, d[0], before[0], input, recurrent);
    }
  }

  void deriveLstm(int step, const Vector (&d)[maximumStates], Vector (&before)[maximumStates],
                  Vector& input, const BackwardResults& results) {
    const int n = hidden_;
    Step& v = steps_[step];
    Vector byCell(n);
    for (int u = 0; u < n; u++) {
      const double o = v.at(u, 3), squashed = hyperbolicTangent(readOfCell(v, u));
      input[3 * n + u] = d[0][u] * squashed * o * (1 - o);
      byCell[u] = d[0][u] * o * (1 - squashed * squashed);
      if (!q_.cellGain) continue;
      results.cellGain[u] += float(byCell[u] * v.cell.y[u]);
      results.cellShift[u] += float(byCell[u]);
      byCell[u] *= q_.cellGain[u];
    }
    if (q_.cellGain) throughNormalization(byCell, v.cell.y, v.cell.scale[0], 0, n);
    for (int u = 0; u < n; u++) {
      const double i = v.at(u, 0), g = v.at(u, 1), f = v.at(u, 2), dc = d[1][u] + byCell[u];
      input[u] = dc * g * i * (1 - i);
      input[n + u] = dc * i * (1 - g * g);
      input[2 * n + u] = dc * state_[1][step][u] * f * (1 - f);
      before[1][u] += dc * f;
    }
  }

  void deriveSlstm(int step, const Vector (&d)[maximumStates], Vector (&before)[maximumStates],
                   Vector& input) {
    for (int u = 0; u < hidden_; u++) {
      SlstmUnit::States after, back{};
      for (int s = 0; s < states_; s++) after[s] = d[s][u];
      const auto gates = slstmUnit(step, u).derive(after, back);
      for (int s = 0; s < states_; s++) before[s][u] += back[s];
      for (int gate = 0; gate < gates_; gate++) input[gate * hidden_ + u] = gates[gate];
    }
  }

  void deriveGru(int step, const Vector& d, Vector& before, Vector& input, Vector& recurrent) {
    const int n = hidden_;
    const Vector& h = state_[0][step];
    Step& v = steps_[step];
    for (int u = 0; u < n; u++) {
      const double z = v.at(u, 1), candidate = v.at(u, 2);
      input[2 * n + u] = d[u] * (1 - z) * (1 - candidate * candidate);
      input[n + u] = d[u] * (h[u] - candidate) * z * (1 - z);
      before[u] += d[u] * z;
    }
    recurrent = input;
    if (kind_ == CellKind::gru) {
      for (int u = 0; u < n; u++) {
        const double r = v.at(u, 0), dn = input[2 * n + u];
        input[u] = recurrent[u] = dn * v.at(u, 3) * r * (1 - r);
        recurrent[2 * n + u] = dn * r;
      }
      return;
    }
    const Vector product = throughGain(recurrent, q_.recurrentGain, v.recurrent);
    const Vector back = throughKernel(product, 2 * n, 3 * n);
    for (int u = 0; u < n; u++) {
      const double r = v.at(u, 0);
      input[u] = recurrent[u] = back[u] * h[u] * mask(u) * r * (1 - r);
      before[u] += back[u] * r * mask(u);
    }
  }

  /** By step, the initial one first. */
  std::vector<Vector> state_[maximumStates];
  std::vector<Step> steps_;
};

}  // namespace

void runReference(CellKind kind, const Sequence& sequence, const BackwardInputs& derivatives,
                  const ReferenceResults& results, const Disturbance& disturbance) {
  const BackwardResults& back = results.backward;
  const size_t hidden = size_t(sequence.hidden), width = size_t(gatesOf(kind)) * hidden;
  const auto clear = [](float* values, size_t count) {
    for (size_t i = 0; i < count && values; i++) values[i] = 0;
  };
  clear(back.inputKernel, sequence.input * width);
  clear(back.recurrentKernel, hidden * width);
  for (float* const values : {back.bias, back.recurrentBias, back.inputGain, back.recurrentGain}) {
    clear(values, width);
  }
  for (float* const values : {back.cellGain, back.cellShift}) clear(values, hidden);
  Disturbed disturbed(disturbance);
  for (int b = 0; b < sequence.batch; b++) {
    OneSequence one(kind, sequence, b, disturbed);
    one.forward(results.forward);
    one.backward(derivatives, back, results.input);
  }
}

}  // namespace unroll
