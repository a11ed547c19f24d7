// Random matrix memories of an mLSTM, forwards and back, through every instruction set that this
// processor has, each compared with what the compiler makes for any processor; that is held against
// the equations in test/kernels/native/matrix-memory.test.ts. Like fuzz.cc it runs without
// TensorFlow, each array no larger than it must be.
//
//     fuzz-memory TRIALS [FIRST]     ends with 1 where something differs

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <vector>

#include "dice.h"
#include "processor.h"
#include "scan/memory-kernels.h"
#include "trials.h"

namespace unroll {
namespace {

/** Some heads side by side, of which one is run. */
struct Memory {
  explicit Memory(unsigned seed) : dice(seed) {
    const int heads = dice.between(1, 3), head = dice.between(0, heads - 1);
    const int time = dice.between(1, 12), width = dice.between(1, 70);
    sizes = {time, width, heads * width, heads};
    first = head * width;
    gate = head;
    const size_t rows = static_cast<size_t>(time) * static_cast<size_t>(heads);
    const size_t units = static_cast<size_t>(width);
    for (Values* one : {&query, &key, &value, &dRead}) *one = dice.values(rows * units, 1);
    for (Values* one : {&input, &logForget}) *one = dice.values(rows, 1);
    for (float& one : logForget) one -= 1;
    for (Values* one : {&matrix, &dMatrix}) *one = dice.values(units * units, 0.5);
    for (Values* one : {&normalizer, &dNormalizer}) *one = dice.values(units, 0.5);
    for (Values* one : {&m, &dM}) *one = dice.values(1, 0.5);
  }

  Dice dice;
  MemorySizes sizes;
  int first, gate;
  Values query, key, value, input, logForget, matrix, normalizer, m;
  Values dRead, dMatrix, dNormalizer, dM;
};

/** All that comes out, forwards and back. */
struct Answer {
  Answer(const Memory& memory, const MemoryKernels& compiled) {
    const MemorySizes& sizes = memory.sizes;
    const auto like = [&](std::initializer_list<Values*> those, const Values& sample) {
      for (Values* one : those) one->assign(sample.size(), 0);
    };
    like({&read, &dQuery, &dKey, &dValue}, memory.query);
    like({&weight, &stabilizer, &dInput, &dLogForget}, memory.input);
    like({&matrix, &dMatrix}, memory.matrix);
    like({&normalizer, &dNormalizer}, memory.normalizer);
    like({&m, &dM}, memory.m);
    Values scratch(static_cast<size_t>(compiled.scratchSize(sizes.width)));
    const int first = memory.first, gate = memory.gate;
    const MemoryInputs inputs{memory.query.data() + first, memory.key.data() + first,
                              memory.value.data() + first, memory.input.data() + gate,
                              memory.logForget.data() + gate, memory.matrix.data(),
                              memory.normalizer.data(), memory.m.data()};
    compiled.forward(sizes, inputs,
                     {read.data() + first, weight.data() + gate, stabilizer.data() + gate,
                      matrix.data(), normalizer.data(), m.data()},
                     scratch.data());
    compiled.backward(sizes, inputs,
                      {read.data() + first, weight.data() + gate, stabilizer.data() + gate,
                       matrix.data(), normalizer.data(), memory.dRead.data() + first,
                       memory.dMatrix.data(), memory.dNormalizer.data(), memory.dM.data()},
                      {dQuery.data() + first, dKey.data() + first, dValue.data() + first,
                       dInput.data() + gate, dLogForget.data() + gate, dMatrix.data(),
                       dNormalizer.data(), dM.data()},
                      scratch.data());
  }

  std::vector<const Values*> list() const {
    return {&read,   &weight, &stabilizer, &matrix,     &normalizer, &m,           &dQuery,
            &dKey,   &dValue, &dInput,     &dLogForget, &dMatrix,    &dNormalizer, &dM};
  }

  Values read, weight, stabilizer, matrix, normalizer, m;
  Values dQuery, dKey, dValue, dInput, dLogForget, dMatrix, dNormalizer, dM;
};

/** Largest difference relative to the largest value, or to 1 where that is less. */
double difference(const Values& a, const Values& b) {
  double most = 0, size = 1;
  for (size_t i = 0; i < a.size(); i++) {
    if (std::isfinite(a[i]) != std::isfinite(b[i])) return std::numeric_limits<double>::infinity();
    if (!std::isfinite(a[i])) continue;
    most = std::max(most, std::abs(static_cast<double>(a[i]) - b[i]));
    size = std::max(size, std::abs(static_cast<double>(b[i])));
  }
  return most / size;
}

bool compare(unsigned seed, InstructionSet set) {
  const Memory memory(seed);
  const Answer wanted(memory, kernelsFor<MemoryKernels>(InstructionSet::portable));
  const Answer found(memory, kernelsFor<MemoryKernels>(set));
  for (size_t i = 0; i < wanted.list().size(); i++) {
    const double error = difference(*found.list()[i], *wanted.list()[i]);
    if (error < 1e-4) continue;
    std::printf("trial %u, %s, %d steps of %d units: result %zu differs by %g\n", seed, nameOf(set),
                static_cast<int>(memory.sizes.time), static_cast<int>(memory.sizes.width), i,
                error);
    return false;
  }
  return true;
}

}  // namespace
}  // namespace unroll

int main(int words, char** arguments) {
  using namespace unroll;
  return Trials(words, arguments).run([](unsigned seed) {
    return failuresOnEverySet([&](InstructionSet set) { return compare(seed, set); });
  });
}
