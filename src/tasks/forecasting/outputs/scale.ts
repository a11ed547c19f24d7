import * as tf from '@tensorflow/tfjs-core';

/**
 * No distribution is narrower, in standard deviations of the training rows: a series that stands
 * still for a while would else be forecast with a density without bound.
 */
const narrowest = 1e-3;

/** ln(1 + e^x), without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** A scale above 0 from any number. */
export function scaleOf(raw: number): number {
  return softplus(raw) + narrowest;
}

/** The same for tensors. */
export function scaleTensor(raw: tf.Tensor1D): tf.Tensor1D {
  return tf.add<tf.Tensor1D>(tf.softplus(raw), narrowest);
}

/** One of the numbers of every value. @param raw (values, parameters) */
export function column(raw: tf.Tensor2D, index: number): tf.Tensor1D {
  return tf.reshape(tf.slice2d(raw, [0, index], [raw.shape[0], 1]), [raw.shape[0]]) as tf.Tensor1D;
}
