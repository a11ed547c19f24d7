import * as tf from '@tensorflow/tfjs-core';
import { drawSeed, fusedDropout, type Seed, statelessUniform } from '../backend/operations.ts';
import type { Random } from '../backend/random.ts';

/** Whether each value is dropped for itself, or a unit of a sequence at all steps alike. */
export type DropoutKind = 'standard' | 'locked';

/**
 * Sets each value to zero with probability `rate` and scales the others by 1 / (1 - rate), so that
 * the expectation stays. Rate 0 returns the input itself and draws nothing.
 * @param rate in [0, 1)
 */
export function dropout<T extends tf.Tensor>(x: T, rate: number, random: Random): T {
  if (rate === 0) return x;
  const seed = drawSeed(random);
  return (
    fusedDropout(x, rate, seed) ?? tf.tidy(() => tf.mul<T>(x, seededMask(x.shape, rate, seed)))
  );
}

/**
 * Dropout of a sequence; locked draws one mask for all time (Gal and Ghahramani 2016).
 * @param x (time, batch, width)
 */
export function sequenceDropout(
  x: tf.Tensor3D,
  rate: number,
  kind: DropoutKind,
  random: Random,
): tf.Tensor3D {
  if (rate === 0) return x;
  const [time, batch, width] = x.shape;
  const steps = kind === 'locked' ? 1 : time;
  const seed = drawSeed(random);
  return (
    fusedDropout(x, rate, seed, steps * batch * width) ??
    tf.tidy(() => tf.mul(x, seededMask([steps, batch, width], rate, seed)))
  );
}

/** 0 with probability `rate`, else 1 / (1 - rate). */
export function dropoutMask<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  rate: number,
  random: Random,
): tf.Tensor<R> {
  return seededMask(shape, rate, drawSeed(random));
}

function seededMask<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  rate: number,
  seed: Seed,
): tf.Tensor<R> {
  const kept = tf.greaterEqual(statelessUniform(shape, seed), rate);
  return tf.mul(tf.cast(kept, 'float32'), 1 / (1 - rate));
}

/** 1 with probability `rate`, else 0. */
export function bernoulli<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  rate: number,
  random: Random,
): tf.Tensor<R> {
  return tf.cast(tf.less(statelessUniform(shape, drawSeed(random)), rate), 'float32');
}
