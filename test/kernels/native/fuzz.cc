// Random sequences through every cell, precision and instruction set that this processor has, with
// random options, sizes, numbers of threads and values, compared with the plain loops of
// recurrent/reference.cc. Runs without TensorFlow, so that sanitizers see nothing but our own code.
//
//     fuzz TRIALS [FIRST]     ends with 1 where something differs

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "processor.h"
#include "recurrent/reference.h"
#include "recurrent/sequence.h"
#include "thread-pool.h"
#include "workspace.h"

namespace unroll {
namespace {

using Values = std::vector<float>;

constexpr CellKind everyCell[] = {CellKind::lstm, CellKind::gru, CellKind::gruResetBefore,
                                  CellKind::rnn};
constexpr const char* cellNames[] = {"lstm", "gru", "gru-reset-before", "rnn"};

class Dice {
 public:
  explicit Dice(unsigned seed) : generator_(seed) {}

  int between(int least, int most) {
    return std::uniform_int_distribution<int>(least, most)(generator_);
  }
  bool chance(double probability) {
    return std::uniform_real_distribution<double>(0, 1)(generator_) < probability;
  }
  Values values(size_t count, double scale) {
    std::uniform_real_distribution<double> distribution(-scale, scale);
    Values result(count);
    for (float& value : result) value = static_cast<float>(distribution(generator_));
    return result;
  }
  Values masks(size_t count, float value) {
    Values result(count);
    for (float& one : result) one = chance(0.3) ? 0 : value;
    return result;
  }

 private:
  std::mt19937 generator_;
};

/** One random sequence with everything it points to. */
struct Example {
  CellKind kind;
  bool mixed;
  /** Infinities and no numbers are among the inputs. */
  bool wild;
  Sequence sequence{};
  Values x, initial[2], inputKernel, recurrentKernel, bias, recurrentBias, mask, keep[2];
  std::vector<int32_t> lengths;
  Values dOutputs, dFinal[2];

  explicit Example(unsigned seed) : dice_(seed) {
    Sequence& s = sequence;
    kind = everyCell[dice_.between(0, 3)];
    mixed = dice_.chance(0.4);
    wild = dice_.chance(0.15);
    s.time = dice_.between(1, dice_.chance(0.2) ? 40 : 6);
    s.batch = dice_.between(1, dice_.chance(0.2) ? 40 : 9);
    s.input = dice_.between(1, 70);
    s.hidden = dice_.between(1, dice_.chance(0.1) ? 150 : 70);
    s.reverse = dice_.chance(0.4);
    fill();
    if (dice_.chance(0.5)) addOptions();
    if (wild) spoil();
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

  /** What lies behind a length must not be read; a few other values are not finite. */
  void spoil() {
    const float infinity = std::numeric_limits<float>::infinity();
    const float bad[] = {infinity, -infinity, std::nanf("")};
    const Sequence& s = sequence;
    for (size_t i = 0; i < x.size(); i++) {
      const int time = int(i / s.input / s.batch), b = int(i / s.input % s.batch);
      if (s.lengths != nullptr && time >= s.lengths[b]) x[i] = std::nanf("");
    }
    if (dice_.chance(0.5)) x[dice_.between(0, int(x.size()) - 1)] = bad[dice_.between(0, 2)];
    if (dice_.chance(0.3)) {
      initial[0][dice_.between(0, int(initial[0].size()) - 1)] = bad[dice_.between(0, 2)];
    }
  }

  Dice dice_;
};

/** Room for everything that comes out. */
struct Results {
  Values outputs, final[2], dx, dInitial[2], dInputKernel, dRecurrentKernel, dBias, dRecurrentBias;

  explicit Results(const Example& example) {
    const Sequence& s = example.sequence;
    const size_t state = size_t(s.batch) * s.hidden, width = example.bias.size();
    outputs.resize(s.time * state);
    dx.resize(example.x.size());
    dInputKernel.resize(s.input * width);
    dRecurrentKernel.resize(s.hidden * width);
    dBias.resize(width);
    if (s.recurrentBias != nullptr) dRecurrentBias.resize(width);
    for (int i = 0; i < statesOf(example.kind); i++) {
      final[i].resize(state);
      dInitial[i].resize(state);
    }
  }

  ForwardResults forward(float* saved) {
    return {outputs.data(), {final[0].data(), final[1].data()}, saved};
  }
  BackwardResults backward() {
    return {{dInitial[0].data(), dInitial[1].data()},
            dInputKernel.data(),
            dRecurrentKernel.data(),
            dBias.data(),
            dRecurrentBias.empty() ? nullptr : dRecurrentBias.data()};
  }

  struct Named {
    const char* name;
    const Values* values;
  };
  std::vector<Named> list() const {
    return {{"outputs", &outputs},       {"final hidden", &final[0]},
            {"final cell", &final[1]},   {"d x", &dx},
            {"d initial hidden", &dInitial[0]}, {"d initial cell", &dInitial[1]},
            {"d input kernel", &dInputKernel},  {"d recurrent kernel", &dRecurrentKernel},
            {"d bias", &dBias},          {"d recurrent bias", &dRecurrentBias}};
  }
};

BackwardInputs derivativesOf(const Example& example, float* saved) {
  return {saved, example.dOutputs.data(), {example.dFinal[0].data(), example.dFinal[1].data()}};
}

/** ||a - b|| / ||b||; infinite where one is finite and the other is not. */
double difference(const Values& actual, const Values& expected) {
  double error = 0, norm = 0;
  for (size_t i = 0; i < expected.size(); i++) {
    if (std::isfinite(actual[i]) != std::isfinite(expected[i])) return HUGE_VAL;
    if (!std::isfinite(expected[i])) continue;
    error += std::pow(double(actual[i]) - expected[i], 2);
    norm += std::pow(double(expected[i]), 2);
  }
  return norm == 0 ? std::sqrt(error) : std::sqrt(error / norm);
}

class Trial {
 public:
  explicit Trial(unsigned seed) : seed_(seed), example_(seed), expected_(example_) {
    runReference(example_.kind, example_.sequence, derivativesOf(example_, nullptr),
                 {expected_.forward(nullptr), expected_.backward(), expected_.dx.data()});
  }

  bool isFor(InstructionSet set) const {
    return !example_.mixed || set == InstructionSet::avx512Bf16;
  }

  /** @returns whether all agrees */
  bool run(InstructionSet set) {
    const SequenceFunctions& functions =
        kernelsFor<RecurrentKernels>(set).functions(example_.kind, example_.mixed);
    const Sequence& s = example_.sequence;
    // What is not written must not matter.
    Values saved(functions.savedSize(s), std::nanf(""));
    Results results(example_), inferred(example_);
    functions.forward(s, results.forward(saved.data()));
    functions.forward(s, inferred.forward(nullptr));
    functions.backward(s, derivativesOf(example_, saved.data()), results.backward());
    functions.inputGradient(s, saved.data(), results.dx.data());
    bool agrees = refusesSecondBackward(functions, saved, inferred);
    // Rounding to three digits may turn a large value into an infinite one.
    if (example_.mixed && example_.wild) return agrees;
    agrees = compare(set, results.list(), 10) && agrees;
    return compare(set, inferred.list(), 3) && agrees;
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

  /** A few sums of many terms may cancel each other out by chance. */
  double toleranceFor(size_t values) const {
    return (example_.mixed ? 2e-2 : 1e-5) * (values < 32 ? 10 : 1);
  }

  bool compare(InstructionSet set, const std::vector<Results::Named>& actual, size_t count) {
    const std::vector<Results::Named> expected = expected_.list();
    bool agrees = true;
    for (size_t i = 0; i < count; i++) {
      const double error = difference(*actual[i].values, *expected[i].values);
      if (error < toleranceFor(expected[i].values->size())) continue;
      agrees = false;
      const Sequence& s = example_.sequence;
      std::printf(
          "trial %u, %s, %s%s, time %d batch %d input %d hidden %d%s%s%s%s%s: %s differs by %g\n",
          seed_, nameOf(set), cellNames[static_cast<int>(example_.kind)],
          example_.mixed ? " mixed" : "", s.time, s.batch, s.input, s.hidden,
          s.reverse ? " reverse" : "", s.lengths ? " lengths" : "", s.recurrentMask ? " mask" : "",
          s.keep[0] || s.keepsShare[0] ? " zoneout" : "", example_.wild ? " wild" : "",
          actual[i].name, error);
    }
    return agrees;
  }

  const unsigned seed_;
  const Example example_;
  Results expected_;
};

constexpr InstructionSet everySet[] = {InstructionSet::portable, InstructionSet::avx2,
                                       InstructionSet::avx512, InstructionSet::avx512Bf16};

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

int main(int count, char** arguments) {
  const int trials = count > 1 ? std::atoi(arguments[1]) : 100;
  const unsigned first = count > 2 ? static_cast<unsigned>(std::atoi(arguments[2])) : 1;
  unroll::setThreadCount(4);
  // Two at once, as two trainers in one process would.
  int failures = 0, failuresBeside = 0;
  std::thread beside(
      [&] { failuresBeside = unroll::runTrials(trials / 4, first + 1000000); });
  failures = unroll::runTrials(trials, first);
  beside.join();
  std::printf("%d trials, %d failures\n", trials + trials / 4, failures + failuresBeside);
  return failures + failuresBeside > 0 ? 1 : 0;
}
