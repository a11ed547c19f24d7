import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../backend/operations.ts';

/** With zeros behind the end of each sequence. @param lengths (batch) int32 */
export function withoutEnds(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor3D {
  const [time, batch] = outputs.shape;
  const steps = tf.reshape(tf.range(0, time, 1, 'int32'), [time, 1]);
  const counts = tf.cast(tf.less(steps, tf.reshape(lengths, [1, batch])), 'float32');
  return tf.mul(outputs, tf.reshape(counts, [time, batch, 1]));
}

/**
 * The last step of each sequence, differentiable.
 * @param outputs (time, batch, width)
 * @param lengths (batch) int32, each at least 1
 * @returns (batch, width)
 */
export function atEnds(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  const [, batch, width] = outputs.shape;
  const rows = tf.reshape(outputs, [-1, width]) as tf.Tensor2D;
  const before = tf.mul(tf.sub(lengths, tf.scalar(1, 'int32')), tf.scalar(batch, 'int32'));
  return gatherRows(rows, tf.add<tf.Tensor1D>(before, tf.range(0, batch, 1, 'int32')));
}
