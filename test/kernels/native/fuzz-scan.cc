// Random scans and dropout through every instruction set that this processor has, compared with plain
// loops: scans in double precision to their own rounding, dropout to the last bit. Like fuzz.cc it
// runs without TensorFlow.
//
//     fuzz-scan TRIALS [FIRST]     ends with 1 where something differs

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <vector>

#include "dice.h"
#include "dropout/dropout-kernels.h"
#include "processor.h"
#include "scan/scan-kernels.h"
#include "scan/scan-tiles.h"
#include "thread-pool.h"
#include "trials.h"

namespace unroll {
namespace {

/** What a value should be, and how far rounding may take it from there. */
struct Wanted {
  double value = 0;
  double error = 0;

  /** this * factor + term, rounded. */
  Wanted times(double factor, double term) const {
    constexpr double half = 6e-8;
    const double product = value * factor;
    return {product + term,
            error * std::abs(factor) + 2 * half * (std::abs(product) + std::abs(term))};
  }
  Wanted plus(const Wanted& other) const {
    const double sum = value + other.value;
    return {sum, error + other.error + 6e-8 * std::abs(sum)};
  }
  bool agrees(float found) const {
    if (std::isnan(value)) return std::isnan(found);
    if (std::isinf(value)) return static_cast<double>(found) == value;
    return std::abs(found - value) <= error + std::numeric_limits<float>::min();
  }
};

struct Scan {
  explicit Scan(unsigned seed) : dice(seed) {
    time = dice.between(1, 60);
    width = dice.between(1, dice.chance(0.3) ? 1500 : 90);
    slopes = values(static_cast<size_t>(time * width), 1.2);
    terms = values(static_cast<size_t>(time * width), 1);
    initial = values(static_cast<size_t>(width), 1);
  }

  /** Now and then with an infinity or what is no number. */
  Values values(size_t count, double scale) {
    Values result = dice.values(count, scale);
    if (dice.chance(0.1)) {
      const float wild[] = {std::numeric_limits<float>::infinity(),
                            std::numeric_limits<float>::quiet_NaN()};
      result[static_cast<size_t>(dice.between(0, static_cast<int>(count) - 1))] =
          wild[dice.between(0, 1)];
    }
    return result;
  }

  size_t at(int t, int column) const { return static_cast<size_t>(t * width + column); }

  Dice dice;
  int time, width;
  Values slopes, terms, initial;
};

bool reportScan(unsigned seed, InstructionSet set, const Scan& scan, const char* which, int t,
                int column, float found, const Wanted& wanted) {
  std::printf("trial %u, %s, %s scan of (%d, %d): [%d, %d] is %g, expected %g\n", seed, nameOf(set),
              which, scan.time, scan.width, t, column, found, wanted.value);
  return false;
}

bool compareLinear(unsigned seed, InstructionSet set) {
  const Scan scan(seed);
  const ScanKernels& compiled = kernelsFor<ScanKernels>(set);
  Values states(scan.slopes.size());
  eachScanTile(scan.time, scan.width, [&](const ScanColumns& columns) {
    compiled.linear(scan.slopes.data(), scan.terms.data(), scan.initial.data(), states.data(),
                    columns);
  });
  for (int column = 0; column < scan.width; column++) {
    Wanted state{scan.initial[static_cast<size_t>(column)], 0};
    for (int t = 0; t < scan.time; t++) {
      const size_t at = scan.at(t, column);
      state = state.times(scan.slopes[at], scan.terms[at]);
      if (!state.agrees(states[at])) {
        return reportScan(seed, set, scan, "linear", t, column, states[at], state);
      }
    }
  }
  return true;
}

bool compareAdjoint(unsigned seed, InstructionSet set) {
  const Scan scan(seed);
  const ScanKernels& compiled = kernelsFor<ScanKernels>(set);
  Values all(scan.slopes.size()), initial(scan.initial.size());
  eachScanTile(scan.time, scan.width, [&](const ScanColumns& columns) {
    compiled.adjoint(scan.slopes.data(), scan.terms.data(), all.data(), initial.data(), columns);
  });
  for (int column = 0; column < scan.width; column++) {
    Wanted later;
    for (int t = scan.time - 1; t >= 0; t--) {
      const size_t at = scan.at(t, column);
      const Wanted sum = later.times(1, scan.terms[at]);
      if (!sum.agrees(all[at])) {
        return reportScan(seed, set, scan, "adjoint", t, column, all[at], sum);
      }
      later = sum.times(scan.slopes[at], 0);
    }
    const float found = initial[static_cast<size_t>(column)];
    if (!later.agrees(found)) {
      return reportScan(seed, set, scan, "adjoint", -1, column, found, later);
    }
  }
  return true;
}

/** Complex numbers, imaginary parts `half` columns behind the real ones. */
struct ComplexScan {
  explicit ComplexScan(unsigned seed) : dice(seed) {
    time = dice.between(1, 40);
    half = dice.between(1, 90);
    hasRows = dice.chance(0.5);
    const size_t units = static_cast<size_t>(half), steps = static_cast<size_t>(time);
    re = dice.values(units * (hasRows ? steps : 1), 0.8);
    im = dice.values(re.size(), 0.8);
    terms = dice.values(2 * units * steps, 1);
    initial = dice.values(2 * units, 1);
    if (dice.chance(0.1)) terms[0] = std::numeric_limits<float>::infinity();
  }

  ComplexColumns columns() const { return {time, 2 * half, hasRows ? half : 0, half, half}; }
  size_t factorAt(int t, int unit) const {
    return static_cast<size_t>((hasRows ? t * half : 0) + unit);
  }
  size_t at(int t, int unit) const { return static_cast<size_t>(t * 2 * half + unit); }

  Dice dice;
  int time, half;
  /** Factors for every step, or one row for all. */
  bool hasRows;
  Values re, im, terms, initial;
};

struct WantedComplex {
  Wanted re, im;

  /** this * (a + b i) + term. */
  WantedComplex times(double a, double b, double termRe, double termIm) const {
    return {im.times(-b, 0).plus(re.times(a, termRe)), im.times(a, 0).plus(re.times(b, termIm))};
  }
  bool agrees(const float* found, int half) const {
    return re.agrees(found[0]) && im.agrees(found[half]);
  }
};

bool reportComplex(unsigned seed, InstructionSet set, const ComplexScan& scan, const char* which,
                   int t, int unit) {
  std::printf("trial %u, %s, complex %s scan of (%d, %d): step %d of unit %d differs\n", seed,
              nameOf(set), which, scan.time, scan.half, t, unit);
  return false;
}

bool compareComplex(unsigned seed, InstructionSet set) {
  const ComplexScan scan(seed);
  const ScanKernels& compiled = kernelsFor<ScanKernels>(set);
  Values states(scan.terms.size()), all(scan.terms.size()), first(scan.initial.size());
  const float *const re = scan.re.data(), *const im = scan.im.data();
  compiled.complexLinear(re, im, scan.terms.data(), scan.initial.data(), states.data(),
                         scan.columns());
  compiled.complexAdjoint(re, im, scan.terms.data(), all.data(), first.data(), scan.columns());
  for (int unit = 0; unit < scan.half; unit++) {
    const size_t other = static_cast<size_t>(scan.half);
    const size_t start = static_cast<size_t>(unit);
    WantedComplex state{{scan.initial[start], 0}, {scan.initial[start + other], 0}};
    for (int t = 0; t < scan.time; t++) {
      const size_t at = scan.at(t, unit), factor = scan.factorAt(t, unit);
      state = state.times(re[factor], im[factor], scan.terms[at], scan.terms[at + other]);
      if (!state.agrees(&states[at], scan.half)) {
        return reportComplex(seed, set, scan, "linear", t, unit);
      }
    }
    WantedComplex later;
    for (int t = scan.time - 1; t >= 0; t--) {
      const size_t at = scan.at(t, unit), factor = scan.factorAt(t, unit);
      const WantedComplex sum = later.times(1, 0, scan.terms[at], scan.terms[at + other]);
      if (!sum.agrees(&all[at], scan.half)) {
        return reportComplex(seed, set, scan, "adjoint", t, unit);
      }
      later = sum.times(re[factor], -im[factor], 0, 0);
    }
    if (!later.agrees(&first[start], scan.half)) {
      return reportComplex(seed, set, scan, "adjoint", -1, unit);
    }
  }
  return true;
}

/** Word `which` of Philox4x32-10 (Salmon et al. 2011) at a counter, one at a time. */
uint32_t philoxWord(uint64_t counter, const uint32_t (&seed)[2], int which) {
  uint32_t words[4] = {static_cast<uint32_t>(counter), static_cast<uint32_t>(counter >> 32), 0, 0};
  uint32_t key[2] = {seed[0], seed[1]};
  for (int round = 0; round < 10; round++) {
    const uint64_t even = uint64_t{0xD2511F53u} * words[0];
    const uint64_t odd = uint64_t{0xCD9E8D57u} * words[2];
    const uint32_t next[4] = {static_cast<uint32_t>(odd >> 32) ^ words[1] ^ key[0],
                              static_cast<uint32_t>(odd),
                              static_cast<uint32_t>(even >> 32) ^ words[3] ^ key[1],
                              static_cast<uint32_t>(even)};
    std::memcpy(words, next, sizeof(words));
    key[0] += 0x9E3779B9u;
    key[1] += 0xBB67AE85u;
  }
  return words[which];
}

bool compareDropout(unsigned seed, InstructionSet set) {
  Dice dice(seed);
  const int count = dice.between(1, 500);
  const int64_t first = int64_t{dropoutGroup} * dice.between(0, 1 << 20);
  const DropoutRule rule{{seed, static_cast<uint32_t>(dice.between(0, 1 << 30))},
                         static_cast<uint32_t>(dice.between(0, 1 << 30)), 1.5f};
  const Values x = dice.values(static_cast<size_t>(count), 1);
  Values y(x.size());
  kernelsFor<DropoutKernels>(set).apply(x.data(), y.data(), first, count, rule);
  for (int i = 0; i < count; i++) {
    // A group of 64 values has four words of each of 16 counters, word by word.
    const int64_t number = first + i, group = number / dropoutGroup, place = number % dropoutGroup;
    const uint64_t counter = static_cast<uint64_t>(group * 16 + place % 16);
    const uint32_t word = philoxWord(counter, rule.key, static_cast<int>(place / 16));
    const size_t at = static_cast<size_t>(i);
    const float wanted = word < rule.threshold ? 0 : x[at] * rule.scale;
    if (y[at] == wanted) continue;
    std::printf("trial %u, %s, dropout of %d values: value %d is %g, expected %g\n", seed,
                nameOf(set), count, i, y[at], wanted);
    return false;
  }
  return true;
}

}  // namespace
}  // namespace unroll

int main(int words, char** arguments) {
  using namespace unroll;
  return Trials(words, arguments).run([](unsigned seed) {
    setThreadCount(1 + static_cast<int>(seed % 4));
    int failures = 0;
    for (const auto compare : {compareLinear, compareAdjoint, compareComplex, compareDropout}) {
      failures += failuresOnEverySet([&](InstructionSet set) { return compare(seed, set); });
    }
    return failures;
  });
}
