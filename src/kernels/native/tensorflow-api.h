#pragma once

#include <cstddef>
#include <cstdint>

// TensorFlow's C interface for kernels, as far as it is used here. It is stable across versions and
// found in the library that the process has loaded, so that no TensorFlow headers are needed.

struct TF_Status;
struct TF_Tensor;
struct TF_OpDefinitionBuilder;
struct TF_KernelBuilder;
struct TF_KernelList;
struct TF_Buffer;
struct TF_OpKernelConstruction;
struct TF_OpKernelContext;
struct TF_ShapeInferenceContext;

namespace unroll {

/** TF_DataType. */
enum class ElementType : int { float32 = 1, int32 = 3, int64 = 9 };

/** TF_Code. */
enum class StatusCode : int { ok = 0, invalidArgument = 3, resourceExhausted = 8, internal = 13 };

using ShapeFunction = void (*)(TF_ShapeInferenceContext*, TF_Status*);

struct TensorflowApi {
  const char* (*version)();

  TF_Status* (*newStatus)();
  void (*deleteStatus)(TF_Status*);
  void (*setStatus)(TF_Status*, int code, const char* message);
  int (*code)(const TF_Status*);
  const char* (*message)(const TF_Status*);

  TF_OpDefinitionBuilder* (*newOperation)(const char* name);
  void (*addAttribute)(TF_OpDefinitionBuilder*, const char* specification);
  void (*addInput)(TF_OpDefinitionBuilder*, const char* specification);
  void (*addOutput)(TF_OpDefinitionBuilder*, const char* specification);
  void (*setStateful)(TF_OpDefinitionBuilder*, bool);
  void (*setShapeFunction)(TF_OpDefinitionBuilder*, ShapeFunction);
  void (*shapeIsUnknown)(TF_ShapeInferenceContext*, TF_Status*);
  /** Takes the builder. */
  void (*registerOperation)(TF_OpDefinitionBuilder*, TF_Status*);

  TF_KernelBuilder* (*newKernel)(const char* operation, const char* device,
                                 void* (*create)(TF_OpKernelConstruction*),
                                 void (*compute)(void*, TF_OpKernelContext*),
                                 void (*destroy)(void*));
  /** Takes the builder. Aborts the process where the kernel is registered already. */
  void (*registerKernel)(const char* name, TF_KernelBuilder*, TF_Status*);
  TF_Buffer* (*registeredKernels)(const char* operation, TF_Status*);
  void (*deleteBuffer)(TF_Buffer*);

  void (*constructionFailed)(TF_OpKernelConstruction*, TF_Status*);
  void (*integerAttribute)(TF_OpKernelConstruction*, const char*, int64_t*, TF_Status*);
  void (*floatAttribute)(TF_OpKernelConstruction*, const char*, float*, TF_Status*);
  void (*booleanAttribute)(TF_OpKernelConstruction*, const char*, unsigned char*, TF_Status*);

  void (*failed)(TF_OpKernelContext*, TF_Status*);
  int (*inputCount)(TF_OpKernelContext*);
  void (*input)(TF_OpKernelContext*, int index, TF_Tensor**, TF_Status*);
  void (*setOutput)(TF_OpKernelContext*, int index, const TF_Tensor*, TF_Status*);
  TF_Tensor* (*allocateOutput)(TF_OpKernelContext*, int index, int type, const int64_t* shape,
                               int rank, size_t bytes, TF_Status*);

  TF_Tensor* (*newTensor)(int type, const int64_t* shape, int rank, void* data, size_t bytes,
                          void (*release)(void* data, size_t bytes, void* argument),
                          void* argument);
  void (*deleteTensor)(TF_Tensor*);
  void* (*data)(const TF_Tensor*);
  size_t (*byteSize)(const TF_Tensor*);
  int (*elementType)(const TF_Tensor*);
  int (*rank)(const TF_Tensor*);
  int64_t (*dimension)(const TF_Tensor*, int index);
};

/** TF_Buffer is public in TensorFlow; only its first fields are read here. */
struct BufferContent {
  const void* data;
  size_t length;
};

/**
 * The TensorFlow of this process, looked for once.
 * @throws std::runtime_error where none is loaded, or where it lacks a function: says which
 */
const TensorflowApi& tensorflow();

}  // namespace unroll
