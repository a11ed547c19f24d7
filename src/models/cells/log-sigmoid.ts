import * as tf from '@tensorflow/tfjs-core';

/** log sigmoid(x) = -log(1 + e^-x); the gradient of tf.logSigmoid reads a tensor that may be gone. */
export function logSigmoid<T extends tf.Tensor>(x: T): T {
  return tf.neg(tf.softplus(tf.neg(x)));
}
