import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import type { Cell } from './cells/cell.ts';
import { orthogonal, uniform } from './initializers.ts';

/** First values of the matrix from state to state. */
export type RecurrentInit = 'orthogonal' | 'identity' | 'uniform';

/** One gate's block (hidden, hidden). */
export function recurrentKernel(
  init: RecurrentInit = 'orthogonal',
  hidden: number,
  random: Random,
): tf.Tensor2D {
  switch (init) {
    case 'orthogonal':
      return orthogonal([hidden, hidden], random);
    case 'identity':
      return tf.eye(hidden);
    case 'uniform':
      return uniform<tf.Rank.R2>([hidden, hidden], 1 / Math.sqrt(hidden), random);
  }
}

/**
 * Chrono initialisation (Tallec and Ollivier 2018, arXiv 1804.11188): the gate that keeps the state
 * starts at b ~ log U(1, T - 1), so that a unit forgets after 1 to T steps. An LSTM's input gate
 * starts at -b; a GRU's update gate keeps what it does not renew.
 * @param values biases of all gates, changed in place
 * @param steps T, above 1
 */
export function chronoBias(
  values: Float32Array,
  cell: Cell,
  hidden: number,
  steps: number,
  random: Random,
): void {
  const keep = cell.gates.indexOf('forget') >= 0 ? 'forget' : 'update';
  const at = cell.gates.indexOf(keep) * hidden;
  if (at < 0) return;
  const input = cell.gates.indexOf('input') * hidden;
  for (let unit = 0; unit < hidden; unit++) {
    const bias = Math.log(1 + random.next() * Math.max(0, steps - 2));
    values[at + unit] = bias;
    if (input >= 0) values[input + unit] = -bias;
  }
}
