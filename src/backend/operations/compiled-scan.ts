import type * as tf from '@tensorflow/tfjs-core';
import { hasNativeKernel } from '../native-kernels.ts';
import { nativeBackend } from '../tensorflow.ts';

/**
 * s_t = a_t * s_{t-1} + b_t, each unit for itself, in one operation of the compiled kernels; null
 * without them.
 * @param factors a, (time, batch, width)
 * @param terms b, of the same shape
 * @param initial s_0, (batch, width)
 */
export function compiledLinearScan(
  factors: tf.Tensor3D,
  terms: tf.Tensor3D,
  initial: tf.Tensor2D,
): tf.Tensor3D | null {
  const native = nativeBackend();
  if (native === null || !hasNativeKernel('UnrollLinearScan')) return null;
  const inputs = [factors, terms, initial];
  return native.executeSingleOutput('UnrollLinearScan', [], inputs) as tf.Tensor3D;
}

/**
 * D_t = dy_t + a_{t+1} * D_{t+1} for every step, and a_1 * D_1; null without the compiled kernels.
 * @param slopes a, (time, batch, width)
 * @param direct dy, of the same shape
 */
export function compiledAdjointScan(
  slopes: tf.Tensor3D,
  direct: tf.Tensor3D,
): readonly [all: tf.Tensor3D, initial: tf.Tensor2D] | null {
  const native = nativeBackend();
  if (native === null || !hasNativeKernel('UnrollAdjointScan')) return null;
  const inputs = [slopes, direct];
  const [all, initial] = native.executeMultipleOutputs('UnrollAdjointScan', [], inputs, 2);
  return [all as tf.Tensor3D, initial as tf.Tensor2D];
}

/**
 * s_t = lambda_t * s_{t-1} + b_t with complex numbers, real parts before imaginary ones in every row;
 * null without the compiled kernels.
 * @param re, im of lambda, (time or 1, batch or 1, hidden)
 * @param terms b, (time, batch, 2 * hidden)
 * @param initial s_0, (batch, 2 * hidden)
 */
export function compiledComplexScan(
  re: tf.Tensor3D,
  im: tf.Tensor3D,
  terms: tf.Tensor3D,
  initial: tf.Tensor2D,
): tf.Tensor3D | null {
  const native = nativeBackend();
  if (native === null || !hasNativeKernel('UnrollComplexLinearScan')) return null;
  const inputs = [re, im, terms, initial];
  return native.executeSingleOutput('UnrollComplexLinearScan', [], inputs) as tf.Tensor3D;
}

/**
 * D_t = dy_t + conj(lambda_{t+1}) * D_{t+1} for every step, and conj(lambda_1) * D_1; null without
 * the compiled kernels.
 */
export function compiledComplexAdjointScan(
  re: tf.Tensor3D,
  im: tf.Tensor3D,
  direct: tf.Tensor3D,
): readonly [all: tf.Tensor3D, initial: tf.Tensor2D] | null {
  const native = nativeBackend();
  if (native === null || !hasNativeKernel('UnrollComplexAdjointScan')) return null;
  const inputs = [re, im, direct];
  const [all, initial] = native.executeMultipleOutputs('UnrollComplexAdjointScan', [], inputs, 2);
  return [all as tf.Tensor3D, initial as tf.Tensor2D];
}
