// Where the time of a recurrent layer forwards and back goes, phase by phase, and what share of the
// arithmetic peak of its threads each product reaches. Without TensorFlow and Node.
//
//     phases CELL HIDDEN,TIME,BATCH fp32|mixed THREADS SECONDS [INPUT]
//
// With `+norm` behind its name a cell has layer normalisation (lstm+norm).
//
// Shown are the best and the median round: on a machine with other work the best says more.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "peak/arithmetic.h"
#include "phase-clock.h"
#include "processor.h"
#include "recurrent/sequence.h"
#include "thread-pool.h"
#include "workspace.h"

namespace unroll {
namespace {

using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

Clock::time_point phaseStart;
/** Milliseconds of this round. */
std::map<std::string, double> round;

}  // namespace

void phaseEnds(const Team& team, const char* phase) {
  if (team.thread() != 0) return;
  round[phase] += millisecondsSince(phaseStart);
  phaseStart = Clock::now();
}

namespace {

/** In memory as operations get it: huge pages. */
class Values {
 public:
  explicit Values(size_t count, double scale = 0) : memory_(count * sizeof(float)) {
    static std::mt19937 generator(1);
    std::uniform_real_distribution<float> distribution(-static_cast<float>(scale),
                                                       static_cast<float>(scale));
    for (size_t i = 0; i < count; i++) data()[i] = distribution(generator);
  }
  float* data() const { return memory_.as<float>(); }

 private:
  Workspace memory_;
};

struct Request {
  CellKind kind;
  int hidden, time, batch, input;
  bool mixed, isNormalized;
  int threads;
  double seconds;
};

class Layer {
 public:
  explicit Layer(const Request& request)
      : request_(request),
        functions_(functionsOf(request.isNormalized ? kernels<NormalizedKernels>().cells
                                                     : kernels<RecurrentKernels>().cells,
                               request.kind, request.mixed)) {
    const bool isGru = request.kind == CellKind::gru;
    sequence_.time = request.time;
    sequence_.batch = request.batch;
    sequence_.input = request.input;
    sequence_.hidden = request.hidden;
    sequence_.x = x_.data();
    sequence_.initial[0] = state_.data();
    sequence_.initial[1] = state_.data();
    sequence_.inputKernel = inputKernel_.data();
    sequence_.recurrentKernel = recurrentKernel_.data();
    sequence_.bias = bias_.data();
    sequence_.recurrentBias = isGru ? bias_.data() : nullptr;
    if (request.isNormalized) {
      sequence_.inputGain = sequence_.recurrentGain = bias_.data();
      sequence_.cellGain = sequence_.cellShift = bias_.data();
    }
    saved_ = Values(functions_.savedSize(sequence_));
  }

  /** Forwards and back once. */
  void run() {
    phaseStart = Clock::now();
    functions_.forward(sequence_, {outputs_.data(), {final_[0].data(), final_[1].data()},
                                   saved_.data()});
    functions_.backward(
        sequence_, {saved_.data(), dOutputs_.data(), {state_.data(), state_.data()}},
        {{dInitial_[0].data(), dInitial_[1].data()},
         dInputKernel_.data(),
         dRecurrentKernel_.data(),
         dBias_.data(),
         sequence_.recurrentBias == nullptr ? nullptr : dRecurrentBias_.data(),
         dGains_[0].data(), dGains_[1].data(), dGains_[2].data(), dGains_[3].data()});
    functions_.inputGradient(sequence_, saved_.data(), dx_.data());
  }

  /** Multiplications and additions of one product by so many rows of a kernel. */
  double operations(int kernelRows) const {
    return 2.0 * request_.time * request_.batch * width_ * kernelRows;
  }

 private:
  const Request request_;
  const SequenceFunctions& functions_;
  const size_t width_ = size_t(gatesOf(request_.kind)) * request_.hidden;
  const size_t stateSize_ = size_t(request_.batch) * request_.hidden;
  const size_t outputSize_ = request_.time * stateSize_;
  const size_t inputSize_ = size_t(request_.time) * request_.batch * request_.input;
  Sequence sequence_{};
  Values x_{inputSize_, 1}, state_{stateSize_, 0.5}, bias_{width_, 0.1};
  Values inputKernel_{request_.input * width_, 1 / std::sqrt(request_.input)};
  Values recurrentKernel_{request_.hidden * width_, 1 / std::sqrt(request_.hidden)};
  Values outputs_{outputSize_}, dOutputs_{outputSize_, 0.01}, dx_{inputSize_};
  Values final_[2] = {Values(stateSize_), Values(stateSize_)};
  Values dInitial_[2] = {Values(stateSize_), Values(stateSize_)};
  Values dInputKernel_{request_.input * width_}, dRecurrentKernel_{request_.hidden * width_};
  Values dBias_{width_}, dRecurrentBias_{width_};
  Values dGains_[4] = {Values(width_), Values(width_), Values(width_), Values(width_)};
  Values saved_{1};
};

/** Operations a millisecond of so many threads, at most. */
double peakOf(const Request& request) {
  const ArithmeticLoops& loops = kernels<ArithmeticLoops>();
  const auto loop = request.mixed ? loops.bf16 : loops.fp32;
  constexpr int64_t rounds = 1 << 15;
  double best = HUGE_VAL;
  for (int i = 0; i < 60; i++) {
    const auto start = Clock::now();
    volatile float kept = loop(rounds);
    static_cast<void>(kept);
    best = std::min(best, millisecondsSince(start));
  }
  return (request.mixed ? loops.bf16PerRound : loops.fp32PerRound) * rounds / best *
         request.threads;
}

double medianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void measure(const Request& request) {
  setThreadCount(request.threads);
  Layer layer(request);
  std::map<std::string, std::vector<double>> phases;
  const int both = request.input + request.hidden;
  const std::map<std::string, double> operations = {
      {"input product", layer.operations(request.input)},
      {"steps", layer.operations(request.hidden)},
      {"steps backwards", layer.operations(request.hidden)},
      {"weight gradients", layer.operations(both)},
      {"input gradient", layer.operations(request.input)},
      {"all", 3 * layer.operations(both)}};
  const auto begin = Clock::now();
  while (phases.empty() || millisecondsSince(begin) < 1e3 * request.seconds) {
    round.clear();
    const auto start = Clock::now();
    layer.run();
    round["all"] = millisecondsSince(start);
    for (const auto& [phase, milliseconds] : round) phases[phase].push_back(milliseconds);
  }
  const double peak = peakOf(request);
  std::printf("%d threads, peak %.0f GFLOPS, %zu rounds\n", request.threads, peak / 1e6,
              phases["all"].size());
  for (const auto& [phase, times] : phases) {
    const double best = *std::min_element(times.begin(), times.end()), median = medianOf(times);
    std::printf("%-18s %9.3f ms, median %9.3f ms", phase.c_str(), best, median);
    if (const auto found = operations.find(phase); found != operations.end()) {
      std::printf("  %5.1f %% of the peak, median %5.1f %%", found->second / best / peak * 100,
                  found->second / median / peak * 100);
    }
    std::printf("\n");
  }
}

CellKind kindOf(const std::string& name) {
  if (name == "lstm") return CellKind::lstm;
  if (name == "slstm") return CellKind::slstm;
  if (name == "gru") return CellKind::gru;
  if (name == "gru-reset-before") return CellKind::gruResetBefore;
  if (name == "rnn") return CellKind::rnn;
  std::fprintf(stderr, "There is no cell %s\n", name.c_str());
  std::exit(2);
}

}  // namespace
}  // namespace unroll

int main(int count, char** arguments) {
  unroll::Request request{};
  if (count < 6 || std::sscanf(arguments[2], "%d,%d,%d", &request.hidden, &request.time,
                               &request.batch) != 3) {
    std::fprintf(stderr, "phases CELL HIDDEN,TIME,BATCH fp32|mixed THREADS SECONDS [INPUT]\n");
    return 2;
  }
  std::string cell = arguments[1];
  const size_t suffix = cell.find("+norm");
  request.isNormalized = suffix != std::string::npos;
  request.kind = unroll::kindOf(cell.substr(0, suffix));
  request.mixed = std::strcmp(arguments[3], "mixed") == 0;
  request.threads = std::atoi(arguments[4]);
  request.seconds = std::atof(arguments[5]);
  request.input = count > 6 ? std::atoi(arguments[6]) : request.hidden;
  unroll::measure(request);
}
