// Random sequences through every cell, precision and instruction set that this processor has, with
// random options, sizes, numbers of threads and values, compared with the plain loops of
// recurrent/reference.cc. Runs without TensorFlow, so that sanitizers see nothing but our own code.
//
//     fuzz TRIALS [FIRST]     ends with 1 where something differs

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "processor.h"
#include "random-sequence.h"
#include "recurrent/reference.h"
#include "recurrent/sequence.h"
#include "thread-pool.h"
#include "trials.h"
#include "workspace.h"

namespace unroll {
namespace {

constexpr const char* cellNames[] = {"lstm", "gru", "gru-reset-before", "rnn", "slstm"};

/** Room for everything that comes out. */
struct Results {
  Values outputs, final[maximumStates], dx, dInitial[maximumStates];
  Values dInputKernel, dRecurrentKernel, dBias, dRecurrentBias;
  Values dInputGain, dRecurrentGain, dCellGain, dCellShift;

  explicit Results(const Example& example) {
    const Sequence& s = example.sequence;
    const size_t state = size_t(s.batch) * s.hidden, width = example.bias.size();
    outputs.resize(s.time * state);
    dx.resize(example.x.size());
    dInputKernel.resize(s.input * width);
    dRecurrentKernel.resize(s.hidden * width);
    dBias.resize(width);
    if (s.recurrentBias != nullptr) dRecurrentBias.resize(width);
    if (s.isNormalized()) {
      dInputGain.resize(width);
      dRecurrentGain.resize(width);
      dCellGain.resize(example.cellGain.size());
      dCellShift.resize(example.cellShift.size());
    }
    for (int i = 0; i < statesOf(example.kind); i++) {
      final[i].resize(state);
      dInitial[i].resize(state);
    }
  }

  ForwardResults forward(float* saved) {
    return {outputs.data(),
            {final[0].data(), final[1].data(), final[2].data(), final[3].data()},
            saved};
  }
  BackwardResults backward() {
    const auto optional = [](Values& values) { return values.empty() ? nullptr : values.data(); };
    return {{dInitial[0].data(), dInitial[1].data(), dInitial[2].data(), dInitial[3].data()},
            dInputKernel.data(),
            dRecurrentKernel.data(),
            dBias.data(),
            optional(dRecurrentBias),
            optional(dInputGain),
            optional(dRecurrentGain),
            optional(dCellGain),
            optional(dCellShift),
            nullptr};
  }

  struct Named {
    const char* name;
    const Values* values;
  };
  std::vector<Named> list() const {
    return {{"outputs", &outputs},       {"final hidden", &final[0]},
            {"final cell", &final[1]},   {"final normalizer", &final[2]},
            {"final stabilizer", &final[3]}, {"d x", &dx},
            {"d initial hidden", &dInitial[0]}, {"d initial cell", &dInitial[1]},
            {"d initial normalizer", &dInitial[2]}, {"d initial stabilizer", &dInitial[3]},
            {"d input kernel", &dInputKernel},  {"d recurrent kernel", &dRecurrentKernel},
            {"d bias", &dBias},          {"d recurrent bias", &dRecurrentBias},
            {"d input gain", &dInputGain},      {"d recurrent gain", &dRecurrentGain},
            {"d cell gain", &dCellGain},        {"d cell shift", &dCellShift}};
  }
};

BackwardInputs derivativesOf(const Example& example, float* saved) {
  const Values(&dFinal)[maximumStates] = example.dFinal;
  return {saved,
          example.dOutputs.data(),
          {dFinal[0].data(), dFinal[1].data(), dFinal[2].data(), dFinal[3].data()}};
}

/** ||a - b|| / ||b|| over what is finite in both. */
double difference(const Values& actual, const Values& expected) {
  double error = 0, norm = 0;
  for (size_t i = 0; i < expected.size(); i++) {
    if (!std::isfinite(actual[i]) || !std::isfinite(expected[i])) continue;
    error += std::pow(double(actual[i]) - expected[i], 2);
    norm += std::pow(double(expected[i]), 2);
  }
  return norm == 0 ? std::sqrt(error) : std::sqrt(error / norm);
}

bool isFiniteAlike(const Values& actual, const Values& expected) {
  for (size_t i = 0; i < expected.size(); i++) {
    if (std::isfinite(actual[i]) != std::isfinite(expected[i])) return false;
  }
  return true;
}

void runPlainLoops(const Example& example, Results& results, const Disturbance& disturbance = {}) {
  runReference(example.kind, example.sequence, derivativesOf(example, nullptr),
               {results.forward(nullptr), results.backward(), results.dx.data()}, disturbance);
}

class Trial {
 public:
  explicit Trial(unsigned seed) : seed_(seed), example_(seed), expected_(example_) {
    runPlainLoops(example_, expected_);
  }

  bool isFor(InstructionSet set) const {
    return !example_.mixed || set == InstructionSet::avx512Bf16;
  }

  /** @returns whether all agrees */
  bool run(InstructionSet set) {
    const Sequence& s = example_.sequence;
    const CellFunctions& cells = s.isNormalized() ? kernelsFor<NormalizedKernels>(set).cells
                                                  : kernelsFor<RecurrentKernels>(set).cells;
    const SequenceFunctions& functions = functionsOf(cells, example_.kind, example_.mixed);
    // What is not written must not matter.
    Values saved(functions.savedSize(s), std::nanf(""));
    Results results(example_), inferred(example_);
    functions.forward(s, results.forward(saved.data()));
    functions.forward(s, inferred.forward(nullptr));
    // Derivatives by x with the others, or by themselves.
    BackwardResults derivatives = results.backward();
    if (seed_ % 2 == 0) derivatives.x = results.dx.data();
    functions.backward(s, derivativesOf(example_, saved.data()), derivatives);
    if (seed_ % 2 == 1) functions.inputGradient(s, saved.data(), results.dx.data());
    bool agrees = refusesSecondBackward(functions, saved, inferred);
    // Rounding to three digits may turn a large value into an infinite one.
    if (example_.mixed && example_.wild) return agrees;
    agrees = compare(set, results.list(), results.list().size()) && agrees;
    return compare(set, inferred.list(), 1 + maximumStates) && agrees;
  }

 private:
  bool refusesSecondBackward(const SequenceFunctions& functions, Values& saved, Results& other) {
    try {
      functions.backward(example_.sequence, derivativesOf(example_, saved.data()),
                         other.backward());
    } catch (const std::logic_error&) {
      return true;
    }
    std::printf("trial %u: a second backward is not refused\n", seed_);
    return false;
  }

  /** What results agree to wherever rounding is not made larger; else `spread` tells how far. */
  double tolerance() const { return example_.mixed ? 2e-2 : 1e-5; }

  /**
   * How far rounding moves the plain loops themselves, for each result: the most of eight draws of
   * errors as large as those of the precision (bfloat16 has 8 significant bits, single precision
   * 24). Normalising a sum whose variance is near 0 makes rounding larger by any factor, so do many
   * steps of it, and sums may cancel each other out: no fixed number tells that from a mistake.
   */
  const std::vector<double>& spread() {
    if (!spread_.empty()) return spread_;
    spread_.resize(expected_.list().size());
    for (unsigned draw = 1; draw <= 8; draw++) {
      Example example(seed_);
      Disturbance disturbance{0, std::ldexp(1, -24), draw};
      if (example.mixed) {
        disturbance.factors = std::ldexp(1, -8);
        example.disturb(disturbance.factors, draw);
      }
      Results results(example);
      runPlainLoops(example, results, disturbance);
      for (size_t i = 0; i < spread_.size(); i++) {
        const double moved = difference(*results.list()[i].values, *expected_.list()[i].values);
        spread_[i] = std::max(spread_[i], moved);
      }
    }
    return spread_;
  }

  /** Draws tell the size of an error, not its bound: another may be some times as large. */
  static constexpr double timesSpread = 4;

  /**
   * @returns how far a result is off; 0 where that is no more than rounding, infinite where one
   * value is finite and the other is not
   */
  double mistake(size_t i, const Values& actual) {
    const Values& expected = *expected_.list()[i].values;
    if (!isFiniteAlike(actual, expected)) return HUGE_VAL;
    const double error = difference(actual, expected);
    return error < tolerance() || error < timesSpread * spread()[i] ? 0 : error;
  }

  bool compare(InstructionSet set, const std::vector<Results::Named>& actual, size_t count) {
    bool agrees = true;
    for (size_t i = 0; i < count; i++) {
      const double error = mistake(i, *actual[i].values);
      if (error == 0) continue;
      agrees = false;
      const Sequence& s = example_.sequence;
      std::printf(
          "trial %u, %s, %s%s, time %d batch %d input %d hidden %d%s%s%s%s%s%s: %s differs by %g\n",
          seed_, nameOf(set), cellNames[static_cast<int>(example_.kind)],
          example_.mixed ? " mixed" : "", s.time, s.batch, s.input, s.hidden,
          s.reverse ? " reverse" : "", s.lengths ? " lengths" : "", s.recurrentMask ? " mask" : "",
          s.keep[0] || s.keepsShare[0] ? " zoneout" : "", example_.wild ? " wild" : "",
          s.isNormalized() ? " normalised" : "", actual[i].name, error);
    }
    return agrees;
  }

  const unsigned seed_;
  const Example example_;
  Results expected_;
  std::vector<double> spread_;
};

int runTrials(int count, unsigned first) {
  int failures = 0;
  for (int i = 0; i < count; i++) {
    Trial trial(first + i);
    setThreadCount(1 + i % 4);
    for (const InstructionSet set : everySet) {
      if (set <= instructionSet() && trial.isFor(set) && !trial.run(set)) failures++;
    }
  }
  return failures;
}

}  // namespace
}  // namespace unroll

int main(int words, char** arguments) {
  const unroll::Trials trials(words, arguments);
  unroll::setThreadCount(4);
  // Two at once, as two trainers in one process would.
  int failures = 0, failuresBeside = 0;
  std::thread beside(
      [&] { failuresBeside = unroll::runTrials(trials.count / 4, trials.first + 1000000); });
  failures = unroll::runTrials(trials.count, trials.first);
  beside.join();
  return unroll::Trials::report(trials.count + trials.count / 4, failures + failuresBeside);
}
