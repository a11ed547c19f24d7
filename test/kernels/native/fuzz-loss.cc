// Random output layers with their cross-entropy, and random updates, through every precision and
// instruction set that this processor has, compared with plain loops. Like fuzz.cc it runs without
// TensorFlow.
//
//     fuzz-loss TRIALS [FIRST]     ends with 1 where something differs

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

#include "dice.h"
#include "loss/linear-cross-entropy.h"
#include "optimizer/row-sums.h"
#include "optimizer/update-kernels.h"
#include "processor.h"
#include "thread-pool.h"
#include "trials.h"

namespace unroll {
namespace {

/**
 * Largest difference relative to the largest value; infinite where only one is a number.
 * @param size of what values are differences of, where that may be larger than they are
 */
double difference(const Values& a, const Values& b, double size = 1e-20) {
  double most = 0;
  for (size_t i = 0; i < a.size(); i++) {
    if (std::isnan(a[i]) != std::isnan(b[i])) return std::numeric_limits<double>::infinity();
    if (std::isnan(a[i])) continue;
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
    if (dice_.chance(0.1)) {
      hidden_[static_cast<size_t>(dice_.between(0, request.rows - 1)) * width] =
          std::numeric_limits<float>::quiet_NaN();
    }
    request.hidden = hidden_.data();
    request.weight = weight_.data();
    request.bias = bias_.empty() ? nullptr : bias_.data();
    request.labels = labels_.data();
    request.scale = scale_.data();
  }

  CrossEntropyRequest request{};

 private:
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
  // Losses are differences of scores, which are about 1: with one class nothing but their rounding.
  const double errors[] = {difference(found.losses, wanted.losses, 1),
                           difference(found.hidden, wanted.hidden),
                           difference(found.weight, wanted.weight),
                           difference(found.bias, wanted.bias),
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

/** Sums by rows and one update, against the equations in double precision. */
bool compareUpdate(unsigned seed, InstructionSet set) {
  Dice dice(seed);
  const UpdateKernels& compiled = kernelsFor<UpdateKernels>(set);
  const int rows = dice.between(1, 30), width = dice.between(1, 300), count = dice.between(0, 60);
  const size_t size = static_cast<size_t>(rows) * static_cast<size_t>(width);
  std::vector<int32_t> indices(static_cast<size_t>(count));
  for (int32_t& index : indices) index = dice.between(0, rows - 1);
  const Values read = dice.values(indices.size() * static_cast<size_t>(width), 1);
  const Values dense = dice.values(size, 1);
  const bool isDense = dice.chance(0.5);
  RowSums sums(rows, width, indices.data(), count, read.data(), isDense ? dense.data() : nullptr);
  for (int tile = 0; tile < sums.tiles(); tile++) sums.sumTile(tile);
  Values gradient(size), wantedGradient(isDense ? dense : Values(size));
  for (int i = 0; i < count; i++) {
    for (int j = 0; j < width; j++) {
      wantedGradient[static_cast<size_t>(indices[static_cast<size_t>(i)] * width + j)] +=
          read[static_cast<size_t>(i * width + j)];
    }
  }
  for (int r = 0; r < rows; r++) {
    std::copy_n(sums.gradient(r), width, gradient.begin() + r * width);
  }
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
  const Values start = dice.values(size, 1);
  Values parameter = start, first(size), second(size), wanted(size);
  compiled.update[static_cast<int>(UpdateRule::adam)](
      {parameter.data(), first.data(), second.data(), gradient.data(), static_cast<int64_t>(size)},
      numbers);
  double raw = 0;
  for (size_t i = 0; i < size; i++) {
    raw += static_cast<double>(wantedGradient[i]) * wantedGradient[i];
    const double g = 0.5 * std::clamp(wantedGradient[i], -0.7f, 0.7f) + 0.01 * start[i];
    wanted[i] = static_cast<float>(0.99 * start[i] -
                                   0.1 * (0.1 * g) / (std::sqrt(0.01 * g * g) * 3 + 1e-3));
  }
  const SquareSums measured = compiled.squares(gradient.data(), static_cast<int64_t>(size), 0.7f);
  const double errors[] = {difference(gradient, wantedGradient), difference(parameter, wanted),
                           std::abs(measured.raw - raw) / (raw + 1e-20)};
  if (*std::max_element(std::begin(errors), std::end(errors)) < 1e-5) return true;
  std::printf("trial %u, %s, update of (%d, %d): rows differ by %g, parameters by %g, norm by %g\n",
              seed, nameOf(set), rows, width, errors[0], errors[1], errors[2]);
  return false;
}

}  // namespace
}  // namespace unroll

int main(int words, char** arguments) {
  using namespace unroll;
  return Trials(words, arguments).run([](unsigned seed) {
    setThreadCount(1 + static_cast<int>(seed % 4));
    return failuresOnEverySet([&](InstructionSet set) { return compareLoss(seed, set); }) +
           failuresOnEverySet([&](InstructionSet set) { return compareUpdate(seed, set); });
  });
}
