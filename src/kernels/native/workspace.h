#pragma once

#include <cstddef>
#include <cstdint>

namespace unroll {

/**
 * Memory for activations, packed weights and results: aligned to a cache line, in huge pages where
 * it is large, since a recurrent step streams through more small pages than the processor keeps
 * track of, and since touching fresh pages at every step costs a twentieth of the step.
 *
 * Freed memory is kept for the next call, never more than was in use at once lately; everything
 * has one owner (a call, or a result of TensorFlow's), so that any number of models, of forwards
 * before a backward and of threads may be under way. The content is arbitrary.
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

struct WorkspaceFacts {
  size_t inUse;
  size_t kept;
  size_t peak;
};
WorkspaceFacts workspaceFacts();

}  // namespace unroll
