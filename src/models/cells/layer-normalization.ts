import * as tf from '@tensorflow/tfjs-core';

/** Gains of a normalised layer (Ba et al. 2016); src/models/cells/cell.ts says where they act. */
export interface CellNormalization {
  /** (gates * hidden): of the input's product. */
  readonly inputGain: tf.Tensor1D;
  /** (gates * hidden): of the recurrent product. */
  readonly recurrentGain: tf.Tensor1D;
  /** (hidden) each: of the cell state before its tanh; only where the cell has one (LSTM). */
  readonly cell: { readonly gain: tf.Tensor1D; readonly shift: tf.Tensor1D } | null;
}

/** Added to the variance, as PyTorch does. */
export const layerNormEpsilon = 1e-5;

/** (x - mean) / sqrt(variance + epsilon) over each row; the variance is that of the population. */
export function normalizeRows(x: tf.Tensor2D): tf.Tensor2D {
  const { mean, variance } = tf.moments(x, 1, true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, layerNormEpsilon)));
}

/**
 * Normalises groups of gates, each group of columns for itself, and multiplies by the gain.
 * @param x (rows, gates * hidden)
 * @param gain (gates * hidden)
 * @param groups gates in each group
 */
export function normalizeGates(
  x: tf.Tensor2D,
  gain: tf.Tensor1D,
  groups: readonly number[],
): tf.Tensor2D {
  const hidden = x.shape[1] / groups.reduce((sum, gates) => sum + gates, 0);
  if (groups.length === 1) return tf.mul(normalizeRows(x), gain);
  const widths = groups.map((gates) => gates * hidden);
  const parts = (tf.split(x, widths, 1) as tf.Tensor2D[]).map(normalizeRows);
  return tf.mul(tf.concat2d(parts, 1), gain);
}
