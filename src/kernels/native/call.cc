#include <new>

#include "operation-status.h"
#include "operation.h"
#include "workspace.h"

namespace unroll {
namespace {

/** From here on a result lies in workspace memory; smaller ones TensorFlow allocates faster. */
constexpr size_t ownMemoryFrom = size_t{256} << 10;

/** Of `name: type` the part before the colon. */
std::string nameIn(const std::string& specification) {
  return specification.substr(0, specification.find(':'));
}

/** Of `name: type = default` the type. */
std::string typeIn(const std::string& specification) {
  const size_t start = specification.find_first_not_of(' ', specification.find(':') + 1);
  return specification.substr(start, specification.find_first_of(" =><", start) - start);
}

/** Of `name: N * type` the attribute that says how many, else nothing. */
std::string countIn(const std::string& specification) {
  const size_t star = specification.find('*');
  if (star == std::string::npos) return "";
  const size_t start = specification.find_first_not_of(' ', specification.find(':') + 1);
  return specification.substr(start, specification.find_last_not_of(' ', star - 1) - start + 1);
}

const char* nameOf(ElementType type) {
  switch (type) {
    case ElementType::float32:
      return "float32";
    case ElementType::int32:
      return "int32";
    case ElementType::int64:
      return "int64";
  }
  return "another type";
}

}  // namespace

std::string describe(const Shape& shape) {
  std::string text = "(";
  for (size_t i = 0; i < shape.size(); i++) {
    text += (i > 0 ? ", " : "") + (shape[i] == any ? "any" : std::to_string(shape[i]));
  }
  return text + ")";
}

Attributes::Attributes(const OperationDefinition& definition,
                       TF_OpKernelConstruction* construction) {
  const TensorflowApi& api = tensorflow();
  const OwnedStatus status = newStatus();
  for (const char* const specification : definition.attributes) {
    const std::string name = nameIn(specification);
    const std::string type = typeIn(specification);
    double value = 0;
    if (type == "bool") {
      unsigned char boolean = 0;
      api.booleanAttribute(construction, name.c_str(), &boolean, status.get());
      value = boolean;
    } else if (type == "int") {
      int64_t integer = 0;
      api.integerAttribute(construction, name.c_str(), &integer, status.get());
      value = static_cast<double>(integer);
    } else {
      float number = 0;
      api.floatAttribute(construction, name.c_str(), &number, status.get());
      value = number;
    }
    throwUnlessOk(status.get(), definition.name);
    values_.emplace_back(name, value);
  }
}

double Attributes::value(const char* name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return value;
  }
  throw std::logic_error("there is no attribute " + std::string(name));
}

Call::Call(const OperationDefinition& definition, const Attributes& attributes,
           TF_OpKernelContext* context)
    : definition_(definition),
      attributes_(attributes),
      context_(context),
      status_(tensorflow().newStatus()) {}

Call::~Call() {
  for (const auto* const tensors : {&taken_, &made_}) {
    for (TF_Tensor* const tensor : *tensors) {
      if (tensor != nullptr) tensorflow().deleteTensor(tensor);
    }
  }
  tensorflow().deleteStatus(status_);
}

int Call::inputCount() const { return tensorflow().inputCount(context_); }

void Call::refuse(const std::string& message) const {
  throw InvalidInput(std::string(definition_.name) + ": " + message);
}

std::string Call::inputName(int index) const {
  int64_t first = 0;
  for (const char* const specification : definition_.inputs) {
    const std::string count = countIn(specification);
    const int64_t size = count.empty() ? 1 : attributes_.integer(count.c_str());
    if (index < first + size) {
      const std::string name = nameIn(specification);
      return size == 1 ? name : name + "[" + std::to_string(index - first) + "]";
    }
    first += size;
  }
  return "input " + std::to_string(index);
}

const TF_Tensor* Call::take(int index) {
  const size_t position = static_cast<size_t>(index);
  if (taken_.size() <= position) taken_.resize(position + 1, nullptr);
  if (taken_[position] == nullptr) {
    tensorflow().input(context_, index, &taken_[position], status_);
    throwIfFailed();
  }
  return taken_[position];
}

void Call::checkType(int index, const TF_Tensor* tensor, ElementType expected) const {
  const int type = tensorflow().elementType(tensor);
  if (type == static_cast<int>(expected)) return;
  refuse(inputName(index) + " is of " + nameOf(static_cast<ElementType>(type)) + ", expected " +
         nameOf(expected));
}

void Call::checkShape(int index, const Shape& shape,
                      std::initializer_list<int64_t> expected) const {
  bool fits = shape.size() == expected.size();
  for (size_t i = 0; fits && i < shape.size(); i++) {
    const int64_t wanted = expected.begin()[i];
    fits = wanted == any || wanted == shape[i];
  }
  if (fits) return;
  refuse(inputName(index) + " has shape " + describe(shape) + ", expected " +
         describe(Shape(expected)));
}

Shape Call::shapeOf(const TF_Tensor* tensor) {
  const TensorflowApi& api = tensorflow();
  Shape shape(static_cast<size_t>(api.rank(tensor)));
  for (size_t i = 0; i < shape.size(); i++) {
    shape[i] = api.dimension(tensor, static_cast<int>(i));
  }
  return shape;
}

bool Call::isEmpty(const TF_Tensor* tensor) { return tensorflow().byteSize(tensor) == 0; }

const void* Call::dataOf(const TF_Tensor* tensor) { return tensorflow().data(tensor); }

void Call::throwIfFailed() const { throwUnlessOk(status_, definition_.name); }

void Call::sharedOutput(int index, const Shape& shape, float* data, Release release,
                        void* argument) {
  const TensorflowApi& api = tensorflow();
  size_t bytes = sizeof(float);
  for (const int64_t size : shape) bytes *= static_cast<size_t>(size);
  TF_Tensor* const tensor =
      api.newTensor(static_cast<int>(ElementType::float32), shape.data(),
                    static_cast<int>(shape.size()), data, bytes, release, argument);
  if (tensor == nullptr) throw std::bad_alloc();
  made_.push_back(tensor);
  api.setOutput(context_, index, tensor, status_);
  throwIfFailed();
}

void* Call::allocate(int index, ElementType type, size_t elementSize, const Shape& shape) {
  const TensorflowApi& api = tensorflow();
  size_t bytes = elementSize;
  for (const int64_t size : shape) bytes *= static_cast<size_t>(size);
  const int number = static_cast<int>(type);
  const int rank = static_cast<int>(shape.size());
  if (bytes < ownMemoryFrom) {
    TF_Tensor* const tensor =
        api.allocateOutput(context_, index, number, shape.data(), rank, bytes, status_);
    if (tensor != nullptr) made_.push_back(tensor);
    throwIfFailed();
    return api.data(tensor);
  }
  Workspace memory(bytes);
  void* const data = memory.data();
  const auto release = [](void* released, size_t size, void*) {
    Workspace::release(released, size);
  };
  TF_Tensor* const tensor =
      api.newTensor(number, shape.data(), rank, data, bytes, release, nullptr);
  if (tensor == nullptr) throw std::bad_alloc();
  memory.detach();
  made_.push_back(tensor);
  api.setOutput(context_, index, tensor, status_);
  throwIfFailed();
  return data;
}

}  // namespace unroll
