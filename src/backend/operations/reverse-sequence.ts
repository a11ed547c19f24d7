import type * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native.ts';
import { attributes } from './raw.ts';
import { withGradient } from './with-gradient.ts';

/**
 * Turns the first `lengths` steps of each sequence round and leaves the others where they are,
 * differentiably. Needs the native library.
 * @param x (time, batch, width)
 * @param lengths (batch) int32, each from 0 to time
 */
export function reverseSequence(
  native: NativeBackend,
  x: tf.Tensor3D,
  lengths: tf.Tensor1D,
): tf.Tensor3D {
  const attribute = attributes(native);
  const list = [
    attribute.integer('seq_dim', 0),
    attribute.integer('batch_dim', 1),
    attribute.type('T', 'float32'),
    attribute.type('Tlen', 'int32'),
  ];
  const turn = (sequence: tf.Tensor3D, counts: tf.Tensor) =>
    native.executeSingleOutput('ReverseSequence', list, [sequence, counts]) as tf.Tensor3D;
  return withGradient<tf.Tensor3D>([x], (save) => {
    save([lengths]);
    return {
      value: turn(x, lengths),
      gradient: (dy, [counts]) => [turn(dy, counts!)],
    };
  });
}
