#include <algorithm>
#include <cmath>
#include <vector>

#include "linear-cross-entropy.h"

namespace unroll {
namespace {

/** One row at a time, as the equations of cross-entropy.h are written. */
class PlainRow {
 public:
  PlainRow(const CrossEntropyRequest& request, int row)
      : request_(request), row_(row), scores_(static_cast<size_t>(request.classes)) {
    for (int v = 0; v < request.classes; v++) {
      double score = request.bias == nullptr ? 0 : request.bias[v];
      for (int k = 0; k < request.width; k++) score += hidden(k) * weight(k, v);
      scores_[static_cast<size_t>(v)] = score;
    }
    const double most = *std::max_element(scores_.begin(), scores_.end());
    double sum = 0;
    for (const double score : scores_) sum += std::exp(score - most);
    normalizer_ = most + std::log(sum);
  }

  double loss() const {
    const int label = request_.labels[row_];
    if (label < 0) return 0;
    const double sharp = scores_[static_cast<size_t>(label)];
    const double loss = normalizer_ - (1 - request_.smoothing) * sharp;
    // A class that is ruled out has a score without end.
    if (request_.smoothing == 0) return loss;
    double mean = 0;
    for (const double score : scores_) mean += score / request_.classes;
    return loss - request_.smoothing * mean;
  }

  double slope(int v) const {
    if (request_.labels[row_] < 0) return 0;
    const double share = request_.smoothing / request_.classes +
                         (v == request_.labels[row_] ? 1 - request_.smoothing : 0);
    return request_.scale[row_] *
           (std::exp(scores_[static_cast<size_t>(v)] - normalizer_) - share);
  }

  double hidden(int k) const {
    return request_.hidden[static_cast<size_t>(row_) * request_.width + k];
  }
  size_t weightIndex(int k, int v) const {
    const size_t unit = static_cast<size_t>(k);
    const size_t label = static_cast<size_t>(v);
    return request_.weightIsTransposed ? label * request_.width + unit
                                       : unit * request_.classes + label;
  }
  double weight(int k, int v) const { return request_.weight[weightIndex(k, v)]; }

 private:
  const CrossEntropyRequest& request_;
  const int row_;
  std::vector<double> scores_;
  double normalizer_;
};

}  // namespace

void plainCrossEntropy(const CrossEntropyRequest& request, const CrossEntropyResults& results) {
  const size_t width = static_cast<size_t>(request.width);
  std::vector<double> forWeight(width * static_cast<size_t>(request.classes));
  std::vector<double> forBias(static_cast<size_t>(request.classes));
  for (int r = 0; r < request.rows; r++) {
    const PlainRow row(request, r);
    results.losses[r] = static_cast<float>(row.loss());
    if (!results.areGradients()) continue;
    std::vector<double> forHidden(width);
    for (int v = 0; v < request.classes; v++) {
      const double slope = row.slope(v);
      forBias[static_cast<size_t>(v)] += slope;
      for (int k = 0; k < request.width; k++) {
        forHidden[static_cast<size_t>(k)] += slope * row.weight(k, v);
        forWeight[row.weightIndex(k, v)] += slope * row.hidden(k);
      }
    }
    for (size_t k = 0; k < width; k++) {
      results.hidden[static_cast<size_t>(r) * width + k] = static_cast<float>(forHidden[k]);
    }
  }
  if (!results.areGradients()) return;
  const auto narrowed = [](double value) { return static_cast<float>(value); };
  std::transform(forWeight.begin(), forWeight.end(), results.weight, narrowed);
  if (results.bias != nullptr) {
    std::transform(forBias.begin(), forBias.end(), results.bias, narrowed);
  }
}

}  // namespace unroll
