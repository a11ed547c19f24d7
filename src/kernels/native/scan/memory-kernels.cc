#include "memory-kernels.h"

#include <algorithm>
#include <cmath>

#include "row-spans.h"

namespace unroll {
namespace {

/** Of one step: what the gates make of m. */
struct Shares {
  float m, keep, write;
  bool setByOld;

  Shares(float input, float logForget, float before) {
    const float kept = logForget + before;
    setByOld = !(input > kept);
    m = setByOld ? kept : input;
    keep = std::exp(kept - m);
    write = std::exp(input - m);
  }
};

/** exp(-m), what the weight of a read is at least; e^80 is the largest told apart from endless. */
float leastWeight(float m) { return std::exp(std::min(-m, 80.0f)); }

int64_t memoryScratch(int64_t width) { return (width + 4) * padded(width); }

/**
 * C is turned, keys by values, so that a row of it meets one number of the key and of the query.
 */
void memoryForward(const MemorySizes& sizes, const MemoryInputs& given,
                   const MemoryResults& results, float* scratch) {
  const int64_t width = sizes.width, row = padded(width);
  float* const turned = scratch;
  float* const normalizer = scratch + width * row;
  transpose(given.matrix, width, turned, row, width);
  std::copy_n(given.normalizer, width, normalizer);
  float m = *given.m;
  for (int64_t t = 0; t < sizes.time; t++) {
    const float* const query = given.query + t * sizes.row;
    const float* const key = given.key + t * sizes.row;
    const float* const value = given.value + t * sizes.row;
    float* const read = results.read + t * sizes.row;
    const int64_t gate = t * sizes.gateRow;
    const Shares shares(given.input[gate], given.logForget[gate], m);
    m = shares.m;
    scaleAdd(shares.keep, normalizer, shares.write, key, width);
    const float weight = dot(normalizer, query, width);
    const Values keep = Values::all(shares.keep);
    const Values scale = Values::all(1 / std::max(std::abs(weight), leastWeight(m)));
    eachSpan(width, [&](const Span& span) {
      Values v[together], sum[together];
      span.each([&](int i) {
        v[i] = span.load(value, i);
        sum[i] = Values::zero();
      });
      for (int64_t k = 0; k < width; k++) {
        const Values written = Values::all(shares.write * key[k]), asked = Values::all(query[k]);
        float* const c = turned + k * row;
        span.each([&](int i) {
          const Values next = multiplyAdd(keep, span.load(c, i), written * v[i]);
          span.store(next, c, i);
          sum[i] = multiplyAdd(asked, next, sum[i]);
        });
      }
      span.each([&](int i) { span.store(sum[i] * scale, read, i); });
    });
    results.weight[gate] = weight;
    results.stabilizer[gate] = m;
  }
  transpose(turned, row, results.matrix, width, width);
  std::copy_n(normalizer, width, results.normalizer);
  *results.m = m;
}

/** What a step's read hands back: factor of dRead for C q, and the derivative by n q. */
struct ReadBack {
  float scale, byWeight, product;
  bool isBound;

  /** @param product of `read` and its derivative */
  ReadBack(float weight, float m, float product) : product(product) {
    const float least = leastWeight(m);
    isBound = std::abs(weight) < least;
    scale = 1 / std::max(std::abs(weight), least);
    byWeight = isBound ? 0 : -product / weight;
  }
};

class Backward {
 public:
  Backward(const MemorySizes& sizes, const MemoryInputs& given, const MemoryDerivatives& d,
           const MemoryGradients& results, float* scratch)
      : sizes_(sizes),
        given_(given),
        d_(d),
        results_(results),
        width_(sizes.width),
        row_(padded(sizes.width)),
        matrix_(scratch),
        normalizer_(scratch + sizes.width * row_),
        dNumerator_(normalizer_ + row_),
        sums_(dNumerator_ + row_) {}

  /** From the first step to the last: derivatives by queries, which need C_t and n_t again. */
  void deriveQueries() {
    std::copy_n(given_.normalizer, width_, normalizer_);
    for (int64_t v = 0; v < width_; v++) {
      std::copy_n(given_.matrix + v * width_, width_, matrix_ + v * row_);
    }
    float m = *given_.m;
    for (int64_t t = 0; t < sizes_.time; t++) {
      const Shares shares = sharesAt(t, m);
      m = shares.m;
      const float* const key = given_.key + t * sizes_.row;
      const float* const value = given_.value + t * sizes_.row;
      scaleAdd(shares.keep, normalizer_, shares.write, key, width_);
      const ReadBack back = readBack(t);
      const Values keep = Values::all(shares.keep), byWeight = Values::all(back.byWeight);
      eachSpan(width_, [&](const Span& span) {
        Values k[together], sum[together];
        span.each([&](int i) {
          k[i] = span.load(key, i);
          sum[i] = byWeight * span.load(normalizer_, i);
        });
        for (int64_t v = 0; v < width_; v++) {
          const Values written = Values::all(shares.write * value[v]);
          const Values asked = Values::all(dNumerator_[v]);
          float* const c = matrix_ + v * row_;
          span.each([&](int i) {
            const Values next = multiplyAdd(keep, span.load(c, i), written * k[i]);
            span.store(next, c, i);
            sum[i] = multiplyAdd(asked, next, sum[i]);
          });
        }
        span.each([&](int i) { span.store(sum[i], results_.query + t * sizes_.row, i); });
      });
    }
  }

  /**
   * From the last step to the first: all others. The derivative D of C is turned, keys by values.
   * With R_t = <C_t, D_t> + <n_t, dn_t> no C is needed: that by log i' is what is written times D_t,
   * that by log f' the rest of R_t, and it is what step t - 1 begins with.
   */
  void deriveOthers() {
    transpose(d_.dMatrix, width_, matrix_, row_, width_);
    std::copy_n(d_.dNormalizer, width_, normalizer_);
    float kept = dot(d_.normalizerAfter, d_.dNormalizer, width_) +
                 dot(d_.matrixAfter, d_.dMatrix, width_ * width_);
    // What is stored is divided by exp(m) of the last step.
    float byM = *d_.dM - kept;
    for (int64_t t = sizes_.time - 1; t >= 0; t--) {
      const int64_t gate = t * sizes_.gateRow;
      const Shares shares = sharesAt(t, t == 0 ? *given_.m : d_.stabilizer[gate - sizes_.gateRow]);
      const ReadBack back = readBack(t);
      if (back.isBound) kept += back.product;
      const float byInput = deriveStep(t, shares, back);
      kept -= byInput;
      results_.input[gate] = byInput + (shares.setByOld ? 0 : byM);
      results_.logForget[gate] = kept + (shares.setByOld ? byM : 0);
      if (!shares.setByOld) byM = 0;
    }
    transpose(matrix_, row_, results_.matrix, width_, width_);
    std::copy_n(normalizer_, width_, results_.normalizer);
    *results_.m = kept + byM;
  }

 private:
  Shares sharesAt(int64_t t, float before) const {
    const int64_t gate = t * sizes_.gateRow;
    return Shares(given_.input[gate], given_.logForget[gate], before);
  }

  /** Leaves the derivative by C_t q_t. */
  ReadBack readBack(int64_t t) {
    const int64_t gate = t * sizes_.gateRow;
    const float* const dRead = d_.dRead + t * sizes_.row;
    const float product = dot(d_.read + t * sizes_.row, dRead, width_);
    const ReadBack back(d_.weight[gate], d_.stabilizer[gate], product);
    for (int64_t v = 0; v < width_; v++) dNumerator_[v] = dRead[v] * back.scale;
    return back;
  }

  /** @returns the derivative by log i' */
  float deriveStep(int64_t t, const Shares& shares, const ReadBack& back) {
    const float* const query = given_.query + t * sizes_.row;
    const float* const key = given_.key + t * sizes_.row;
    const float* const value = given_.value + t * sizes_.row;
    float* const dKey = results_.key + t * sizes_.row;
    float* const dValue = results_.value + t * sizes_.row;
    std::fill_n(sums_, width_, 0.0f);
    const Values keep = Values::all(shares.keep), write = Values::all(shares.write);
    eachSpan(width_, [&](const Span& span) {
      Values v[together], dv[together], d[together];
      span.each([&](int i) {
        v[i] = span.load(value, i);
        d[i] = span.load(dNumerator_, i);
        dv[i] = Values::zero();
      });
      for (int64_t k = 0; k < width_; k++) {
        const Values asked = Values::all(query[k]), found = Values::all(key[k]);
        float* const row = matrix_ + k * row_;
        Values sum = Values::zero();
        span.each([&](int i) {
          const Values whole = multiplyAdd(asked, d[i], span.load(row, i));
          dv[i] = multiplyAdd(found, whole, dv[i]);
          sum = multiplyAdd(whole, v[i], sum);
          span.store(keep * whole, row, i);
        });
        sums_[k] += sum.sum();
      }
      span.each([&](int i) { span.store(write * dv[i], dValue, i); });
    });
    scaleAdd(1, normalizer_, back.byWeight, query, width_);
    for (int64_t k = 0; k < width_; k++) dKey[k] = shares.write * (sums_[k] + normalizer_[k]);
    const float byInput =
        dot(value, dValue, width_) + shares.write * dot(normalizer_, key, width_);
    scaleAdd(shares.keep, normalizer_, 0, normalizer_, width_);
    return byInput;
  }

  const MemorySizes& sizes_;
  const MemoryInputs& given_;
  const MemoryDerivatives& d_;
  const MemoryGradients& results_;
  const int64_t width_, row_;
  /** C, then D; n, then its derivative; both of the step at hand. */
  float *const matrix_, *const normalizer_;
  float *const dNumerator_, *const sums_;
};

void memoryBackward(const MemorySizes& sizes, const MemoryInputs& given,
                    const MemoryDerivatives& derivatives, const MemoryGradients& results,
                    float* scratch) {
  Backward work(sizes, given, derivatives, results, scratch);
  work.deriveQueries();
  work.deriveOthers();
}

}  // namespace

template <>
const MemoryKernels& MemoryKernels::of<Isa>() {
  static const MemoryKernels kernels{memoryScratch, memoryForward, memoryBackward};
  return kernels;
}

}  // namespace unroll
