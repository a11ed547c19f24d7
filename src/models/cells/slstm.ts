import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';
import { gatedWeights } from './gated-weights.ts';
import { logSigmoid } from './log-sigmoid.ts';
import { masked } from './recurrent-product.ts';

/**
 * sLSTM (Beck et al. 2024, arXiv 2405.04517, equations 8 to 17) with one head: exponential input
 * gate, normaliser n, stabiliser m.
 *
 *     a_t  = x_t W + b + h_{t-1} R                 four blocks i~, z~, f~, o~
 *     m_t  = max(log sigmoid(f~_t) + m_{t-1}, i~_t)
 *     i'_t = exp(i~_t - m_t),   f'_t = exp(log sigmoid(f~_t) + m_{t-1} - m_t)
 *     c_t  = f'_t * c_{t-1} + i'_t * tanh(z~_t),   n_t = f'_t * n_{t-1} + i'_t
 *     h_t  = sigmoid(o~_t) * c_t / n_t
 *
 * c and n are stored divided by exp(m): the output does not depend on m. Columns are in the order
 * of the LSTM: i, z, f, o. Of the two forget gates that the paper allows it is the sigmoid. The
 * forget bias starts at 1.
 */
export const slstm: Cell = {
  id: 'slstm',
  label: 'sLSTM',
  gates: ['input', 'candidate', 'forget', 'output'],
  states: ['h', 'c', 'n', 'm'],
  hasRecurrentBias: false,
  normalizedTogether: [],
  masksState: true,
  zonedOut: ['h'],
  keeping: { gate: 'forget', tells: 'kept' },
  initialBias: { forget: 1 },
  weights: (shape) => gatedWeights(slstm, shape),
  step(projected, [h, c, n, m], { recurrentKernel }, mask, product = tf.matMul) {
    const sums = tf.add<tf.Tensor2D>(projected, product(masked(h!, mask), recurrentKernel!));
    const [i, z, f, o] = tf.split(sums, 4, 1) as tf.Tensor2D[];
    const kept = tf.add<tf.Tensor2D>(logSigmoid(f!), m!);
    const nextM = tf.maximum<tf.Tensor2D>(kept, i!);
    const input = tf.exp<tf.Tensor2D>(tf.sub(i!, nextM));
    const forget = tf.exp<tf.Tensor2D>(tf.sub(kept, nextM));
    const nextC = tf.add<tf.Tensor2D>(tf.mul(forget, c!), tf.mul(input, tf.tanh(z!)));
    const nextN = tf.add<tf.Tensor2D>(tf.mul(forget, n!), input);
    const nextH = tf.mul<tf.Tensor2D>(tf.sigmoid(o!), tf.div(nextC, nextN));
    return [nextH, nextC, nextN, nextM];
  },
  openness(projected, [h], { recurrentKernel }) {
    const sums = tf.add<tf.Tensor2D>(projected, tf.matMul(h!, recurrentKernel!));
    const [, , f, o] = tf.split(sums, 4, 1) as tf.Tensor2D[];
    return { forget: tf.sigmoid(f!), output: tf.sigmoid(o!) };
  },
};
