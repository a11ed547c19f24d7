#pragma once

#include <cstdint>

#include "../vector/floats.h"

// Rows of any length, some registers at a time; for files that are compiled once for each instruction
// set, hence the unnamed namespace (vector/isa.h).

namespace unroll {
namespace {

using Values = Floats<Isa>;

/** Registers of a row that are worked on at once. */
constexpr int together = 4;

int64_t padded(int64_t width) { return (width + Values::size - 1) / Values::size * Values::size; }

/** Some neighbouring numbers of a row, in registers; behind the row's end they are 0. */
struct Span {
  int64_t first, left;

  template <class Work>
  void each(const Work& work) const {
    for (int i = 0; i < together && i * Values::size < left; i++) work(i);
  }
  Values load(const float* row, int i) const {
    const int64_t rest = left - i * Values::size;
    const float* const from = row + first + i * Values::size;
    if (rest >= Values::size) return Values::load(from);
    return Values::loadFirst(from, static_cast<int>(rest));
  }
  void store(const Values& values, float* row, int i) const {
    const int64_t rest = left - i * Values::size;
    float* const to = row + first + i * Values::size;
    if (rest >= Values::size) {
      values.store(to);
    } else {
      values.storeFirst(to, static_cast<int>(rest));
    }
  }
};

template <class Work>
void eachSpan(int64_t width, const Work& work) {
  constexpr int64_t step = together * Values::size;
  for (int64_t first = 0; first < width; first += step) work(Span{first, width - first});
}

float dot(const float* a, const float* b, int64_t width) {
  Values sum = Values::zero();
  eachSpan(width, [&](const Span& span) {
    span.each([&](int i) { sum = multiplyAdd(span.load(a, i), span.load(b, i), sum); });
  });
  return sum.sum();
}

/** to = a * to + b * x */
void scaleAdd(float a, float* to, float b, const float* x, int64_t width) {
  const Values factor = Values::all(a), other = Values::all(b);
  eachSpan(width, [&](const Span& span) {
    span.each([&](int i) {
      span.store(multiplyAdd(other, span.load(x, i), factor * span.load(to, i)), to, i);
    });
  });
}

/** Rows and columns exchanged; both matrices have `width` of them. */
void transpose(const float* from, int64_t fromRow, float* to, int64_t toRow, int64_t width) {
  for (int64_t i = 0; i < width; i++) {
    for (int64_t j = 0; j < width; j++) to[j * toRow + i] = from[i * fromRow + j];
  }
}

}  // namespace
}  // namespace unroll
