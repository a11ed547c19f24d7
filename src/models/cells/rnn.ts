import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';

/**
 * Simple recurrent network (Elman 1990):
 *
 *     h_t = tanh(x_t W_x + b + h_{t-1} W_h)
 */
export const rnn: Cell = {
  id: 'rnn',
  label: 'RNN',
  gates: ['hidden'],
  states: ['h'],
  hasRecurrentBias: false,
  initialBias: {},
  step(projected, [h], { recurrentKernel }) {
    return [tf.tanh(tf.add(projected, tf.matMul(h!, recurrentKernel)))];
  },
};
