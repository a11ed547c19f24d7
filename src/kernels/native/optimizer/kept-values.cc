#include "kept-values.h"

#include <atomic>
#include <cstring>
#include <string>
#include <unordered_map>
#include <utility>

#include "../workspace.h"
#include "optimizer.h"

namespace unroll {

struct KeptValue::Block {
  explicit Block(size_t bytes) : memory(bytes) {}

  Workspace memory;
  /** Views that TensorFlow still holds; the last one may go on any of its threads. */
  std::atomic<int> views{0};
};

namespace {

int64_t product(const Shape& shape) {
  int64_t elements = 1;
  for (const int64_t size : shape) elements *= size;
  return elements;
}

size_t bytesOf(int64_t elements) { return static_cast<size_t>(elements) * sizeof(float); }

/** Never destroyed: views may be released while the process ends. */
std::unordered_map<int32_t, KeptValue>& registry() {
  static auto* const values = new std::unordered_map<int32_t, KeptValue>;
  return *values;
}

}  // namespace

KeptValue::KeptValue(Shape shape)
    : shape_(std::move(shape)),
      elements_(product(shape_)),
      block_(std::make_shared<Block>(bytesOf(elements_))) {}

KeptValue::~KeptValue() = default;
KeptValue::KeptValue(KeptValue&&) noexcept = default;
KeptValue& KeptValue::operator=(KeptValue&&) noexcept = default;

const float* KeptValue::values() const { return block_->memory.as<float>(); }

float* KeptValue::writable(bool* copied) {
  if (block_->views.load(std::memory_order_acquire) > 0) {
    auto fresh = std::make_shared<Block>(bytesOf(elements_));
    std::memcpy(fresh->memory.data(), block_->memory.data(), bytesOf(elements_));
    block_ = std::move(fresh);
    *copied = true;
  }
  return block_->memory.as<float>();
}

void KeptValue::show(Call& call, int output) const {
  auto* const held = new std::shared_ptr<Block>(block_);
  block_->views.fetch_add(1, std::memory_order_relaxed);
  const auto release = [](void*, size_t, void* argument) {
    auto* const block = static_cast<std::shared_ptr<Block>*>(argument);
    (*block)->views.fetch_sub(1, std::memory_order_release);
    delete block;
  };
  call.sharedOutput(output, shape_, block_->memory.as<float>(), release, held);
}

KeptValue& KeptValues::at(const Call& call, int32_t number) {
  const auto found = registry().find(number);
  if (found == registry().end()) call.refuse("no value is kept as " + std::to_string(number));
  return found->second;
}

KeptValue& KeptValues::put(int32_t number, KeptValue value) {
  return registry().insert_or_assign(number, std::move(value)).first->second;
}

void KeptValues::forget(int32_t number) { registry().erase(number); }

namespace {

void keep(Call& call) {
  const int32_t number = *call.input<int32_t>(0, {}).data;
  const Array<const float> given = call.input<float>(1);
  KeptValue value(given.shape);
  bool copied = false;
  std::memcpy(value.writable(&copied), given.data, bytesOf(given.elements()));
  KeptValues::put(number, std::move(value)).show(call, 0);
}

void show(Call& call) {
  KeptValues::at(call, *call.input<int32_t>(0, {}).data).show(call, 0);
}

void forget(Call& call) {
  const Array<const int32_t> numbers = call.input<int32_t>(0, {any});
  for (int64_t i = 0; i < numbers.elements(); i++) KeptValues::forget(numbers.data[i]);
}

}  // namespace

const OperationDefinition keepValue{
    "UnrollKeepValue", {}, {"number: int32", "value: float"}, {"view: float"}, keep};

const OperationDefinition showValue{
    "UnrollShowValue", {}, {"number: int32"}, {"view: float"}, show};

const OperationDefinition forgetValues{
    "UnrollForgetValues", {}, {"numbers: int32"}, {}, forget};

}  // namespace unroll
