#include "operation.h"

#include <map>
#include <mutex>
#include <new>

#include "operation-status.h"

namespace unroll {
namespace {

void unknownShape(TF_ShapeInferenceContext* context, TF_Status* status) {
  tensorflow().shapeIsUnknown(context, status);
}

bool isRegistered(const char* operation) {
  const TensorflowApi& api = tensorflow();
  const OwnedStatus status = newStatus();
  TF_Buffer* const list = api.registeredKernels(operation, status.get());
  if (list == nullptr) return false;
  // A serialised list without kernels has no bytes.
  const bool isThere = reinterpret_cast<const BufferContent*>(list)->length > 0;
  api.deleteBuffer(list);
  return isThere;
}

class CallCounts {
 public:
  void add(const char* operation) {
    const std::lock_guard<std::mutex> lock(mutex_);
    counts_[operation]++;
  }
  void mention(const char* operation) {
    const std::lock_guard<std::mutex> lock(mutex_);
    counts_[operation];
  }
  std::vector<std::pair<std::string, int64_t>> list() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return {counts_.begin(), counts_.end()};
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int64_t> counts_;
};

CallCounts& callCounts() {
  static CallCounts* const counts = new CallCounts;
  return *counts;
}

/** Carries an exception over the border to TensorFlow, which knows none. */
template <class Report>
void reportException(const OperationDefinition& definition, const Report& report) {
  const OwnedStatus status = newStatus();
  const auto set = [&](StatusCode code, const std::string& message) {
    tensorflow().setStatus(status.get(), static_cast<int>(code), message.c_str());
  };
  try {
    throw;
  } catch (const InvalidInput& error) {
    set(StatusCode::invalidArgument, error.what());
  } catch (const std::bad_alloc&) {
    set(StatusCode::resourceExhausted, std::string(definition.name) + ": memory is exhausted");
  } catch (const std::exception& error) {
    set(StatusCode::internal, std::string(definition.name) + ": " + error.what());
  } catch (...) {
    set(StatusCode::internal, std::string(definition.name) + ": unknown failure");
  }
  report(status.get());
}

}  // namespace

bool registerOperation(const OperationDefinition& definition,
                       const OperationCallbacks& callbacks) {
  callCounts().mention(definition.name);
  if (isRegistered(definition.name)) return false;
  const TensorflowApi& api = tensorflow();
  const OwnedStatus status = newStatus();
  TF_OpDefinitionBuilder* const builder = api.newOperation(definition.name);
  for (const char* const attribute : definition.attributes) api.addAttribute(builder, attribute);
  for (const char* const input : definition.inputs) api.addInput(builder, input);
  for (const char* const output : definition.outputs) api.addOutput(builder, output);
  // Otherwise TensorFlow may take equal calls together, or leave out one that changes a variable.
  api.setStateful(builder, true);
  api.setShapeFunction(builder, unknownShape);
  api.registerOperation(builder, status.get());
  throwUnlessOk(status.get(), definition.name);
  TF_KernelBuilder* const kernel = api.newKernel(definition.name, "CPU", callbacks.create,
                                                 callbacks.compute, callbacks.destroy);
  api.registerKernel(definition.name, kernel, status.get());
  throwUnlessOk(status.get(), definition.name);
  return true;
}

void* createKernel(const OperationDefinition& definition, TF_OpKernelConstruction* construction) {
  try {
    return new Attributes(definition, construction);
  } catch (...) {
    reportException(definition, [&](TF_Status* status) {
      tensorflow().constructionFailed(construction, status);
    });
    return nullptr;
  }
}

void computeKernel(const OperationDefinition& definition, const void* kernel,
                   TF_OpKernelContext* context) {
  try {
    Call call(definition, *static_cast<const Attributes*>(kernel), context);
    definition.compute(call);
    callCounts().add(definition.name);
  } catch (...) {
    reportException(definition,
                    [&](TF_Status* status) { tensorflow().failed(context, status); });
  }
}

void destroyKernel(void* kernel) { delete static_cast<Attributes*>(kernel); }

std::vector<std::pair<std::string, int64_t>> operationCalls() { return callCounts().list(); }

}  // namespace unroll
