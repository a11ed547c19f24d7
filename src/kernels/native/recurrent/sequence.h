#pragma once

#include <cstddef>
#include <cstdint>

namespace unroll {

/** Cells whose sequences are run here; their equations stand in the file of the same name. */
enum class CellKind { lstm, gru, gruResetBefore, rnn, slstm };
constexpr int cellKinds = 5;

constexpr int statesOf(CellKind kind) {
  return kind == CellKind::lstm ? 2 : kind == CellKind::slstm ? 4 : 1;
}
constexpr int gatesOf(CellKind kind) {
  if (kind == CellKind::lstm || kind == CellKind::slstm) return 4;
  return kind == CellKind::rnn ? 1 : 3;
}

/** Whether layers of the cell may be normalised. */
constexpr bool canBeNormalized(CellKind kind) { return kind != CellKind::slstm; }

constexpr int maximumStates = 4;

/**
 * What is run: one layer in one direction. Arrays are in rows, as TensorFlow has them; what is
 * optional may be null.
 */
struct Sequence {
  int time, batch, input, hidden;

  /** (time, batch, input) */
  const float* x;
  /** Each (batch, hidden). */
  const float* initial[maximumStates];
  /** (input, gates * hidden) */
  const float* inputKernel;
  /** (hidden, gates * hidden) */
  const float* recurrentKernel;
  /** (gates * hidden) */
  const float* bias;
  /** (gates * hidden); only where the cell has one */
  const float* recurrentBias;
  /** Of a layer normalisation, null without: each (gates * hidden). */
  const float *inputGain, *recurrentGain;
  /** Likewise, each (hidden), only of a cell whose own state is normalised. */
  const float *cellGain, *cellShift;

  /** From the last step to the first; outputs stay in the order of the input. */
  bool reverse;
  /** Optional (batch), each in [0, time]: what lies behind is not read, and its outputs are 0. */
  const int32_t* lengths;
  /** Optional (batch, hidden): multiplied onto the state where it enters a product. */
  const float* recurrentMask;
  /** Optional, for each state: the share of the state before that stays, (time, batch, hidden). */
  const float* keep[maximumStates];
  /** The same where it is one number for all; used where `keepsShare` says so. */
  float keepShare[maximumStates];
  bool keepsShare[maximumStates];

  bool isNormalized() const { return inputGain != nullptr; }
  /** None of the options that change what a step leaves. */
  bool isPlain() const {
    bool plain = lengths == nullptr && recurrentMask == nullptr;
    for (int i = 0; i < maximumStates; i++) plain = plain && keep[i] == nullptr && !keepsShare[i];
    return plain;
  }
  /** Time index of the step that is run as number `step`. */
  int timeOf(int step) const { return reverse ? time - 1 - step : step; }
};

struct ForwardResults {
  /** (time, batch, hidden) */
  float* outputs;
  /** Each (batch, hidden). */
  float* final[maximumStates];
  /** For the way back: as many floats as `savedSize` says; null to keep nothing. */
  float* saved;
};

struct BackwardInputs {
  /** From the forward pass; used up: they hold derivatives afterwards, for `inputGradient`. */
  float* saved;
  /** (time, batch, hidden) */
  const float* outputs;
  /** Each (batch, hidden), optional. */
  const float* final[maximumStates];
};

struct BackwardResults {
  float* initial[maximumStates];
  float* inputKernel;
  float* recurrentKernel;
  float* bias;
  float* recurrentBias;
  /** Null without layer normalisation. */
  float *inputGain, *recurrentGain;
  float *cellGain, *cellShift;
  /** (time, batch, input); null where they are not needed, or `inputGradient` will be asked. */
  float* x;
};

/** Functions for one cell, compiled for one instruction set; null where it does not have them. */
struct SequenceFunctions {
  /** Floats that the forward pass keeps. */
  size_t (*savedSize)(const Sequence&);
  /** Both allocate their scratch memory and throw std::bad_alloc where there is none. */
  void (*forward)(const Sequence&, const ForwardResults&);
  void (*backward)(const Sequence&, const BackwardInputs&, const BackwardResults&);
  /** Derivatives by x, (time, batch, input), from what `backward` has left: not all need them. */
  void (*inputGradient)(const Sequence&, const float* saved, float* x);
};

/** By CellKind, then by whether products are of bfloat16: only where the processor has those. */
using CellFunctions = SequenceFunctions[cellKinds][2];

struct RecurrentKernels {
  CellFunctions cells;

  template <class Isa>
  static const RecurrentKernels& of();
};

/** The same of layers that are normalised. */
struct NormalizedKernels {
  CellFunctions cells;

  template <class Isa>
  static const NormalizedKernels& of();
};

inline const SequenceFunctions& functionsOf(const CellFunctions& cells, CellKind kind, bool mixed) {
  return cells[static_cast<int>(kind)][mixed ? 1 : 0];
}

}  // namespace unroll
