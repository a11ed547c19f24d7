import * as tf from '@tensorflow/tfjs-core';
import type { Product } from './cell.ts';
import { type CellNormalization, normalizeGates } from './layer-normalization.ts';

/** h_{t-1} as the recurrent products see it. @param h (batch, hidden) @param mask of its shape */
export function masked(h: tf.Tensor2D, mask: tf.Tensor2D | undefined): tf.Tensor2D {
  return mask === undefined ? h : tf.mul(h, mask);
}

/**
 * h W, normalised where the layer is.
 * @param kernel (hidden, gates * hidden); there in every cell that multiplies its state
 * @param groups gates that are normalised together
 */
export function recurrentProduct(
  h: tf.Tensor2D,
  kernel: tf.Tensor2D | null,
  normalization: CellNormalization | null | undefined,
  groups: readonly number[],
  multiply: Product = tf.matMul,
): tf.Tensor2D {
  const product = multiply(h, kernel!);
  return normalization ? normalizeGates(product, normalization.recurrentGain, groups) : product;
}
