#pragma once

#include <cstddef>
#include <cstdint>

#include "kept-memory.h"

namespace unroll {

/**
 * Memory for activations, packed weights and results: aligned to a cache line, and where it is large
 * from what earlier calls have left (kept-memory.h).
 *
 * Everything has one owner (a call, or a result of TensorFlow's), so that any number of models, of
 * forwards before a backward and of threads may be under way. The content is arbitrary.
 */
class Workspace {
 public:
  Workspace() = default;
  /** @throws std::bad_alloc */
  explicit Workspace(size_t bytes);
  Workspace(Workspace&& other) noexcept;
  Workspace& operator=(Workspace&& other) noexcept;
  ~Workspace();

  void* data() const { return data_; }
  size_t bytes() const { return bytes_; }

  /** Gives up ownership: `release` must be called with the data later, on any thread. */
  void* detach();
  static void release(void* data, size_t bytes);

  template <class Element>
  Element* as() const {
    return static_cast<Element*>(data_);
  }

 private:
  void* data_ = nullptr;
  size_t bytes_ = 0;
};

/**
 * Hands out parts of one workspace in two passes over the same code: the first adds up sizes, the
 * second gives addresses.
 */
class Layout {
 public:
  /** A pass that only measures. */
  Layout() = default;
  explicit Layout(void* base) : base_(static_cast<char*>(base)) {}

  /** Room for `count` elements at a new cache line. */
  template <class Element>
  Element* take(size_t count) {
    char* const start = base_ == nullptr ? nullptr : base_ + used_;
    used_ += (count * sizeof(Element) + line - 1) / line * line;
    return reinterpret_cast<Element*>(start);
  }

  size_t bytes() const { return used_; }

 private:
  static constexpr size_t line = 64;
  char* base_ = nullptr;
  size_t used_ = 0;
};

/** Of large workspaces. */
MemoryFacts workspaceFacts();

}  // namespace unroll
