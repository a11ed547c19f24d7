import { performance } from 'node:perf_hooks';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Speed of a square single-precision matrix product in GFLOPS (10^9 operations a second): the best
 * of several, since anything else running can only slow one down. `loadBackend` must have run.
 * @param size rows and columns
 */
export function measureGigaflops(size = 1024, repetitions = 5): number {
  return tf.tidy(() => {
    const a = tf.fill([size, size], 0.5) as tf.Tensor2D;
    const b = tf.fill([size, size], 0.25) as tf.Tensor2D;
    multiply(a, b);
    let seconds = Number.POSITIVE_INFINITY;
    for (let i = 0; i < repetitions; i++) seconds = Math.min(seconds, multiply(a, b));
    return (2 * size ** 3) / seconds / 1e9;
  });
}

/** Seconds for one product, its result read so that it is complete. */
function multiply(a: tf.Tensor2D, b: tf.Tensor2D): number {
  const start = performance.now();
  tf.tidy(() => tf.slice(tf.matMul(a, b), [0, 0], [1, 1]).dataSync());
  return (performance.now() - start) / 1000;
}
