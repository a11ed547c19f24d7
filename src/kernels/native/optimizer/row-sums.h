#pragma once

#include <cstdint>
#include <vector>

#include "../workspace.h"

namespace unroll {

/**
 * The gradient of a table of which few rows were read: every row that was read, once, with the sum
 * of what came back for it. Sums are taken in the order in which the rows were read, so that they
 * do not depend on threads.
 */
class RowSums {
 public:
  /**
   * @param rows of the table
   * @param indices the row that was read, `count` times; each in [0, rows)
   * @param dense where the table has another gradient, too: (rows, width), which the sums start
   *     with; else null
   */
  RowSums(int64_t rows, int64_t width, const int32_t* indices, int64_t count,
          const float* values, const float* dense);

  /** In how many tiles the sums may be taken. */
  int tiles() const;
  void sumTile(int tile);

  int64_t rows() const { return rows_; }
  int64_t width() const { return width_; }
  /** Numbers of the rows that were read, in the order in which they were met. */
  const std::vector<int32_t>& distinct() const { return distinct_; }
  bool isDense() const { return dense_ != nullptr; }

  /** Gradient of a row: its sum, else the dense one, else zeros. */
  const float* gradient(int64_t row) const {
    const int32_t slot = slots_[static_cast<size_t>(row)];
    if (slot >= 0) return sums_.as<float>() + slot * width_;
    return dense_ != nullptr ? dense_ + row * width_ : zeros_.data();
  }

 private:
  const int64_t rows_;
  const int64_t width_;
  const int32_t* const indices_;
  const int64_t count_;
  const float* const values_;
  const float* const dense_;
  /** For each row of the table its place in `distinct_`, or -1. */
  std::vector<int32_t> slots_;
  std::vector<int32_t> distinct_;
  std::vector<float> zeros_;
  Workspace sums_;
};

}  // namespace unroll
