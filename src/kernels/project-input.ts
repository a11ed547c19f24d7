import * as tf from '@tensorflow/tfjs-core';
import type { Cell, CellWeights, Product } from '../models/cells/cell.ts';
import { normalizeGates } from '../models/cells/layer-normalization.ts';

/**
 * What of every step depends on the input alone: x_t W_x + b for the whole sequence in one product,
 * normalised before the bias where the layer is, or what the cell's own `project` makes.
 * @param x (time, batch, input)
 * @param multiply how the product is made; in single precision by default
 * @returns (time, batch, gates * hidden), or the width of `project`
 */
export function projectInput(
  { normalizedTogether, project }: Cell,
  x: tf.Tensor3D,
  weights: CellWeights,
  multiply: Product = tf.matMul,
): tf.Tensor3D {
  if (project !== undefined) return project(x, weights, multiply);
  const { inputKernel, bias, normalization } = weights;
  const [time, batch, input] = x.shape;
  const rows = tf.reshape(x, [time * batch, input]) as tf.Tensor2D;
  const product = multiply(rows, inputKernel);
  const scaled = normalization
    ? normalizeGates(product, normalization.inputGain, normalizedTogether)
    : product;
  return tf.reshape(tf.add(scaled, bias), [time, batch, inputKernel.shape[1]]);
}
