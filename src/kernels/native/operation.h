#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tensorflow-api.h"

namespace unroll {

/** Thrown for input that an operation cannot take; becomes an exception in JavaScript. */
class InvalidInput : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

using Shape = std::vector<int64_t>;

/** Stands for any size in an expected shape. */
constexpr int64_t any = -1;

std::string describe(const Shape& shape);

/** An input or output, read or written in place. */
template <class Element>
struct Array {
  Element* data = nullptr;
  Shape shape;

  int64_t size(int dimension) const { return shape[static_cast<size_t>(dimension)]; }
  int64_t elements() const {
    int64_t product = 1;
    for (const int64_t size : shape) product *= size;
    return product;
  }
  /** Optional inputs that are left out have no elements. */
  bool isThere() const { return elements() > 0; }
};

class Call;
class Attributes;

/**
 * Everything that TensorFlow needs to know about an operation. Specifications are written as in
 * TensorFlow: attributes `reverse: bool = false` (bool, int and float), inputs `x: float`,
 * `lengths: int32` or lists `weights: N * float` with an attribute `N: int >= 1`.
 */
struct OperationDefinition {
  const char* name;
  std::vector<const char*> attributes;
  std::vector<const char*> inputs;
  std::vector<const char*> outputs;
  /** Throws InvalidInput for what it cannot take; any other exception is reported, too. */
  void (*compute)(Call& call);
};

/** Values of an operation's attributes, read once for each set of values. */
class Attributes {
 public:
  Attributes(const OperationDefinition& definition, TF_OpKernelConstruction* construction);

  bool boolean(const char* name) const { return value(name) != 0; }
  int64_t integer(const char* name) const { return static_cast<int64_t>(value(name)); }
  float number(const char* name) const { return static_cast<float>(value(name)); }

 private:
  double value(const char* name) const;

  std::vector<std::pair<std::string, double>> values_;
};

/** One execution of an operation: its inputs, checked, and its outputs, allocated. */
class Call {
 public:
  Call(const OperationDefinition& definition, const Attributes& attributes,
       TF_OpKernelContext* context);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const Attributes& attributes() const { return attributes_; }

  /**
   * @param index among all inputs, lists counted one by one
   * @param expected sizes; `any` where the input decides
   * @throws InvalidInput naming the operation, the input and both shapes
   */
  template <class Element>
  Array<const Element> input(int index, std::initializer_list<int64_t> expected) {
    Array<const Element> array = input<Element>(index);
    checkShape(index, array.shape, expected);
    return array;
  }

  /** The same with any shape. */
  template <class Element>
  Array<const Element> input(int index) {
    const TF_Tensor* const tensor = take(index);
    checkType(index, tensor, typeOf<Element>());
    return {static_cast<const Element*>(dataOf(tensor)), shapeOf(tensor)};
  }

  /** The same, where a tensor without elements, of any rank, says that the input is left out. */
  template <class Element>
  Array<const Element> optionalInput(int index, std::initializer_list<int64_t> expected) {
    const TF_Tensor* const tensor = take(index);
    if (isEmpty(tensor)) return Array<const Element>{nullptr, {0}};
    return input<Element>(index, expected);
  }

  /** An input that the operation uses up: its memory is written over. */
  template <class Element>
  Array<Element> mutableInput(int index, std::initializer_list<int64_t> expected) {
    Array<const Element> array = input<Element>(index, expected);
    return {const_cast<Element*>(array.data), array.shape};
  }

  /** Shape of an input before anything is known of it. */
  Shape shape(int index) { return shapeOf(take(index)); }

  /** Uninitialised; large results lie in memory that is kept for the next call (workspace.h). */
  template <class Element = float>
  Array<Element> output(int index, Shape shape) {
    void* const data = allocate(index, typeOf<Element>(), sizeof(Element), shape);
    return {static_cast<Element*>(data), std::move(shape)};
  }

  using Release = void (*)(void* data, size_t bytes, void* argument);
  /**
   * A float32 output in memory that belongs to someone else and is aligned to a cache line. Once
   * the last tensor that shares it has gone, `release` is called, on any thread.
   */
  void sharedOutput(int index, const Shape& shape, float* data, Release release, void* argument);

  int inputCount() const;

  /** Throws InvalidInput: `operation: message`. */
  [[noreturn]] void refuse(const std::string& message) const;
  std::string inputName(int index) const;

 private:
  template <class Element>
  static constexpr ElementType typeOf() {
    static_assert(std::is_same_v<Element, float> || std::is_same_v<Element, int32_t>);
    return std::is_same_v<Element, float> ? ElementType::float32 : ElementType::int32;
  }

  const TF_Tensor* take(int index);
  void checkType(int index, const TF_Tensor* tensor, ElementType expected) const;
  void checkShape(int index, const Shape& shape, std::initializer_list<int64_t> expected) const;
  void* allocate(int index, ElementType type, size_t elementSize, const Shape& shape);
  static Shape shapeOf(const TF_Tensor* tensor);
  static bool isEmpty(const TF_Tensor* tensor);
  static const void* dataOf(const TF_Tensor* tensor);
  void throwIfFailed() const;

  const OperationDefinition& definition_;
  const Attributes& attributes_;
  TF_OpKernelContext* const context_;
  TF_Status* const status_;
  /** By the number of the input; null where it has not been asked for. */
  std::vector<TF_Tensor*> taken_;
  std::vector<TF_Tensor*> made_;
};

/** What TensorFlow calls for one operation. */
struct OperationCallbacks {
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void* kernel, TF_OpKernelContext*);
  void (*destroy)(void* kernel);
};

/**
 * @returns whether it was new: another copy of this addon in the process may have registered it
 * @throws std::runtime_error with TensorFlow's words where it refuses the definition
 */
bool registerOperation(const OperationDefinition& definition, const OperationCallbacks& callbacks);

void* createKernel(const OperationDefinition& definition, TF_OpKernelConstruction* construction);
void computeKernel(const OperationDefinition& definition, const void* kernel,
                   TF_OpKernelContext* context);
void destroyKernel(void* kernel);

/** TensorFlow passes no user data to `create`, hence one set of functions for each definition. */
template <const OperationDefinition& definition>
bool registerOperation() {
  static const OperationCallbacks callbacks{
      [](TF_OpKernelConstruction* construction) { return createKernel(definition, construction); },
      [](void* kernel, TF_OpKernelContext* context) {
        computeKernel(definition, kernel, context);
      },
      destroyKernel};
  return registerOperation(definition, callbacks);
}

/** How often each operation has run to its end in this process. */
std::vector<std::pair<std::string, int64_t>> operationCalls();

}  // namespace unroll
