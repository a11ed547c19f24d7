#include "operations.h"

#include <climits>

#include "../operation.h"
#include "../processor.h"
#include "sequence.h"

// The operations of the recurrent cells as TensorFlow sees them. For each cell:
//
//   UnrollX          a sequence forwards; `saved` has no elements unless `training`
//   UnrollXGradient  derivatives by the initial states, weights, biases and gains, and by x where
//                    `input_gradient` says so; uses `saved` up
//   UnrollXInput     derivatives by x, after UnrollXGradient: where it was not known that they
//                    would be needed
//
// All have the same first inputs. Options are lists of none or one, so that what a call does not
// use costs it nothing.

namespace unroll {
namespace {

using Names = std::vector<const char*>;

Names joined(std::initializer_list<Names> parts) {
  Names all;
  for (const Names& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Names sequenceInputs(CellKind kind) {
  return joined({
      {"x: float",                // (time, batch, input)
       "initial_hidden: float"},  // (batch, hidden)
      statesOf(kind) > 1 ? Names{"initial_cell: float"} : Names{},  // (batch, hidden)
      kind == CellKind::slstm ? Names{"initial_normalizer: float", "initial_stabilizer: float"}
                              : Names{},
      {"input_kernel: float",                                       // (input, gates * hidden)
       "recurrent_kernel: float",                                   // (hidden, gates * hidden)
       "bias: float"},                                              // (gates * hidden)
      kind == CellKind::gru ? Names{"recurrent_bias: float"} : Names{},  // (gates * hidden)
      // Gains of the input and the recurrent product, (gates * hidden); of an LSTM also the cell's
      // gain and shift, (hidden).
      {"normalization: normalized * float"},
      {"lengths: has_lengths * int32",                              // (batch)
       "recurrent_mask: has_recurrent_mask * float",                // (batch, hidden)
       "keep: states_kept * float"},  // (time, batch, hidden), or one number, for each state
  });
}

Names sequenceAttributes(const Names& more = {}) {
  return joined({{"reverse: bool = false", "mixed: bool = false", "normalized: int >= 0",
                  "has_lengths: int >= 0", "has_recurrent_mask: int >= 0", "states_kept: int >= 0"},
                 more});
}

void requireLengths(Call& call, const Sequence& sequence) {
  for (int b = 0; b < sequence.batch; b++) {
    const int32_t length = sequence.lengths[b];
    if (length >= 0 && length <= sequence.time) continue;
    call.refuse("lengths[" + std::to_string(b) + "] is " + std::to_string(length) +
                ", expected 0 to " + std::to_string(sequence.time));
  }
}

/** A share for every unit and step, or one for all: then any shape with one element. */
void readKeep(Call& call, Sequence& sequence, int state, int index) {
  const Array<const float> share = call.input<float>(index);
  if (share.elements() == 1) {
    sequence.keepsShare[state] = true;
    sequence.keepShare[state] = *share.data;
    return;
  }
  sequence.keep[state] =
      call.input<float>(index, {sequence.time, sequence.batch, sequence.hidden}).data;
}

/** Tensors of a layer normalisation. */
constexpr int normalizersOf(CellKind kind) {
  if (!canBeNormalized(kind)) return 0;
  return kind == CellKind::lstm ? 4 : 2;
}

/** @returns how many inputs were read */
int readNormalization(Call& call, CellKind kind, Sequence& s, int index) {
  const int64_t count = call.attributes().integer("normalized");
  if (count == 0) return 0;
  if (count != normalizersOf(kind)) {
    call.refuse("normalization has " + std::to_string(count) + " tensors, expected " +
                std::to_string(normalizersOf(kind)) + " or none");
  }
  const int64_t width = int64_t{gatesOf(kind)} * s.hidden;
  s.inputGain = call.input<float>(index, {width}).data;
  s.recurrentGain = call.input<float>(index + 1, {width}).data;
  if (count == 2) return 2;
  s.cellGain = call.input<float>(index + 2, {s.hidden}).data;
  s.cellShift = call.input<float>(index + 3, {s.hidden}).data;
  return 4;
}

int sizeOf(Call& call, const char* what, int64_t size, int64_t most) {
  if (size >= 1 && size <= most) return static_cast<int>(size);
  call.refuse(std::string(what) + " is " + std::to_string(size) + ", expected 1 to " +
              std::to_string(most));
}

/** The sequence of a call, checked, and where its further inputs begin. */
struct ReadSequence {
  Sequence sequence;
  int next;
};

ReadSequence readSequence(Call& call, CellKind kind) {
  constexpr int64_t most = 1 << 24;
  Sequence s{};
  int next = 0;
  const Array<const float> x = call.input<float>(next++, {any, any, any});
  const Array<const float> initial = call.input<float>(next++, {x.size(1), any});
  s.time = sizeOf(call, "time", x.size(0), most);
  s.batch = sizeOf(call, "batch", x.size(1), INT_MAX / 64 / s.time);
  s.input = sizeOf(call, "input", x.size(2), most);
  s.hidden = sizeOf(call, "hidden", initial.size(1), most / 8);
  const int64_t width = int64_t{gatesOf(kind)} * s.hidden;
  s.x = x.data;
  s.initial[0] = initial.data;
  for (int state = 1; state < statesOf(kind); state++) {
    s.initial[state] = call.input<float>(next++, {s.batch, s.hidden}).data;
  }
  s.inputKernel = call.input<float>(next++, {s.input, width}).data;
  s.recurrentKernel = call.input<float>(next++, {s.hidden, width}).data;
  s.bias = call.input<float>(next++, {width}).data;
  if (kind == CellKind::gru) s.recurrentBias = call.input<float>(next++, {width}).data;
  next += readNormalization(call, kind, s, next);
  s.reverse = call.attributes().boolean("reverse");
  if (call.attributes().integer("has_lengths") > 0) {
    s.lengths = call.input<int32_t>(next++, {s.batch}).data;
    requireLengths(call, s);
  }
  if (call.attributes().integer("has_recurrent_mask") > 0) {
    s.recurrentMask = call.input<float>(next++, {s.batch, s.hidden}).data;
  }
  const int64_t kept = call.attributes().integer("states_kept");
  if (kept > 0 && kept != statesOf(kind)) call.refuse("keep must be given for every state or none");
  for (int state = 0; state < kept; state++) readKeep(call, s, state, next++);
  return {s, next};
}

const SequenceFunctions& functionsFor(Call& call, CellKind kind) {
  const bool mixed = call.attributes().boolean("mixed");
  const CellFunctions& cells = call.attributes().integer("normalized") > 0
                                   ? kernels<NormalizedKernels>().cells
                                   : kernels<RecurrentKernels>().cells;
  const SequenceFunctions& functions = functionsOf(cells, kind, mixed);
  if (functions.forward == nullptr) {
    call.refuse(std::string("mixed precision needs avx512-bf16, here is ") +
                nameOf(instructionSet()));
  }
  return functions;
}

template <CellKind kind>
void computeForward(Call& call) {
  const Sequence s = readSequence(call, kind).sequence;
  const SequenceFunctions& functions = functionsFor(call, kind);
  const bool training = call.attributes().boolean("training");
  ForwardResults results{};
  int next = 0;
  results.outputs = call.output(next++, {s.time, s.batch, s.hidden}).data;
  for (int state = 0; state < statesOf(kind); state++) {
    results.final[state] = call.output(next++, {s.batch, s.hidden}).data;
  }
  const size_t size = training ? functions.savedSize(s) : 0;
  float* const saved = call.output(next++, {static_cast<int64_t>(size)}).data;
  if (training) results.saved = saved;
  functions.forward(s, results);
}

template <CellKind kind>
void computeGradient(Call& call) {
  const auto [s, firstOfOwn] = readSequence(call, kind);
  const SequenceFunctions& functions = functionsFor(call, kind);
  const int64_t width = int64_t{gatesOf(kind)} * s.hidden;
  const int64_t size = static_cast<int64_t>(functions.savedSize(s));
  BackwardInputs inputs{};
  int next = firstOfOwn;
  inputs.saved = call.mutableInput<float>(next++, {size}).data;
  inputs.outputs = call.input<float>(next++, {s.time, s.batch, s.hidden}).data;
  for (int state = 0; state < statesOf(kind); state++) {
    inputs.final[state] = call.input<float>(next++, {s.batch, s.hidden}).data;
  }
  BackwardResults results{};
  next = 0;
  for (int state = 0; state < statesOf(kind); state++) {
    results.initial[state] = call.output(next++, {s.batch, s.hidden}).data;
  }
  results.inputKernel = call.output(next++, {s.input, width}).data;
  results.recurrentKernel = call.output(next++, {s.hidden, width}).data;
  results.bias = call.output(next++, {width}).data;
  if (kind == CellKind::gru) results.recurrentBias = call.output(next++, {width}).data;
  if (s.isNormalized()) {
    results.inputGain = call.output(next++, {width}).data;
    results.recurrentGain = call.output(next++, {width}).data;
  }
  if (s.cellGain != nullptr) {
    results.cellGain = call.output(next++, {s.hidden}).data;
    results.cellShift = call.output(next++, {s.hidden}).data;
  }
  if (call.attributes().integer("input_gradient") > 0) {
    results.x = call.output(next++, {s.time, s.batch, s.input}).data;
  }
  functions.backward(s, inputs, results);
}

template <CellKind kind>
void computeInput(Call& call) {
  const auto [s, next] = readSequence(call, kind);
  const SequenceFunctions& functions = functionsFor(call, kind);
  const int64_t size = static_cast<int64_t>(functions.savedSize(s));
  const float* const saved = call.input<float>(next, {size}).data;
  functions.inputGradient(s, saved, call.output(0, {s.time, s.batch, s.input}).data);
}

/** A name for each state. */
Names forStates(CellKind kind, const Names& names) {
  return {names.begin(), names.begin() + statesOf(kind)};
}

template <CellKind kind>
OperationDefinition forwardOf(const char* name) {
  return {name, sequenceAttributes({"training: bool = false"}), sequenceInputs(kind),
          joined({{"outputs: float"},
                  forStates(kind, {"final_hidden: float", "final_cell: float",
                                   "final_normalizer: float", "final_stabilizer: float"}),
                  {"saved: float"}}),
          computeForward<kind>};
}

template <CellKind kind>
OperationDefinition gradientOf(const char* name) {
  return {name, sequenceAttributes({"input_gradient: int >= 0 = 0"}),
          joined({sequenceInputs(kind),
                  {"saved: float", "d_outputs: float"},
                  forStates(kind, {"d_final_hidden: float", "d_final_cell: float",
                                   "d_final_normalizer: float", "d_final_stabilizer: float"})}),
          joined({forStates(kind, {"d_initial_hidden: float", "d_initial_cell: float",
                                   "d_initial_normalizer: float", "d_initial_stabilizer: float"}),
                  {"d_input_kernel: float", "d_recurrent_kernel: float", "d_bias: float"},
                  kind == CellKind::gru ? Names{"d_recurrent_bias: float"} : Names{},
                  {"d_normalization: normalized * float", "d_x: input_gradient * float"}}),
          computeGradient<kind>};
}

template <CellKind kind>
OperationDefinition inputOf(const char* name) {
  return {name, sequenceAttributes(), joined({sequenceInputs(kind), {"saved: float"}}),
          {"d_x: float"}, computeInput<kind>};
}

const OperationDefinition lstm = forwardOf<CellKind::lstm>("UnrollLstm");
const OperationDefinition lstmGradient = gradientOf<CellKind::lstm>("UnrollLstmGradient");
const OperationDefinition lstmInput = inputOf<CellKind::lstm>("UnrollLstmInput");
const OperationDefinition gru = forwardOf<CellKind::gru>("UnrollGru");
const OperationDefinition gruGradient = gradientOf<CellKind::gru>("UnrollGruGradient");
const OperationDefinition gruInput = inputOf<CellKind::gru>("UnrollGruInput");
const OperationDefinition gruResetBefore =
    forwardOf<CellKind::gruResetBefore>("UnrollGruResetBefore");
const OperationDefinition gruResetBeforeGradient =
    gradientOf<CellKind::gruResetBefore>("UnrollGruResetBeforeGradient");
const OperationDefinition gruResetBeforeInput =
    inputOf<CellKind::gruResetBefore>("UnrollGruResetBeforeInput");
const OperationDefinition rnn = forwardOf<CellKind::rnn>("UnrollRnn");
const OperationDefinition rnnGradient = gradientOf<CellKind::rnn>("UnrollRnnGradient");
const OperationDefinition rnnInput = inputOf<CellKind::rnn>("UnrollRnnInput");
const OperationDefinition slstm = forwardOf<CellKind::slstm>("UnrollSlstm");
const OperationDefinition slstmGradient = gradientOf<CellKind::slstm>("UnrollSlstmGradient");
const OperationDefinition slstmInput = inputOf<CellKind::slstm>("UnrollSlstmInput");

}  // namespace

void registerRecurrentOperations() {
  registerOperation<lstm>();
  registerOperation<lstmGradient>();
  registerOperation<lstmInput>();
  registerOperation<gru>();
  registerOperation<gruGradient>();
  registerOperation<gruInput>();
  registerOperation<gruResetBefore>();
  registerOperation<gruResetBeforeGradient>();
  registerOperation<gruResetBeforeInput>();
  registerOperation<rnn>();
  registerOperation<rnnGradient>();
  registerOperation<rnnInput>();
  registerOperation<slstm>();
  registerOperation<slstmGradient>();
  registerOperation<slstmInput>();
}

}  // namespace unroll
