import * as tf from '@tensorflow/tfjs-core';
import type { CellWeights } from '../models/cells/cell.ts';

/**
 * x_t W_x + b for the whole sequence in one product.
 * @param x (time, batch, input)
 * @returns (time, batch, gates * hidden)
 */
export function projectInput(x: tf.Tensor3D, { inputKernel, bias }: CellWeights): tf.Tensor3D {
  const [time, batch, input] = x.shape;
  const rows = tf.reshape(x, [time * batch, input]) as tf.Tensor2D;
  const projected = tf.add(tf.matMul(rows, inputKernel), bias);
  return tf.reshape(projected, [time, batch, inputKernel.shape[1]]);
}
