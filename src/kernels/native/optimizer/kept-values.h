#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "../operation.h"

namespace unroll {

/**
 * Floats that outlive a call and are changed in place: parameters and what an optimizer remembers
 * of them. TensorFlow reads them through views that share the memory. A view tells when the last of
 * TensorFlow's tensors on it has gone; while one is alive, the next change copies the values and
 * leaves the old ones to the view. So nobody ever sees a value change, and nothing is copied as long
 * as the holder gives its view back before it asks for a change.
 */
class KeptValue {
 public:
  /** @throws std::bad_alloc */
  explicit KeptValue(Shape shape);
  ~KeptValue();
  KeptValue(KeptValue&&) noexcept;
  KeptValue& operator=(KeptValue&&) noexcept;

  const Shape& shape() const { return shape_; }
  int64_t elements() const { return elements_; }
  const float* values() const;

  /** @param copied set when views were alive, so that the values had to be copied */
  float* writable(bool* copied);

  /** Makes an output of the call a view. */
  void show(Call& call, int output) const;

 private:
  struct Block;
  Shape shape_;
  int64_t elements_;
  std::shared_ptr<Block> block_;
};

/**
 * The kept values of this process by their numbers, which JavaScript gives. Operations run on one
 * thread at a time.
 */
class KeptValues {
 public:
  /** @throws InvalidInput where the number is unknown */
  static KeptValue& at(const Call& call, int32_t number);
  /** Replaces what the number stood for. */
  static KeptValue& put(int32_t number, KeptValue value);
  static void forget(int32_t number);
};

}  // namespace unroll
