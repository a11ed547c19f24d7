import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';
import { gatedWeights } from './gated-weights.ts';
import { type CellNormalization, normalizeRows } from './layer-normalization.ts';
import { masked, recurrentProduct } from './recurrent-product.ts';

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000):
 *
 *     i_t  = sigmoid(x_t W_xi + h_{t-1} W_hi + b_i)
 *     f_t  = sigmoid(x_t W_xf + h_{t-1} W_hf + b_f)
 *     c~_t = tanh   (x_t W_xc + h_{t-1} W_hc + b_c)
 *     o_t  = sigmoid(x_t W_xo + h_{t-1} W_ho + b_o)
 *     c_t  = f_t * c_{t-1} + i_t * c~_t
 *     h_t  = o_t * tanh(c_t)
 *
 * A normalised layer has tanh(LN(c_t)) in the last line; the cell state that is carried on is c_t.
 *
 * Columns are stored in the order i, c~, f, o: that of TensorFlow's fused operations BlockLSTM and
 * LSTMBlockCellGrad. src/models/weight-layouts.ts converts from and to the orders of other tools.
 * The forget bias starts at 1 (Jozefowicz et al. 2015).
 */
export const lstm: Cell = {
  id: 'lstm',
  label: 'LSTM',
  gates: ['input', 'candidate', 'forget', 'output'],
  states: ['h', 'c'],
  hasRecurrentBias: false,
  normalizedTogether: [4],
  normalizesCell: true,
  masksState: true,
  zonedOut: ['h', 'c'],
  keeping: { gate: 'forget', tells: 'kept' },
  initialBias: { forget: 1 },
  weights: (shape) => gatedWeights(lstm, shape),
  step(projected, [h, c], { recurrentKernel, normalization }, mask, product) {
    const read = masked(h!, mask);
    const recurrent = recurrentProduct(read, recurrentKernel, normalization, [4], product);
    const gates = tf.add(projected, recurrent);
    const [i, candidate, f, o] = tf.split(gates, 4, 1) as tf.Tensor2D[];
    const kept = tf.mul(tf.sigmoid(f!), c!);
    const nextC = tf.add<tf.Tensor2D>(kept, tf.mul(tf.sigmoid(i!), tf.tanh(candidate!)));
    const nextH = tf.mul<tf.Tensor2D>(tf.sigmoid(o!), tf.tanh(normalizeCell(nextC, normalization)));
    return [nextH, nextC];
  },
};

function normalizeCell(
  c: tf.Tensor2D,
  normalization: CellNormalization | null | undefined,
): tf.Tensor2D {
  if (!normalization?.cell) return c;
  const { gain, shift } = normalization.cell;
  return tf.add(tf.mul(normalizeRows(c), gain), shift);
}
