import * as tf from '@tensorflow/tfjs-core';
import type { Cell, CellWeights, Product } from '../models/cells/cell.ts';
import { normalizeGates } from '../models/cells/layer-normalization.ts';

/**
 * x_t W_x + b for the whole sequence in one product, normalised before the bias where the layer is.
 * @param x (time, batch, input)
 * @param multiply how the product is made; in single precision by default
 * @returns (time, batch, gates * hidden)
 */
export function projectInput(
  { normalizedTogether }: Cell,
  x: tf.Tensor3D,
  { inputKernel, bias, normalization }: CellWeights,
  multiply: Product = tf.matMul,
): tf.Tensor3D {
  const [time, batch, input] = x.shape;
  const rows = tf.reshape(x, [time * batch, input]) as tf.Tensor2D;
  const product = multiply(rows, inputKernel);
  const scaled = normalization
    ? normalizeGates(product, normalization.inputGain, normalizedTogether)
    : product;
  return tf.reshape(tf.add(scaled, bias), [time, batch, inputKernel.shape[1]]);
}
