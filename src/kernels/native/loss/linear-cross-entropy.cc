#include "linear-cross-entropy.h"

#include <algorithm>
#include <cmath>

#include "../phase-clock.h"
#include "../thread-pool.h"
#include "../workspace.h"
#include "cross-entropy.h"

namespace unroll {
namespace {

/** Floats of logits that are held at once, whole blocks of them; more rows take several turns. */
constexpr int64_t logitsAtOnce = int64_t{8} << 20;
/** With fewer rows in a turn, weights and their gradient would be moved more than multiplied. */
constexpr int leastRowsInTurn = 352;
/** Work is divided into about so many parts, whatever the number of threads. */
constexpr int partsWanted = 16;
constexpr int leastClassesInPart = 512;
constexpr int leastRowsInPart = 128;
/** Without gradients, rows of one part: then its logits lie in scratch. */
constexpr int rowsInLossPart = 512;

int divideUp(int64_t a, int64_t b) { return static_cast<int>((a + b - 1) / b); }
int evenUp(int rows) { return rows + rows % 2; }

/**
 * Some rows of a call, all their classes. Work is divided into parts by sizes alone and results are
 * added up in the order of the parts, so that they do not depend on threads: `slices` of the
 * vocabulary, each with a gradient of the hidden units of its own, times `groups` of rows, each with
 * a gradient of the weights of its own.
 */
class Turn {
 public:
  Turn(const CrossEntropyRequest& request, int firstRow, int rows, int threads,
       const CrossEntropyKernels& compiled)
      : kernels_(compiled), threads_(threads) {
    const size_t offset = static_cast<size_t>(firstRow);
    problem_.rows = rows;
    problem_.width = request.width;
    problem_.classes = request.classes;
    problem_.weightIsTransposed = request.weightIsTransposed;
    problem_.isMixed = request.isMixed && compiled.multipliesPairs;
    problem_.smoothing = request.smoothing;
    problem_.hidden = request.hidden + offset * static_cast<size_t>(request.width);
    problem_.weight = request.weight;
    problem_.bias = request.bias;
    problem_.labels = request.labels + offset;
    problem_.scale = request.scale + offset;
  }

  /** @param isFirst whether the gradients of weight and bias start here */
  void run(const CrossEntropyResults& results, bool isFirst) {
    divide(results.areGradients());
    Layout measured;
    lay(measured, results);
    const Workspace memory(measured.bytes());
    Layout layout(memory.data());
    lay(layout, results);
    parallel(threads_, [&](Team& team) {
      pack(team, results.areGradients());
      phaseEnds(team, "pack");
      findLogits(team);
      phaseEnds(team, "logits");
      finishLosses(team, results);
      phaseEnds(team, "losses");
      if (results.areGradients()) findGradients(team, results, isFirst);
    });
  }

 private:
  void divide(bool gradients) {
    if (gradients) {
      slices_ = std::clamp(divideUp(problem_.classes, leastClassesInPart), 1, partsWanted);
      slices_ = std::min(slices_, problem_.blocks());
      groups_ = std::clamp(partsWanted / slices_, 1, divideUp(problem_.rows, leastRowsInPart));
    } else {
      groups_ = divideUp(problem_.rows, rowsInLossPart);
    }
    // Pairs of rows stay together.
    rowsInGroup_ = evenUp(divideUp(problem_.rows, groups_));
    groups_ = divideUp(problem_.rows, rowsInGroup_);
  }

  void lay(Layout& layout, const CrossEntropyResults& results) {
    const size_t rows = static_cast<size_t>(problem_.rows);
    const size_t width = static_cast<size_t>(problem_.width);
    const size_t classes = static_cast<size_t>(problem_.classes);
    const size_t described = static_cast<size_t>(problem_.blocks()) * rows;
    const auto panels = [&](int columns, int depth) {
      const size_t padded = paddedRows(static_cast<size_t>(depth));
      return Panels{layout.take<float>(Panels::size(panelsFor(columns), padded)), padded};
    };
    problem_.factor = panels(wordsFor(problem_.width, problem_.isMixed), problem_.rows);
    problem_.operand = problem_.factor;
    problem_.maxima = layout.take<float>(described);
    problem_.exponentials = layout.take<float>(described);
    problem_.sums = problem_.smoothing > 0 ? layout.take<float>(described) : nullptr;
    problem_.labelLogits = layout.take<float>(rows);
    problem_.normalizers = layout.take<float>(rows);
    if (results.areGradients()) {
      if (problem_.isMixed) {
        problem_.operand = panels(problem_.width, wordsFor(problem_.rows, true));
      }
      // Whole blocks, so that each lies together.
      problem_.logits = panels(problem_.blocks() * blockColumns, problem_.rows);
      hiddenParts_ = layout.take<float>(static_cast<size_t>(slices_ - 1) * rows * width);
      weightParts_ = layout.take<float>(static_cast<size_t>(groups_ - 1) * (width + 1) * classes);
    }
    scratchSize_ = (kernels_.scratch(problem_, rowsInGroup_) + 15) / 16 * 16;
    scratch_ = layout.take<float>(scratchSize_ * static_cast<size_t>(threads_));
  }

  void pack(Team& team, bool gradients) {
    const int factors = panelsFor(wordsFor(problem_.width, problem_.isMixed));
    team.each(factors, [&](int panel) { kernels_.packFactor(problem_, panel); });
    if (!gradients || !problem_.isMixed) return;
    team.each(panelsFor(problem_.width), [&](int panel) { kernels_.packOperand(problem_, panel); });
  }

  CrossEntropyPart partOf(int group, int firstBlock, int endBlock) const {
    const int first = group * rowsInGroup_;
    return {first, std::min(problem_.rows, first + rowsInGroup_), firstBlock, endBlock};
  }

  float* scratchOf(const Team& team) const {
    return scratch_ + scratchSize_ * static_cast<size_t>(team.thread());
  }

  void findLogits(Team& team) {
    team.each(problem_.blocks() * groups_, [&](int tile) {
      const int block = tile / groups_;
      const CrossEntropyPart part = partOf(tile % groups_, block, block + 1);
      kernels_.logits(problem_, part, scratchOf(team));
    });
  }

  void finishLosses(Team& team, const CrossEntropyResults& results) {
    constexpr int rowsInTile = 64;
    team.each(divideUp(problem_.rows, rowsInTile), [&](int tile) {
      const int end = std::min(problem_.rows, (tile + 1) * rowsInTile);
      for (int row = tile * rowsInTile; row < end; row++) results.losses[row] = finishRow(row);
    });
  }

  /** The normalizer from those of the blocks, and the loss. */
  float finishRow(int row) {
    const size_t rows = static_cast<size_t>(problem_.rows);
    const size_t at = static_cast<size_t>(row);
    float most = problem_.maxima[at];
    for (int b = 1; b < problem_.blocks(); b++) {
      const float other = problem_.maxima[static_cast<size_t>(b) * rows + at];
      // Something that is not a number is kept.
      if (!(other <= most)) most = other;
    }
    double exponentials = 0;
    double sum = 0;
    for (int b = 0; b < problem_.blocks(); b++) {
      const size_t described = static_cast<size_t>(b) * rows + at;
      exponentials += static_cast<double>(problem_.exponentials[described]) *
                      std::exp(static_cast<double>(problem_.maxima[described]) - most);
      if (problem_.sums != nullptr) sum += problem_.sums[described];
    }
    const double normalizer = most + std::log(exponentials);
    problem_.normalizers[at] = static_cast<float>(normalizer);
    if (problem_.labels[row] < 0) return 0;
    const double smoothing = problem_.smoothing;
    return static_cast<float>(normalizer - (1 - smoothing) * problem_.labelLogits[at] -
                              smoothing * sum / problem_.classes);
  }

  void findGradients(Team& team, const CrossEntropyResults& results, bool isFirst) {
    team.each(slices_ * groups_, [&](int tile) {
      const int slice = tile / groups_;
      const int group = tile % groups_;
      const int first = problem_.blocks() * slice / slices_;
      const int end = problem_.blocks() * (slice + 1) / slices_;
      CrossEntropyGradients to = weightGradients(group, results);
      to.hidden = hiddenGradients(slice, results);
      to.accumulate = group == 0 && !isFirst;
      kernels_.gradients(problem_, partOf(group, first, end), to, scratchOf(team));
    });
    phaseEnds(team, "gradients");
    const int64_t width = problem_.width;
    const int64_t classes = problem_.classes;
    addUp(team, results.hidden, hiddenParts_, slices_ - 1, problem_.rows * width);
    addUp(team, results.weight, weightParts_, groups_ - 1, width * classes);
    if (results.bias == nullptr || groups_ == 1) return;
    addUp(team, results.bias, weightParts_ + (groups_ - 1) * width * classes, groups_ - 1, classes);
  }

  /** Those of the first slice and group are the results themselves. */
  float* hiddenGradients(int slice, const CrossEntropyResults& results) const {
    const size_t size = static_cast<size_t>(problem_.rows) * static_cast<size_t>(problem_.width);
    return slice == 0 ? results.hidden : hiddenParts_ + static_cast<size_t>(slice - 1) * size;
  }

  CrossEntropyGradients weightGradients(int group, const CrossEntropyResults& results) const {
    if (group == 0) return {nullptr, results.weight, results.bias, false};
    const size_t classes = static_cast<size_t>(problem_.classes);
    const size_t size = classes * static_cast<size_t>(problem_.width);
    float* const biases = weightParts_ + static_cast<size_t>(groups_ - 1) * size;
    const size_t part = static_cast<size_t>(group - 1);
    return {nullptr, weightParts_ + part * size,
            results.bias == nullptr ? nullptr : biases + part * classes, false};
  }

  /** to += parts, `count` floats each, in their order. */
  void addUp(Team& team, float* to, const float* parts, int number, int64_t count) {
    constexpr int64_t floatsInTile = 16384;
    if (number == 0) return;
    team.each(divideUp(count, floatsInTile), [&](int tile) {
      const int64_t first = tile * floatsInTile;
      const int64_t size = std::min(floatsInTile, count - first);
      for (int part = 0; part < number; part++) {
        kernels_.add(to + first, parts + part * count + first, size);
      }
    });
  }

  CrossEntropy problem_{};
  const CrossEntropyKernels& kernels_;
  const int threads_;
  int slices_ = 1;
  int groups_ = 1;
  int rowsInGroup_ = 0;
  float* hiddenParts_ = nullptr;
  float* weightParts_ = nullptr;
  float* scratch_ = nullptr;
  size_t scratchSize_ = 0;
};

}  // namespace

void linearCrossEntropy(const CrossEntropyRequest& request, const CrossEntropyResults& results,
                        InstructionSet set) {
  const CrossEntropyKernels& compiled = kernelsFor<CrossEntropyKernels>(set);
  int rowsInTurn = request.rows;
  if (results.areGradients()) {
    const int64_t columns = int64_t{divideUp(request.classes, blockColumns)} * blockColumns;
    const int fitting = static_cast<int>(logitsAtOnce / columns);
    const int turns = divideUp(request.rows, std::max(leastRowsInTurn, fitting));
    rowsInTurn = evenUp(divideUp(request.rows, turns));
  }
  const double products = results.areGradients() ? 6.0 : 2.0;
  const int threads = std::min(
      threadCount(), threadsFor(products * request.rows * request.width * request.classes));
  for (int first = 0; first < request.rows; first += rowsInTurn) {
    const size_t offset = static_cast<size_t>(first);
    CrossEntropyResults those = results;
    those.losses += offset;
    if (results.areGradients()) those.hidden += offset * static_cast<size_t>(request.width);
    const int rows = std::min(rowsInTurn, request.rows - first);
    Turn(request, first, rows, threads, compiled).run(those, first == 0);
  }
}

}  // namespace unroll
