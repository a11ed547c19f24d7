#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "dice.h"
#include "recurrent/sequence.h"

namespace unroll {

constexpr CellKind everyCell[] = {CellKind::lstm, CellKind::gru, CellKind::gruResetBefore,
                                  CellKind::rnn,  CellKind::slstm};

/** One random sequence with everything it points to. */
struct Example {
  CellKind kind;
  bool mixed;
  /** Infinities and no numbers are among the inputs. */
  bool wild;
  Sequence sequence{};
  Values x, initial[maximumStates], inputKernel, recurrentKernel, bias, recurrentBias, mask;
  Values keep[maximumStates];
  Values inputGain, recurrentGain, cellGain, cellShift;
  std::vector<int32_t> lengths;
  Values dOutputs, dFinal[maximumStates];

  explicit Example(unsigned seed) : dice_(seed) {
    Sequence& s = sequence;
    kind = everyCell[dice_.between(0, cellKinds - 1)];
    mixed = dice_.chance(0.4);
    wild = dice_.chance(0.15);
    s.time = dice_.between(1, dice_.chance(0.2) ? 40 : 6);
    s.batch = dice_.between(1, dice_.chance(0.2) ? 40 : 9);
    s.input = dice_.between(1, 70);
    s.hidden = dice_.between(1, dice_.chance(0.1) ? 150 : 70);
    s.reverse = dice_.chance(0.4);
    fill();
    if (dice_.chance(0.5)) addOptions();
    if (canBeNormalized(kind) && dice_.chance(0.4)) normalize();
    if (wild) spoil();
  }

  /** Relative errors of up to `unit` in what products multiply, as rounding them makes. */
  void disturb(double unit, unsigned seed) {
    Dice dice(seed);
    for (Values* const values : {&x, &inputKernel, &recurrentKernel}) {
      const Values errors = dice.values(values->size(), unit);
      for (size_t i = 0; i < errors.size(); i++) (*values)[i] *= 1 + errors[i];
    }
  }

 private:
  void fill() {
    Sequence& s = sequence;
    const size_t width = size_t(gatesOf(kind)) * s.hidden;
    const size_t state = size_t(s.batch) * s.hidden;
    x = dice_.values(size_t(s.time) * s.batch * s.input, 1);
    inputKernel = dice_.values(s.input * width, 1 / std::sqrt(s.input));
    recurrentKernel = dice_.values(s.hidden * width, 1 / std::sqrt(s.hidden));
    bias = dice_.values(width, 0.3);
    recurrentBias = dice_.values(width, 0.3);
    dOutputs = dice_.values(s.time * state, 1);
    for (int i = 0; i < statesOf(kind); i++) {
      initial[i] = dice_.values(state, 0.7);
      dFinal[i] = dice_.values(state, 1);
      s.initial[i] = initial[i].data();
    }
    // What an output is divided by adds up exponentials: it is never below 0.
    if (kind == CellKind::slstm) {
      for (float& sum : initial[2]) sum = std::abs(sum) + 0.1f;
    }
    s.x = x.data();
    s.inputKernel = inputKernel.data();
    s.recurrentKernel = recurrentKernel.data();
    s.bias = bias.data();
    s.recurrentBias = kind == CellKind::gru ? recurrentBias.data() : nullptr;
  }

  void addOptions() {
    Sequence& s = sequence;
    const size_t state = size_t(s.batch) * s.hidden;
    if (dice_.chance(0.5)) {
      for (int b = 0; b < s.batch; b++) lengths.push_back(dice_.between(0, s.time));
      s.lengths = lengths.data();
    }
    if (dice_.chance(0.5)) {
      mask = dice_.masks(state, 1 / 0.7f);
      s.recurrentMask = mask.data();
    }
    const int zoneout = dice_.between(0, 2);
    for (int i = 0; i < statesOf(kind); i++) {
      if (zoneout == 1) {
        keep[i] = dice_.masks(s.time * state, 1);
        s.keep[i] = keep[i].data();
      } else if (zoneout == 2) {
        s.keepsShare[i] = true;
        s.keepShare[i] = 0.25f;
      }
    }
  }

  void normalize() {
    Sequence& s = sequence;
    const auto gains = [&](size_t count) {
      Values result = dice_.values(count, 0.5);
      for (float& gain : result) gain += 1;
      return result;
    };
    inputGain = gains(bias.size());
    recurrentGain = gains(bias.size());
    s.inputGain = inputGain.data();
    s.recurrentGain = recurrentGain.data();
    if (kind != CellKind::lstm) return;
    cellGain = gains(s.hidden);
    cellShift = dice_.values(s.hidden, 0.5);
    s.cellGain = cellGain.data();
    s.cellShift = cellShift.data();
  }

  /** What lies behind a length must not be read; a few other values are not finite. */
  void spoil() {
    const float infinity = std::numeric_limits<float>::infinity();
    const float bad[] = {infinity, -infinity, std::nanf("")};
    const Sequence& s = sequence;
    for (size_t i = 0; i < x.size(); i++) {
      const int time = int(i / s.input / s.batch), b = int(i / s.input % s.batch);
      if (s.lengths != nullptr && time >= s.lengths[b]) x[i] = std::nanf("");
    }
    Values* const places[] = {&x, &initial[0], &inputKernel, &recurrentKernel, &bias, &dOutputs};
    const double chances[] = {0.5, 0.3, 0.1, 0.1, 0.1, 0.1};
    for (int i = 0; i < 6; i++) {
      if (!dice_.chance(chances[i])) continue;
      // The derivatives by gates behind a length, all 0, do meet the kernels.
      if (s.lengths != nullptr && (i == 2 || i == 3)) continue;
      Values& values = *places[i];
      values[dice_.between(0, int(values.size()) - 1)] = bad[dice_.between(0, 2)];
    }
  }

  Dice dice_;
};

}  // namespace unroll
