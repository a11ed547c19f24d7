import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';

/**
 * Gated recurrent unit as first published (Cho et al. 2014): the state is reset before the
 * candidate's recurrent product.
 *
 *     r_t = sigmoid(x_t W_xr + h_{t-1} W_hr + b_r)
 *     z_t = sigmoid(x_t W_xz + h_{t-1} W_hz + b_z)
 *     n_t = tanh   (x_t W_xn + (r_t * h_{t-1}) W_hn + b_n)
 *     h_t = (1 - z_t) * n_t + z_t * h_{t-1}
 *
 * Columns are stored in the order r, z, n.
 */
export const gruResetBefore: Cell = {
  id: 'gru-reset-before',
  label: 'GRU, reset before',
  gates: ['reset', 'update', 'candidate'],
  states: ['h'],
  hasRecurrentBias: false,
  initialBias: {},
  step(projected, [h], { recurrentKernel }) {
    const hidden = h!.shape[1];
    const [xGates, xn] = tf.split(projected, [2 * hidden, hidden], 1) as tf.Tensor2D[];
    const [wGates, wn] = tf.split(recurrentKernel, [2 * hidden, hidden], 1) as tf.Tensor2D[];
    const gates = tf.sigmoid(tf.add(xGates!, tf.matMul(h!, wGates!)));
    const [r, z] = tf.split(gates, 2, 1) as tf.Tensor2D[];
    const n = tf.tanh(tf.add<tf.Tensor2D>(xn!, tf.matMul(tf.mul(r!, h!), wn!)));
    return [tf.add<tf.Tensor2D>(n, tf.mul(z!, tf.sub(h!, n)))];
  },
};
