import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';
import { gatedWeights } from './gated-weights.ts';
import { masked, recurrentProduct } from './recurrent-product.ts';

/**
 * Gated recurrent unit with the reset gate after the recurrent product, which therefore has a bias
 * of its own (the form of cuDNN and PyTorch, and of Keras with `reset_after`):
 *
 *     r_t = sigmoid(x_t W_xr + b_r + h_{t-1} W_hr + b'_r)
 *     z_t = sigmoid(x_t W_xz + b_z + h_{t-1} W_hz + b'_z)
 *     n_t = tanh   (x_t W_xn + b_n + r_t * (h_{t-1} W_hn + b'_n))
 *     h_t = (1 - z_t) * n_t + z_t * h_{t-1}
 *
 * Columns are stored in the order r, z, n (that of PyTorch).
 */
export const gru: Cell = {
  id: 'gru',
  label: 'GRU',
  gates: ['reset', 'update', 'candidate'],
  states: ['h'],
  hasRecurrentBias: true,
  normalizedTogether: [2, 1],
  masksState: true,
  zonedOut: ['h'],
  keeping: { gate: 'update', tells: 'kept' },
  initialBias: {},
  weights: (shape) => gatedWeights(gru, shape),
  step(projected, [h], { recurrentKernel, recurrentBias, normalization }, mask, product) {
    const read = masked(h!, mask);
    const fromState = recurrentProduct(read, recurrentKernel, normalization, [2, 1], product);
    const recurrent = tf.add<tf.Tensor2D>(fromState, recurrentBias!);
    const [xr, xz, xn] = tf.split(projected, 3, 1) as tf.Tensor2D[];
    const [hr, hz, hn] = tf.split(recurrent, 3, 1) as tf.Tensor2D[];
    const r = tf.sigmoid(tf.add(xr!, hr!));
    const z = tf.sigmoid(tf.add<tf.Tensor2D>(xz!, hz!));
    const n = tf.tanh(tf.add<tf.Tensor2D>(xn!, tf.mul(r, hn!)));
    return [tf.add<tf.Tensor2D>(n, tf.mul(z, tf.sub(h!, n)))];
  },
};
