import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';
import { gatedWeights } from './gated-weights.ts';
import { type CellNormalization, normalizeGates } from './layer-normalization.ts';
import { masked } from './recurrent-product.ts';

/**
 * Gated recurrent unit as first published (Cho et al. 2014): the state is reset before the
 * candidate's recurrent product.
 *
 *     r_t = sigmoid(x_t W_xr + h_{t-1} W_hr + b_r)
 *     z_t = sigmoid(x_t W_xz + h_{t-1} W_hz + b_z)
 *     n_t = tanh   (x_t W_xn + (r_t * h_{t-1}) W_hn + b_n)
 *     h_t = (1 - z_t) * n_t + z_t * h_{t-1}
 *
 * A recurrent mask acts on h_{t-1} in all three products: r_t * (mask * h_{t-1}) in the last.
 *
 * Columns are stored in the order r, z, n.
 */
export const gruResetBefore: Cell = {
  id: 'gru-reset-before',
  label: 'GRU, reset before',
  gates: ['reset', 'update', 'candidate'],
  states: ['h'],
  hasRecurrentBias: false,
  normalizedTogether: [2, 1],
  masksState: true,
  zonedOut: ['h'],
  keeping: { gate: 'update', tells: 'kept' },
  initialBias: {},
  weights: (shape) => gatedWeights(gruResetBefore, shape),
  step(projected, [h], { recurrentKernel, normalization }, mask, product = tf.matMul) {
    const hidden = h!.shape[1];
    const read = masked(h!, mask);
    const [gateGain, candidateGain] = gains(normalization, hidden);
    const [xGates, xn] = tf.split(projected, [2 * hidden, hidden], 1) as tf.Tensor2D[];
    const [wGates, wn] = tf.split(recurrentKernel!, [2 * hidden, hidden], 1) as tf.Tensor2D[];
    const gates = tf.sigmoid(tf.add(xGates!, normalized(product(read, wGates!), gateGain, 2)));
    const [r, z] = tf.split(gates, 2, 1) as tf.Tensor2D[];
    const recurrent = normalized(product(tf.mul(r!, read), wn!), candidateGain, 1);
    const n = tf.tanh(tf.add<tf.Tensor2D>(xn!, recurrent));
    return [tf.add<tf.Tensor2D>(n, tf.mul(z!, tf.sub(h!, n)))];
  },
};

/** Of the gates and of the candidate, or none. */
function gains(
  normalization: CellNormalization | null | undefined,
  hidden: number,
): readonly (tf.Tensor1D | undefined)[] {
  if (!normalization) return [];
  return tf.split(normalization.recurrentGain, [2 * hidden, hidden]) as tf.Tensor1D[];
}

function normalized(
  product: tf.Tensor2D,
  gain: tf.Tensor1D | undefined,
  gates: number,
): tf.Tensor2D {
  return gain === undefined ? product : normalizeGates(product, gain, [gates]);
}
