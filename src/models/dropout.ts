import * as tf from '@tensorflow/tfjs-core';
import { drawSeed, statelessUniform } from '../backend/operations.ts';
import type { Random } from '../backend/random.ts';

/**
 * Sets each value to zero with probability `rate` and scales the others by 1 / (1 - rate), so that
 * the expectation stays. Rate 0 returns the input itself and draws nothing.
 * @param rate in [0, 1)
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, random: Random): T {
  if (rate === 0) return x;
  return tf.tidy(() => tf.mul<T>(x, dropoutMask(x.shape, rate, drawSeed(random))));
}

/** 0 with probability `rate`, else 1 / (1 - rate). */
function dropoutMask(shape: number[], rate: number, seed: readonly [number, number]): tf.Tensor {
  const kept = tf.greaterEqual(statelessUniform(shape as [number], seed), rate);
  return tf.mul(tf.cast(kept, 'float32'), 1 / (1 - rate));
}
