import * as tf from '@tensorflow/tfjs-core';
import { hasNativeKernel } from '../native-kernels.ts';
import { nativeBackend } from '../tensorflow.ts';
import { attributes } from './raw.ts';
import type { Seed } from './stateless-uniform.ts';
import { withGradient } from './with-gradient.ts';

/**
 * Dropout without a mask in memory: values are dropped by numbers that depend on the seed and their
 * place alone (Philox4x32-10), so that the way back is the same operation again. Null without the
 * compiled kernels.
 * @param rate in [0, 1): share that becomes zero; the others are scaled by 1 / (1 - rate)
 * @param period values whose places differ by a multiple of it are dropped together; divides the
 *   number of values
 */
export function fusedDropout<T extends tf.Tensor>(
  x: T,
  rate: number,
  seed: Seed,
  period = x.size,
): T | null {
  const native = nativeBackend();
  if (native === null || !hasNativeKernel('UnrollDropout')) return null;
  const attribute = attributes(native);
  const options = [attribute.float('rate', rate), attribute.integer('period', period)];
  const drop = (values: tf.Tensor, key: tf.Tensor) =>
    native.executeSingleOutput('UnrollDropout', options, [values, key]) as T;
  return withGradient<T>([x], (save) => {
    const key = tf.tensor1d(Int32Array.from(seed), 'int32');
    save([key]);
    return { value: drop(x, key), gradient: (dy, [saved]) => [drop(dy, saved!)] };
  });
}
