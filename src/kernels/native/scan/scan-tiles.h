#pragma once

#include <algorithm>

#include "../thread-pool.h"
#include "scan-kernels.h"

namespace unroll {

/** Columns that a thread takes through all steps at once. */
constexpr int64_t scanTileColumns = 256;
/** Of one step of one column, weighed as floating-point operations: mostly memory. */
constexpr double scanOperationsPerStep = 8;

/** Calls work(columns) for tiles of the columns of a (time, width) sequence, on all threads. */
template <class Work>
void eachScanTile(int64_t time, int64_t width, const Work& work) {
  const int tiles = static_cast<int>((width + scanTileColumns - 1) / scanTileColumns);
  const double operations = scanOperationsPerStep * static_cast<double>(time * width);
  parallel(threadsFor(operations), [&](Team& team) {
    team.each(tiles, [&](int tile) {
      const int64_t first = tile * scanTileColumns;
      work(ScanColumns{time, width, first, std::min(scanTileColumns, width - first)});
    });
  });
}

}  // namespace unroll
