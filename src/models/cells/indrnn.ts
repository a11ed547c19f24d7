import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';
import { masked } from './recurrent-product.ts';
import { biasPart, gateColumns, inputKernelPart, type WeightPart } from './weight-part.ts';

/**
 * Independently recurrent network (Li et al. 2018, arXiv 1803.04831, equation 1): every unit reads
 * no other unit's state but its own, through one number.
 *
 *     h_t = relu(x_t W + b + u * h_{t-1})
 *
 * u starts uniform in [0, 1). The paper also holds |u| below 2^(1/T) while training; here clipping
 * of gradients stands against states that grow.
 */
export const indRnn: Cell = {
  id: 'indrnn',
  label: 'IndRNN',
  gates: ['hidden'],
  states: ['h'],
  hasRecurrentBias: false,
  normalizedTogether: [],
  masksState: true,
  zonedOut: ['h'],
  keeping: null,
  initialBias: {},
  weights({ input, hidden }) {
    const columns = gateColumns(indRnn.gates, hidden);
    return [inputKernelPart(input, columns), biasPart(columns, {}, null), stateScalePart(hidden)];
  },
  step(projected, [h], { own }, mask) {
    const recurrent = tf.mul(masked(h!, mask), own!['state_scale']!);
    return [tf.relu(tf.add<tf.Tensor2D>(projected, recurrent))];
  },
};

/** u, (hidden) */
function stateScalePart(hidden: number): WeightPart {
  return {
    name: 'state_scale',
    shape: [hidden],
    initial: (random) => tf.tensor1d(Float32Array.from({ length: hidden }, () => random.next())),
  };
}
