import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';
import { biasPart, gateColumns, inputKernelPart } from './weight-part.ts';

/**
 * minGRU (Feng et al. 2024, arXiv 2410.01201, section 3.1): gate and candidate read the input alone,
 * so that a sequence is a linear recurrence with known factors.
 *
 *     z_t  = sigmoid(x_t W_z + b_z)
 *     h~_t = x_t W_h + b_h
 *     h_t  = (1 - z_t) * h_{t-1} + z_t * h~_t
 *
 * Here z is the share that is new; the update gate of `gru` is the share that stays. Columns are
 * stored in the order z, h~.
 */
export const minGru: Cell = {
  id: 'mingru',
  label: 'minGRU',
  gates: ['update', 'candidate'],
  states: ['h'],
  hasRecurrentBias: false,
  normalizedTogether: [],
  masksState: false,
  zonedOut: ['h'],
  keeping: { gate: 'update', tells: 'renewed' },
  initialBias: {},
  weights({ input, hidden }) {
    const columns = gateColumns(minGru.gates, hidden);
    return [inputKernelPart(input, columns), biasPart(columns, {}, minGru.keeping)];
  },
  step(projected, [h]) {
    const [z, candidate] = tf.split(projected, 2, 1) as tf.Tensor2D[];
    return [tf.add<tf.Tensor2D>(h!, tf.mul(tf.sigmoid(z!), tf.sub(candidate!, h!)))];
  },
  openness(projected) {
    const [z] = tf.split(projected, 2, 1) as tf.Tensor2D[];
    return { update: tf.sigmoid(z!) };
  },
};
