import * as tf from '@tensorflow/tfjs-core';

/** @param sequence (time, batch, width) @returns (batch, width), differentiable */
export function lastStep(sequence: tf.Tensor3D): tf.Tensor2D {
  const [time, batch, width] = sequence.shape;
  return tf.reshape(tf.slice(sequence, [time - 1, 0, 0], [1, batch, width]), [batch, width]);
}
