import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/**
 * Each row several times in a row: a, a, b, b. The gradient is one sum; tfjs's own for a broadcast
 * cuts out and adds up the copies one by one, thousands of operations for a large batch.
 * @param x (rows, width)
 * @returns (rows * times, width)
 */
export function repeatRows(x: tf.Tensor2D, times: number): tf.Tensor2D {
  return times === 1 ? x : repeated(x, times, 'each');
}

/**
 * All rows several times over: a, b, a, b.
 * @param x (rows, width)
 * @returns (times * rows, width)
 */
export function tileRows(x: tf.Tensor2D, times: number): tf.Tensor2D {
  return times === 1 ? x : repeated(x, times, 'all');
}

function repeated(x: tf.Tensor2D, times: number, what: 'each' | 'all'): tf.Tensor2D {
  const [rows, width] = x.shape;
  const [axis, shape] =
    what === 'each' ? ([1, [rows, times, width]] as const) : ([0, [times, rows, width]] as const);
  return withGradient<tf.Tensor2D>([x], (save) => {
    save([]);
    const wide = tf.broadcastTo<tf.Rank.R3>(tf.expandDims(x, axis), [...shape]);
    return {
      value: tf.reshape(wide, [rows * times, width]) as tf.Tensor2D,
      gradient: (dy) => [tf.sum(tf.reshape(dy, [...shape]), axis)],
    };
  });
}
