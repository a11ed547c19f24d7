#include "tensorflow-api.h"

#include <stdexcept>
#include <string>

#include "loaded-libraries.h"

namespace unroll {
namespace {

/** Fills function pointers by name and remembers which could not be found. */
class Binder {
 public:
  explicit Binder(const LoadedLibraries& libraries) : libraries_(libraries) {}

  template <class Function>
  void operator()(Function& function, const char* symbol) {
    function = reinterpret_cast<Function>(libraries_.find(symbol));
    if (function == nullptr) missing_ += std::string(missing_.empty() ? "" : ", ") + symbol;
  }

  const std::string& missing() const { return missing_; }

 private:
  const LoadedLibraries& libraries_;
  std::string missing_;
};

void bindRegistration(Binder& bind, TensorflowApi& api) {
  bind(api.newOperation, "TF_NewOpDefinitionBuilder");
  bind(api.addAttribute, "TF_OpDefinitionBuilderAddAttr");
  bind(api.addInput, "TF_OpDefinitionBuilderAddInput");
  bind(api.addOutput, "TF_OpDefinitionBuilderAddOutput");
  bind(api.setStateful, "TF_OpDefinitionBuilderSetIsStateful");
  bind(api.setShapeFunction, "TF_OpDefinitionBuilderSetShapeInferenceFunction");
  bind(api.shapeIsUnknown, "TF_ShapeInferenceContextSetUnknownShape");
  bind(api.registerOperation, "TF_RegisterOpDefinition");
  bind(api.newKernel, "TF_NewKernelBuilder");
  bind(api.registerKernel, "TF_RegisterKernelBuilder");
  bind(api.registeredKernels, "TF_GetRegisteredKernelsForOp");
  bind(api.deleteBuffer, "TF_DeleteBuffer");
  bind(api.constructionFailed, "TF_OpKernelConstruction_Failure");
  bind(api.integerAttribute, "TF_OpKernelConstruction_GetAttrInt64");
  bind(api.floatAttribute, "TF_OpKernelConstruction_GetAttrFloat");
  bind(api.booleanAttribute, "TF_OpKernelConstruction_GetAttrBool");
}

void bindExecution(Binder& bind, TensorflowApi& api) {
  bind(api.version, "TF_Version");
  bind(api.newStatus, "TF_NewStatus");
  bind(api.deleteStatus, "TF_DeleteStatus");
  bind(api.setStatus, "TF_SetStatus");
  bind(api.code, "TF_GetCode");
  bind(api.message, "TF_Message");
  bind(api.failed, "TF_OpKernelContext_Failure");
  bind(api.inputCount, "TF_NumInputs");
  bind(api.input, "TF_GetInput");
  bind(api.setOutput, "TF_SetOutput");
  bind(api.allocateOutput, "TF_AllocateOutput");
  bind(api.newTensor, "TF_NewTensor");
  bind(api.deleteTensor, "TF_DeleteTensor");
  bind(api.data, "TF_TensorData");
  bind(api.byteSize, "TF_TensorByteSize");
  bind(api.elementType, "TF_TensorType");
  bind(api.rank, "TF_NumDims");
  bind(api.dimension, "TF_Dim");
}

TensorflowApi bindAll() {
  // `tensorflow.dll` on Windows, `libtensorflow*.so.2` and `libtensorflow*.dylib` elsewhere.
  const LoadedLibraries libraries("tensorflow");
  TensorflowApi api{};
  Binder bind(libraries);
  bindExecution(bind, api);
  if (api.version == nullptr) {
    throw std::runtime_error("No TensorFlow library is loaded in this process");
  }
  bindRegistration(bind, api);
  if (!bind.missing().empty()) {
    throw std::runtime_error("TensorFlow " + std::string(api.version()) + " lacks " +
                             bind.missing());
  }
  return api;
}

}  // namespace

const TensorflowApi& tensorflow() {
  static const TensorflowApi api = bindAll();
  return api;
}

}  // namespace unroll
