import * as tf from '@tensorflow/tfjs-core';
import type { NativeOperations } from '../backend/operations/native-operations.ts';

/**
 * Derivatives on the input's side of the recurrence, each one product over the whole sequence.
 * @param x (time, batch, input)
 * @param inputKernel (input, width)
 * @param projected (time * batch, width): derivative of x W_x + b
 */
export function inputGradients(
  operations: NativeOperations,
  x: tf.Tensor3D,
  inputKernel: tf.Tensor2D,
  projected: tf.Tensor2D,
): { readonly x: tf.Tensor; readonly inputKernel: tf.Tensor2D; readonly bias: tf.Tensor1D } {
  // Transposing the kernel first is faster than a product with a transposed operand.
  const transposed = operations.transpose(inputKernel);
  return {
    x: tf.reshape(operations.matMul(projected, transposed), x.shape),
    inputKernel: operations.matMul(asRows(x), projected, true),
    bias: operations.sumRows(projected),
  };
}

/**
 * The state that every step started from.
 * @param initial (batch, hidden)
 * @param outputs (time, batch, hidden)
 * @returns (time * batch, hidden)
 */
export function previousStates(
  operations: NativeOperations,
  initial: tf.Tensor2D,
  outputs: tf.Tensor3D,
): tf.Tensor2D {
  const [time, batch, hidden] = outputs.shape;
  if (time === 1) return initial;
  const first = tf.reshape(initial, [1, batch, hidden]) as tf.Tensor3D;
  const others = tf.slice(outputs, [0, 0, 0], [time - 1, batch, hidden]);
  return asRows(operations.concat([first, others], 0));
}

/** (time, batch, width) as (time * batch, width), without copying. */
export function asRows(x: tf.Tensor3D): tf.Tensor2D {
  const [time, batch, width] = x.shape;
  return tf.reshape(x, [time * batch, width]);
}

/** (time * batch, width) as (time, batch, width), without copying. */
export function asSequence(rows: tf.Tensor2D, time: number): tf.Tensor3D {
  const [count, width] = rows.shape;
  return tf.reshape(rows, [time, count / time, width]);
}
