#include "copy-rows.h"

#include <algorithm>
#include <cstring>

#include "../thread-pool.h"

namespace unroll {
namespace {

/** Bytes that a thread copies at once. */
constexpr int64_t tileSize = 64 << 10;
/** Of a value that is copied, weighed as floating-point operations. */
constexpr double operationsPerValue = 4;

}  // namespace

void copyRows(const float* table, int64_t width, const int32_t* indices, int64_t count, float* to) {
  const int64_t bytes = width * static_cast<int64_t>(sizeof(float));
  if (bytes == 0) return;
  const int64_t rowsOfTile = std::max<int64_t>(1, tileSize / bytes);
  const int tiles = static_cast<int>((count + rowsOfTile - 1) / rowsOfTile);
  parallel(threadsFor(operationsPerValue * static_cast<double>(count * width)), [&](Team& team) {
    team.each(tiles, [&](int tile) {
      const int64_t first = tile * rowsOfTile, last = std::min(count, first + rowsOfTile);
      for (int64_t i = first; i < last; i++) {
        std::memcpy(to + i * width, table + indices[i] * width, static_cast<size_t>(bytes));
      }
    });
  });
}

}  // namespace unroll
