#include "gather-rows.h"

#include <algorithm>
#include <cstring>

#include "../thread-pool.h"

namespace unroll {
namespace {

/** Bytes that a thread copies at once. */
constexpr int64_t tileSize = 64 << 10;
/** Of a value that is copied, weighed as floating-point operations. */
constexpr double operationsPerValue = 4;

void requireRows(Call& call, const Array<const int32_t>& indices, int64_t rows) {
  for (int64_t i = 0; i < indices.elements(); i++) {
    if (indices.data[i] >= 0 && indices.data[i] < rows) continue;
    call.refuse("indices[" + std::to_string(i) + "] is " + std::to_string(indices.data[i]) +
                ", expected 0 to " + std::to_string(rows - 1));
  }
}

void compute(Call& call) {
  const auto table = call.input<float>(0, {any, any});
  const auto indices = call.input<int32_t>(1, {any});
  requireRows(call, indices, table.size(0));
  const int64_t count = indices.elements(), width = table.size(1);
  const auto taken = call.output(0, {count, width});
  const int64_t bytes = width * static_cast<int64_t>(sizeof(float));
  const int64_t rowsOfTile = std::max<int64_t>(1, tileSize / std::max<int64_t>(1, bytes));
  const int tiles = static_cast<int>((count + rowsOfTile - 1) / rowsOfTile);
  parallel(threadsFor(operationsPerValue * static_cast<double>(count * width)), [&](Team& team) {
    team.each(tiles, [&](int tile) {
      const int64_t first = tile * rowsOfTile, last = std::min(count, first + rowsOfTile);
      for (int64_t i = first; i < last; i++) {
        std::memcpy(taken.data + i * width, table.data + indices.data[i] * width,
                    static_cast<size_t>(bytes));
      }
    });
  });
}

}  // namespace

const OperationDefinition gatherRows{"UnrollGatherRows",
                                     {},
                                     {"table: float", "indices: int32"},
                                     {"rows: float"},
                                     compute};

}  // namespace unroll
