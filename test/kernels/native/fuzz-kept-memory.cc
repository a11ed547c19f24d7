// Blocks of random sizes taken and given back by several threads at once. Nobody else may write into
// a block; what is told of the memory must add up; and who takes the same blocks again and again must
// come to an end of asking the system.
//
//     fuzz-kept-memory TRIALS [FIRST]     ends with 1 where something fails

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "dice.h"
#include "kept-memory.h"
#include "trials.h"

namespace unroll {
namespace {

constexpr int threads = 3;
constexpr size_t keptBeyond = size_t{64} << 20;

struct Block {
  char* data;
  size_t bytes;
  char mark;

  void write() const {
    std::memset(data, mark, 64);
    std::memset(data + bytes - 64, mark, 64);
  }
  bool isUntouched() const {
    for (size_t i = 0; i < 64; i++) {
      if (data[i] != mark || data[bytes - 1 - i] != mark) return false;
    }
    return true;
  }
};

/** @returns how many blocks were written into by somebody else, or were none */
int takeAndGive(KeptMemory& memory, unsigned seed) {
  Dice dice(seed);
  std::vector<Block> blocks;
  int failures = 0;
  const auto giveOne = [&] {
    const auto at = static_cast<size_t>(dice.between(0, static_cast<int>(blocks.size()) - 1));
    if (!blocks[at].isUntouched()) failures++;
    memory.give(blocks[at].data);
    blocks[at] = blocks.back();
    blocks.pop_back();
  };
  for (int i = 0; i < 300; i++) {
    if (!blocks.empty() && (blocks.size() > 12 || dice.chance(0.48))) {
      giveOne();
      continue;
    }
    const size_t bytes = static_cast<size_t>(dice.between(1, dice.chance(0.3) ? 9000 : 900)) << 10;
    Block block{static_cast<char*>(memory.take(bytes)), bytes, static_cast<char>(dice.between(1, 99))};
    if (block.data == nullptr || reinterpret_cast<uintptr_t>(block.data) % 64 != 0) {
      failures++;
      continue;
    }
    block.write();
    blocks.push_back(block);
  }
  while (!blocks.empty()) giveOne();
  return failures;
}

bool checkTogether(unsigned seed) {
  KeptMemory memory;
  int failures[threads] = {};
  std::vector<std::thread> workers;
  for (unsigned t = 0; t < threads; t++) {
    workers.emplace_back([&, t] { failures[t] = takeAndGive(memory, seed * threads + t); });
  }
  for (std::thread& worker : workers) worker.join();
  int all = 0;
  for (const int one : failures) all += one;
  const MemoryFacts facts = memory.facts();
  const size_t most = 2 * facts.peak + keptBeyond;
  if (all == 0 && facts.inUse == 0 && facts.kept <= most) return true;
  std::printf("trial %u: %d blocks failed, %zu bytes in use, %zu kept of at most %zu\n", seed, all,
              facts.inUse, facts.kept, most);
  return false;
}

/** One training step after the other: the same requests in the same order. */
bool checkRepeated(unsigned seed) {
  KeptMemory memory;
  size_t before = 0;
  for (int step = 0; step < 40; step++) {
    if (step == 20) before = memory.facts().reservations;
    takeAndGive(memory, seed);
  }
  const size_t asked = memory.facts().reservations - before;
  if (asked == 0) return true;
  std::printf("trial %u: the system was asked %zu times in the last 20 of 40 steps\n", seed, asked);
  return false;
}

}  // namespace
}  // namespace unroll

int main(int words, char** arguments) {
  using namespace unroll;
  return Trials(words, arguments).run([](unsigned seed) {
    return (checkTogether(seed) ? 0 : 1) + (checkRepeated(seed) ? 0 : 1);
  });
}
