#include "dropout-kernels.h"

#include "../vector/isa.h"

namespace unroll {
namespace {

/** Counters that are worked on at once; each gives four numbers. */
constexpr int lanes = 16;
static_assert(dropoutGroup == 4 * lanes, "a group is what one call of the generator gives");

/**
 * Philox4x32-10 (Salmon et al. 2011) for `lanes` consecutive counters, side by side so that the
 * compiler makes vectors of it. words[w][lane] is word w of the counter `first` + lane.
 */
void philox(uint64_t first, const uint32_t (&seed)[2], uint32_t (&words)[4][lanes]) {
  for (int lane = 0; lane < lanes; lane++) {
    const uint64_t counter = first + static_cast<uint64_t>(lane);
    words[0][lane] = static_cast<uint32_t>(counter);
    words[1][lane] = static_cast<uint32_t>(counter >> 32);
    words[2][lane] = 0;
    words[3][lane] = 0;
  }
  uint32_t key0 = seed[0];
  uint32_t key1 = seed[1];
  for (int round = 0; round < 10; round++) {
    for (int lane = 0; lane < lanes; lane++) {
      const uint64_t even = uint64_t{0xD2511F53u} * words[0][lane];
      const uint64_t odd = uint64_t{0xCD9E8D57u} * words[2][lane];
      words[0][lane] = static_cast<uint32_t>(odd >> 32) ^ words[1][lane] ^ key0;
      words[1][lane] = static_cast<uint32_t>(odd);
      words[2][lane] = static_cast<uint32_t>(even >> 32) ^ words[3][lane] ^ key1;
      words[3][lane] = static_cast<uint32_t>(even);
    }
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
}

/** Value `first` + w * lanes + lane is decided by words[w][lane]. */
void dropValues(const float* x, float* y, int64_t first, int64_t count, const DropoutRule& rule) {
  uint32_t words[4][lanes];
  for (int64_t start = 0; start < count; start += dropoutGroup) {
    philox(static_cast<uint64_t>((first + start) / 4), rule.key, words);
    const uint32_t* const numbers = words[0];
    if (start + dropoutGroup <= count) {
      for (int i = 0; i < dropoutGroup; i++) {
        y[start + i] = numbers[i] < rule.threshold ? 0 : x[start + i] * rule.scale;
      }
    } else {
      for (int i = 0; start + i < count; i++) {
        y[start + i] = numbers[i] < rule.threshold ? 0 : x[start + i] * rule.scale;
      }
    }
  }
}

}  // namespace

template <>
const DropoutKernels& DropoutKernels::of<Isa>() {
  static const DropoutKernels kernels{dropValues};
  return kernels;
}

}  // namespace unroll
