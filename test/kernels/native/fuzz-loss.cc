// Random output layers with their cross-entropy, random updates and rows of tables, through every
// precision and instruction set that this processor has, compared with plain loops. Like fuzz.cc it
// runs without TensorFlow.
//
//     fuzz-loss TRIALS [FIRST]     ends with 1 where something differs

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

#include "dice.h"
#include "embedding/copy-rows.h"
#include "loss/linear-cross-entropy.h"
#include "optimizer/row-sums.h"
#include "optimizer/update-kernels.h"
#include "processor.h"
#include "thread-pool.h"
#include "trials.h"

namespace unroll {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/**
 * Largest difference relative to the largest value; infinite where only one is finite.
 * @param size of what values are differences of, where that may be larger than they are
 */
double difference(const Values& a, const Values& b, double size = 1e-20) {
  double most = 0;
  for (size_t i = 0; i < a.size(); i++) {
    if (std::isfinite(a[i]) != std::isfinite(b[i])) return infinity;
    if (!std::isfinite(a[i])) continue;
    most = std::max(most, std::abs(static_cast<double>(a[i]) - b[i]));
    size = std::max(size, std::abs(static_cast<double>(b[i])));
  }
  return most / size;
}

struct Gradients {
  explicit Gradients(const CrossEntropyRequest& request)
      : losses(static_cast<size_t>(request.rows)),
        hidden(losses.size() * static_cast<size_t>(request.width)),
        weight(static_cast<size_t>(request.width) * static_cast<size_t>(request.classes)),
        bias(static_cast<size_t>(request.classes)) {}

  CrossEntropyResults places(bool gradients, bool hasBias) {
    if (!gradients) return {losses.data(), nullptr, nullptr, nullptr};
    return {losses.data(), hidden.data(), weight.data(), hasBias ? bias.data() : nullptr};
  }

  Values losses, hidden, weight, bias;
};

/** One random layer with everything that the request points to. */
class LossExample {
 public:
  explicit LossExample(unsigned seed) : dice_(seed) {
    request.rows = dice_.between(1, dice_.chance(0.2) ? 700 : 40);
    request.width = dice_.between(1, 80);
    request.classes = dice_.between(1, dice_.chance(0.2) ? 1500 : 140);
    request.weightIsTransposed = dice_.chance(0.5);
    request.isMixed = dice_.chance(0.4);
    request.smoothing = dice_.chance(0.5) ? 0.1f : 0;
    const size_t rows = static_cast<size_t>(request.rows);
    const size_t width = static_cast<size_t>(request.width);
    const size_t classes = static_cast<size_t>(request.classes);
    hidden_ = dice_.values(rows * width, 1);
    weight_ = dice_.values(width * classes, 1 / std::sqrt(request.width));
    if (dice_.chance(0.8)) bias_ = dice_.values(classes, 1);
    labels_.resize(rows);
    scale_.resize(rows);
    const bool omits = dice_.chance(0.3);
    for (size_t r = 0; r < rows; r++) {
      const bool omitted = omits && dice_.chance(0.3);
      labels_[r] = omitted ? -1 : dice_.between(0, request.classes - 1);
      scale_[r] = omitted ? 0 : 1 / static_cast<float>(request.rows);
    }
    if (dice_.chance(0.2)) spoil(dice_.chance(0.5) ? hidden_ : weight_);
    if (!bias_.empty() && dice_.chance(0.2)) ruleOut();
    request.hidden = hidden_.data();
    request.weight = weight_.data();
    request.bias = bias_.empty() ? nullptr : bias_.data();
    request.labels = labels_.data();
    request.scale = scale_.data();
  }

  CrossEntropyRequest request{};

 private:
  void spoil(Values& values) {
    const float bad[] = {infinity, -infinity, std::numeric_limits<float>::quiet_NaN()};
    values[static_cast<size_t>(dice_.between(0, static_cast<int>(values.size()) - 1))] =
        bad[dice_.between(0, 2)];
  }

  /** Some neighbouring classes, whole blocks of the vocabulary among them. */
  void ruleOut() {
    const int first = dice_.between(0, request.classes - 1);
    const int last = std::min(request.classes - 1, first + dice_.between(0, 400));
    for (int v = first; v <= last; v++) bias_[static_cast<size_t>(v)] = -infinity;
  }

  Dice dice_;
  Values hidden_, weight_, bias_, scale_;
  std::vector<int32_t> labels_;
};

bool compareLoss(unsigned seed, InstructionSet set) {
  const LossExample example(seed);
  const CrossEntropyRequest& request = example.request;
  const bool hasBias = request.bias != nullptr;
  Gradients wanted(request), found(request), alone(request);
  plainCrossEntropy(request, wanted.places(true, hasBias));
  linearCrossEntropy(request, found.places(true, hasBias), set);
  linearCrossEntropy(request, alone.places(false, hasBias), set);
  const bool isMixed = request.isMixed && set == InstructionSet::avx512Bf16;
  const double tolerance = isMixed ? 3e-2 : 2e-5;
  // Losses are differences of scores, which are about 1, and derivatives by scores of shares of a
  // row: with one class both are nothing but rounding.
  const double share = 1.0 / request.rows;
  const double errors[] = {difference(found.losses, wanted.losses, 1),
                           difference(found.hidden, wanted.hidden, 0.1 * share),
                           difference(found.weight, wanted.weight, share),
                           difference(found.bias, wanted.bias, share),
                           difference(alone.losses, found.losses, 1)};
  const double most = *std::max_element(std::begin(errors), std::end(errors));
  if (most < tolerance) return true;
  std::printf("trial %u, %s%s, rows %d width %d classes %d%s: losses %g hidden %g weight %g bias %g "
              "losses alone %g\n",
              seed, nameOf(set), request.isMixed ? " mixed" : "", request.rows, request.width,
              request.classes, request.weightIsTransposed ? " transposed" : "", errors[0],
              errors[1], errors[2], errors[3], errors[4]);
  return false;
}

/** One value of a parameter and its moments, moved by the equations of src/trainer/optimizers. */
struct Moved {
  double parameter, first, second;

  /** @param g its gradient, cut */
  void move(UpdateRule rule, double g, const UpdateNumbers& n) {
    g = n.gradientScale * g + n.coupledDecay * parameter;
    parameter *= n.shrink;
    if (rule == UpdateRule::descent) {
      parameter -= n.rate * g;
    } else if (rule == UpdateRule::momentum || rule == UpdateRule::nesterov) {
      first = n.firstDecay * first + g;
      parameter -= n.rate * (rule == UpdateRule::momentum ? first : g + n.firstDecay * first);
    } else if (rule == UpdateRule::adam) {
      first = n.firstDecay * first + n.firstShare * g;
      second = n.secondDecay * second + n.secondShare * g * g;
      parameter -= n.rate * first / (std::sqrt(second) * n.secondCorrection + n.epsilon);
    } else {
      first = n.secondDecay * first + n.secondShare * g * g;
      parameter -= n.rate * g / (std::sqrt(first) + n.epsilon);
    }
  }
};

UpdateNumbers exampleNumbers() {
  UpdateNumbers numbers{};
  numbers.gradientScale = 0.5f;
  numbers.limit = 0.7f;
  numbers.coupledDecay = 0.01f;
  numbers.shrink = 0.99f;
  numbers.rate = 0.1f;
  numbers.firstDecay = 0.9f;
  numbers.firstShare = 0.1f;
  numbers.secondDecay = 0.99f;
  numbers.secondShare = 0.01f;
  numbers.epsilon = 1e-3f;
  numbers.secondCorrection = 3;
  return numbers;
}

/** Two updates by a rule, against its equations in double precision. */
bool compareUpdate(unsigned seed, InstructionSet set) {
  Dice dice(seed);
  const auto rule = static_cast<UpdateRule>(seed % static_cast<unsigned>(UpdateRule::count));
  const auto update = kernelsFor<UpdateKernels>(set).update[static_cast<int>(rule)];
  const UpdateNumbers numbers = exampleNumbers();
  const size_t size = static_cast<size_t>(dice.between(1, 2000));
  Values parameter = dice.values(size, 1), first(size), second(size), wanted(size);
  std::vector<Moved> moved(size);
  for (size_t i = 0; i < size; i++) moved[i] = {parameter[i], 0, 0};
  for (int step = 0; step < 2; step++) {
    const Values gradient = dice.values(size, 1);
    update({parameter.data(), first.data(), second.data(), gradient.data(),
            static_cast<int64_t>(size)},
           numbers);
    for (size_t i = 0; i < size; i++) {
      moved[i].move(rule, std::clamp(gradient[i], -numbers.limit, numbers.limit), numbers);
    }
  }
  for (size_t i = 0; i < size; i++) wanted[i] = static_cast<float>(moved[i].parameter);
  const double error = difference(parameter, wanted);
  if (error < 1e-5) return true;
  std::printf("trial %u, %s, rule %d on %zu values: parameters differ by %g\n", seed, nameOf(set),
              static_cast<int>(rule), size, error);
  return false;
}

/** The sum of squares, which any infinity must reach. */
bool compareNorm(unsigned seed, InstructionSet set) {
  Dice dice(seed);
  Values gradient = dice.values(static_cast<size_t>(dice.between(1, 10000)), 1);
  const bool isWild = dice.chance(0.3);
  if (isWild) {
    const size_t at = static_cast<size_t>(dice.between(0, static_cast<int>(gradient.size()) - 1));
    gradient[at] = dice.chance(0.5) ? -infinity : std::numeric_limits<float>::quiet_NaN();
  }
  const int64_t count = static_cast<int64_t>(gradient.size());
  const SquareSums found = kernelsFor<UpdateKernels>(set).squares(gradient.data(), count, 0.7f);
  double raw = 0, cut = 0;
  for (const double g : gradient) {
    raw += g * g;
    cut += std::pow(std::clamp(g, double{-0.7f}, double{0.7f}), 2);
  }
  const auto isNear = [](double a, double b) { return std::abs(a - b) < 1e-5 * b + 1e-20; };
  if (isWild ? !std::isfinite(found.raw) : isNear(found.raw, raw) && isNear(found.cut, cut)) {
    return true;
  }
  std::printf("trial %u, %s, norm of %zu values: %g, expected %g; cut %g, expected %g\n", seed,
              nameOf(set), gradient.size(), found.raw, raw, found.cut, cut);
  return false;
}

/** Rows of a table taken by number, and their gradients added up again. */
bool compareRows(unsigned seed, InstructionSet set) {
  Dice dice(seed);
  const int rows = dice.between(1, 30), width = dice.between(0, 300), count = dice.between(0, 60);
  const size_t columns = static_cast<size_t>(width);
  const size_t size = static_cast<size_t>(rows) * columns;
  std::vector<int32_t> indices(static_cast<size_t>(count));
  for (int32_t& index : indices) index = dice.between(0, rows - 1);
  const Values read = dice.values(indices.size() * columns, 1);
  const Values dense = dice.values(size, 1);
  const bool isDense = dice.chance(0.5);
  RowSums sums(rows, width, indices.data(), count, read.data(), isDense ? dense.data() : nullptr);
  for (int tile = 0; tile < sums.tiles(); tile++) sums.sumTile(tile);
  Values gradient(size), wanted(isDense ? dense : Values(size));
  for (size_t i = 0; i < indices.size(); i++) {
    const size_t row = static_cast<size_t>(indices[i]);
    for (size_t j = 0; j < columns; j++) wanted[row * columns + j] += read[i * columns + j];
  }
  for (int r = 0; r < rows; r++) {
    std::copy_n(sums.gradient(r), width, gradient.begin() + r * width);
  }
  Values taken(read.size()), wantedRows(read.size());
  copyRows(dense.data(), width, indices.data(), count, taken.data());
  for (size_t i = 0; i < indices.size(); i++) {
    std::copy_n(dense.begin() + indices[i] * width, width, wantedRows.begin() + i * columns);
  }
  const double error = difference(gradient, wanted);
  if (error < 1e-5 && taken == wantedRows) return true;
  std::printf("trial %u, %s, %d rows of (%d, %d): %s, gradients differ by %g\n", seed, nameOf(set),
              count, rows, width, taken == wantedRows ? "right" : "wrong", error);
  return false;
}

}  // namespace
}  // namespace unroll

int main(int words, char** arguments) {
  using namespace unroll;
  return Trials(words, arguments).run([](unsigned seed) {
    setThreadCount(1 + static_cast<int>(seed % 4));
    int failures = 0;
    for (const auto compare : {compareLoss, compareUpdate, compareNorm, compareRows}) {
      failures += failuresOnEverySet([&](InstructionSet set) { return compare(seed, set); });
    }
    return failures;
  });
}
