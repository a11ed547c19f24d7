import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';
import { gatedWeights } from './gated-weights.ts';
import { masked, recurrentProduct } from './recurrent-product.ts';

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
  normalizedTogether: [1],
  masksState: true,
  zonedOut: ['h'],
  keeping: null,
  initialBias: {},
  weights: (shape) => gatedWeights(rnn, shape),
  step(projected, [h], { recurrentKernel, normalization }, mask, product) {
    const read = masked(h!, mask);
    const recurrent = recurrentProduct(read, recurrentKernel, normalization, [1], product);
    return [tf.tanh(tf.add(projected, recurrent))];
  },
};
