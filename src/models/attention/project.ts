import * as tf from '@tensorflow/tfjs-core';

/**
 * Every vector of a sequence times a matrix, as one product.
 * @param sequence (batch, time, input)
 * @param kernel (input, output)
 */
export function project(sequence: tf.Tensor3D, kernel: tf.Tensor2D): tf.Tensor3D {
  const [batch, time, input] = sequence.shape;
  const rows = tf.reshape(sequence, [batch * time, input]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(rows, kernel), [batch, time, kernel.shape[1]]);
}
