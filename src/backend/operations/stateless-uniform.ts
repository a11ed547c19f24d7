import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../random.ts';
import { nativeBackend } from '../tensorflow.ts';
import { attributes } from './raw.ts';

/** Two 32-bit integers: `[random.word(), random.word()]`. */
export type Seed = readonly [number, number];

/** Draws a seed for one use. */
export function drawSeed(random: Random): Seed {
  return [random.word() | 0, random.word() | 0];
}

/**
 * Uniform values in [0, 1) that depend on the seed and shape only, on one device; other devices
 * draw other values. Native: Philox inside TensorFlow, on all threads. Elsewhere: sfc32.
 */
export function statelessUniform<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  seed: Seed,
): tf.Tensor<R> {
  const native = nativeBackend();
  if (native === null) return generatedUniform(shape, seed);
  const attribute = attributes(native);
  const shapeTensor = tf.tensor1d(Int32Array.from(shape), 'int32');
  const seedTensor = tf.tensor1d(Int32Array.from(seed), 'int32');
  const output = native.executeSingleOutput(
    'StatelessRandomUniform',
    [
      attribute.type('dtype', 'float32'),
      attribute.type('T', 'int32'),
      attribute.type('Tseed', 'int32'),
    ],
    [shapeTensor, seedTensor],
  );
  shapeTensor.dispose();
  seedTensor.dispose();
  return output as tf.Tensor<R>;
}

function generatedUniform<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: Seed): tf.Tensor<R> {
  const random = new Random(seed[0]);
  const mixed = new Random((random.word() ^ seed[1]) >>> 0);
  const size = (shape as number[]).reduce((product, dimension) => product * dimension, 1);
  const values = new Float32Array(size);
  // 24 bits: the most a float32 below 1 holds exactly.
  for (let i = 0; i < size; i++) values[i] = (mixed.word() >>> 8) / 2 ** 24;
  return tf.tensor(values, shape, 'float32') as tf.Tensor<R>;
}
