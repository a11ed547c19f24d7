#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "reference-disturbance.h"

namespace unroll {

/** One unit of an sLSTM in one step, in double precision: the equations of slstm.h. */
class SlstmUnit {
 public:
  /** h, c, n, m */
  using States = std::array<double, 4>;
  /** i and f before, z and o after their activations. */
  using Gates = std::array<double, 4>;

  SlstmUnit(const Gates& gates, const States& before, Disturbed& rounded)
      : gates_(gates), before_(before), rounded_(rounded) {
    const double i = gates[0], f = rounded.result(gates[2]);
    const double open = std::min(f, 0.0) - std::log1p(std::exp(-std::abs(f)));
    kept_ = rounded.result(rounded.activation(open) + before[3]);
    m_ = i > kept_ ? i : kept_;
    keep_ = rounded.activation(std::exp(rounded.result(kept_ - m_)));
    write_ = rounded.activation(std::exp(rounded.result(i - m_)));
    cell_ = rounded.result(keep_ * before[1]) + write_ * gates[1];
    normalizer_ = rounded.result(keep_ * before[2]) + write_;
  }

  States next() const {
    return {gates_[3] * rounded_.result(cell_ / normalizer_), cell_, normalizer_, m_};
  }

  /** @param d by the next states @param before by those before, past the product: added to */
  Gates derive(const States& d, States& before) const {
    const auto& [i, z, f, o] = gates_;
    const double ratio = rounded_.result(cell_ / normalizer_);
    const double toCell = rounded_.result(d[0] * o / normalizer_);
    const double dCell = d[1] + toCell, dNormalizer = d[2] - rounded_.result(toCell * ratio);
    const double byWrite = (rounded_.result(dCell * z) + dNormalizer) * write_;
    const double byKeep =
        (rounded_.result(dCell * before_[1]) + rounded_.result(dNormalizer * before_[2])) * keep_;
    const double rest = d[3] - rounded_.result(byWrite) - rounded_.result(byKeep);
    const double byKept = kept_ < i ? 0 : rest;
    before[1] += dCell * keep_;
    before[2] += dNormalizer * keep_;
    before[3] += byKeep + byKept;
    return {byWrite + (rest - byKept), dCell * write_ * (1 - z * z),
            (byKeep + byKept) / (1 + std::exp(f)), d[0] * ratio * o * (1 - o)};
  }

 private:
  const Gates gates_;
  const States before_;
  Disturbed& rounded_;
  double kept_, m_, keep_, write_, cell_, normalizer_;
};

}  // namespace unroll
