#pragma once

#include <cstdio>
#include <cstdlib>

#include "processor.h"

namespace unroll {

/** From the plainest on; a processor runs those up to its own. */
constexpr InstructionSet everySet[] = {InstructionSet::portable, InstructionSet::avx2,
                                       InstructionSet::avx512, InstructionSet::avx512Bf16};

/** @param agrees(set) @returns for how many sets of this processor it is false */
template <class Agrees>
int failuresOnEverySet(const Agrees& agrees) {
  int failures = 0;
  for (const InstructionSet set : everySet) {
    if (set <= instructionSet() && !agrees(set)) failures++;
  }
  return failures;
}

/** What a fuzzer is asked for: `PROGRAM [TRIALS [FIRST]]`. */
struct Trials {
  Trials(int words, char** arguments)
      : count(words > 1 ? std::atoi(arguments[1]) : 100),
        first(words > 2 ? static_cast<unsigned>(std::atoi(arguments[2])) : 1) {}

  /** @param failuresOf(seed) @returns the exit code */
  template <class FailuresOf>
  int run(const FailuresOf& failuresOf) const {
    int failures = 0;
    for (int i = 0; i < count; i++) failures += failuresOf(first + static_cast<unsigned>(i));
    return report(count, failures);
  }

  static int report(int trials, int failures) {
    std::printf("%d trials, %d failures\n", trials, failures);
    return failures > 0 ? 1 : 0;
  }

  const int count;
  /** Seed of the first; the others count on. */
  const unsigned first;
};

}  // namespace unroll
