import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import { orthogonal, uniform } from '../initializers.ts';

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
