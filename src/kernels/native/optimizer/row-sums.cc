#include "row-sums.h"

#include <algorithm>
#include <cstring>

#include "../processor.h"
#include "update-kernels.h"

namespace unroll {
namespace {

/** Columns of one tile: the sums of a thousand rows stay in a core's own cache. */
constexpr int64_t tileColumns = 128;

}  // namespace

RowSums::RowSums(int64_t rows, int64_t width, const int32_t* indices, int64_t count,
                 const float* values, const float* dense)
    : rows_(rows),
      width_(width),
      indices_(indices),
      count_(count),
      values_(values),
      dense_(dense),
      slots_(static_cast<size_t>(rows), -1),
      zeros_(static_cast<size_t>(width), 0.0f) {
  for (int64_t i = 0; i < count; i++) {
    int32_t& slot = slots_[static_cast<size_t>(indices[i])];
    if (slot >= 0) continue;
    slot = static_cast<int32_t>(distinct_.size());
    distinct_.push_back(indices[i]);
  }
  sums_ = Workspace(std::max<size_t>(1, distinct_.size()) * static_cast<size_t>(width) *
                    sizeof(float));
}

int RowSums::tiles() const {
  return static_cast<int>((width_ + tileColumns - 1) / tileColumns);
}

void RowSums::sumTile(int tile) {
  const int64_t from = tile * tileColumns;
  const int64_t columns = std::min(tileColumns, width_ - from);
  const size_t bytes = static_cast<size_t>(columns) * sizeof(float);
  float* const sums = sums_.as<float>() + from;
  for (size_t slot = 0; slot < distinct_.size(); slot++) {
    float* const sum = sums + static_cast<int64_t>(slot) * width_;
    if (dense_ == nullptr) std::memset(sum, 0, bytes);
    else std::memcpy(sum, dense_ + distinct_[slot] * width_ + from, bytes);
  }
  const UpdateKernels& compiled = kernels<UpdateKernels>();
  for (int64_t i = 0; i < count_; i++) {
    const int64_t slot = slots_[static_cast<size_t>(indices_[i])];
    compiled.add(sums + slot * width_, values_ + i * width_ + from, columns);
  }
}

}  // namespace unroll
