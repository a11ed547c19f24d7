import type { Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeBackend, OperationAttribute } from '../native.ts';

/** Attributes of raw operations, by the kind of their value. */
export function attributes(native: NativeBackend) {
  const { binding } = native;
  return {
    /** An element type: `float32` or `int32`. */
    type: (name: string, type: 'float32' | 'int32'): OperationAttribute => ({
      name,
      type: binding.TF_ATTR_TYPE,
      value: type === 'float32' ? binding.TF_FLOAT : binding.TF_INT32,
    }),
    integer: (name: string, value: number): OperationAttribute => ({
      name,
      type: binding.TF_ATTR_INT,
      value,
    }),
    float: (name: string, value: number): OperationAttribute => ({
      name,
      type: binding.TF_ATTR_FLOAT,
      value,
    }),
    boolean: (name: string, value: boolean): OperationAttribute => ({
      name,
      type: binding.TF_ATTR_BOOL,
      value,
    }),
    text: (name: string, value: string): OperationAttribute => ({
      name,
      type: binding.TF_ATTR_STRING,
      value,
    }),
    shape: (name: string, value: readonly number[]): OperationAttribute => ({
      name,
      type: binding.TF_ATTR_SHAPE,
      value,
    }),
  };
}

/** Runs an operation whose only attribute is the element type `T` of its inputs, always float32. */
export function floatOperation(
  native: NativeBackend,
  name: string,
  inputs: readonly TensorInfo[],
): Tensor {
  return native.executeSingleOutput(name, [attributes(native).type('T', 'float32')], inputs);
}

/** A small constant, made without tfjs-core's checks. The caller disposes it. */
export function int32Constant(
  native: NativeBackend,
  values: readonly number[],
  shape: readonly number[],
): Tensor {
  const { binding } = native;
  const id = binding.createTensor(shape, binding.TF_INT32, Int32Array.from(values));
  return native.createOutputTensor({ id, shape, dtype: binding.TF_INT32 });
}

/**
 * A 64-bit integer scalar, which tfjs has no type for: the tensor says `int32` but must only be
 * passed to raw operations. The caller disposes it.
 */
export function int64Scalar(native: NativeBackend, value: number): Tensor {
  const { binding } = native;
  const words = Int32Array.of(value, Math.floor(value / 2 ** 32));
  const id = binding.createTensor([], binding.TF_INT64, words);
  return native.createOutputTensor({ id, shape: [], dtype: binding.TF_INT32 });
}
