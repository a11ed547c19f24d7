import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';
import { biasPart, gateColumns, inputKernelPart } from './weight-part.ts';

/**
 * minLSTM (Feng et al. 2024, arXiv 2410.01201, section 3.2): gates and candidate read the input
 * alone; what is kept and what is added are shares of one whole.
 *
 *     f_t  = sigmoid(x_t W_f + b_f),   i_t = sigmoid(x_t W_i + b_i)
 *     h~_t = x_t W_h + b_h
 *     h_t  = f_t / (f_t + i_t) * h_{t-1} + i_t / (f_t + i_t) * h~_t
 *
 * Columns are stored in the order f, i, h~. The forget bias starts at 1, as the LSTM's.
 */
export const minLstm: Cell = {
  id: 'minlstm',
  label: 'minLSTM',
  gates: ['forget', 'input', 'candidate'],
  states: ['h'],
  hasRecurrentBias: false,
  normalizedTogether: [],
  masksState: false,
  zonedOut: ['h'],
  keeping: { gate: 'forget', tells: 'kept' },
  initialBias: { forget: 1 },
  weights({ input, hidden }) {
    const { gates, initialBias, keeping } = minLstm;
    const columns = gateColumns(gates, hidden);
    return [inputKernelPart(input, columns), biasPart(columns, initialBias, keeping)];
  },
  step(projected, [h]) {
    const [forget, input, candidate] = tf.split(projected, 3, 1) as tf.Tensor2D[];
    const kept = keptShare(forget!, input!);
    return [tf.add<tf.Tensor2D>(candidate!, tf.mul(kept, tf.sub(h!, candidate!)))];
  },
  openness(projected) {
    const [forget, input] = tf.split(projected, 3, 1) as tf.Tensor2D[];
    const kept = keptShare(forget!, input!);
    return { forget: kept, input: tf.sub(1, kept) };
  },
};

/** f / (f + i). @param forget before its sigmoid @param input before its sigmoid */
export function keptShare<T extends tf.Tensor>(forget: T, input: T): T {
  const f = tf.sigmoid(forget);
  return tf.div(f, tf.add(f, tf.sigmoid(input)));
}
