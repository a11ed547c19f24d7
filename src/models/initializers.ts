import * as tf from '@tensorflow/tfjs-core';
import { orthonormalColumns } from '../backend/operations.ts';
import type { Random } from '../backend/random.ts';

// First values of parameters are drawn in JavaScript, so that a seed gives the same network on
// every device.

/** Uniform in [-limit, limit). */
export function uniform<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  limit: number,
  random: Random,
): tf.Tensor<R> {
  const size = (shape as number[]).reduce((product, dimension) => product * dimension, 1);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = (2 * random.next() - 1) * limit;
  return tf.tensor(values, shape, 'float32') as tf.Tensor<R>;
}

/** Xavier (Glorot and Bengio 2010): uniform with variance 2 / (fanIn + fanOut). */
export function xavierUniform(
  [fanIn, fanOut]: readonly [number, number],
  random: Random,
): tf.Tensor2D {
  return uniform<tf.Rank.R2>([fanIn, fanOut], Math.sqrt(6 / (fanIn + fanOut)), random);
}

/**
 * Orthogonal (Saxe et al. 2014): rows, or columns where there are more rows than columns, are
 * orthonormal. The orthonormal factor of a matrix of normal values.
 */
export function orthogonal(
  [rows, columns]: readonly [number, number],
  random: Random,
): tf.Tensor2D {
  const tall: [number, number] = rows >= columns ? [rows, columns] : [columns, rows];
  const values = Float32Array.from({ length: rows * columns }, () => random.normal());
  return tf.tidy(() => {
    const columnwise = orthonormalColumns(tf.tensor2d(values, tall));
    return rows >= columns ? columnwise : tf.transpose(columnwise);
  });
}
