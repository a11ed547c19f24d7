import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../tensorflow.ts';
import { attributes } from './raw.ts';
import { withGradient } from './with-gradient.ts';

/**
 * Cross-entropy of each row's softmax with its label, -log softmax(logits)[label], in nats.
 * Differentiable with respect to the logits; the gradient is softmax - one-hot.
 * @param logits (rows, classes)
 * @param labels (rows) int32, each in [0, classes)
 * @returns (rows)
 */
export function sparseSoftmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  return withGradient([logits], (save) => {
    const [value, slope] = lossesAndSlope(logits, labels);
    save([slope]);
    return { value, gradient: (dy, [saved]) => [tf.mul(saved!, tf.expandDims(dy, 1))] };
  });
}

/** Losses (rows) and their derivatives with respect to the logits (rows, classes). */
function lossesAndSlope(logits: tf.Tensor2D, labels: tf.Tensor1D): [tf.Tensor1D, tf.Tensor2D] {
  const native = nativeBackend();
  if (native !== null) {
    const attribute = attributes(native);
    return native.executeMultipleOutputs(
      'SparseSoftmaxCrossEntropyWithLogits',
      [attribute.type('T', 'float32'), attribute.type('Tlabels', 'int32')],
      [logits, labels],
      2,
    ) as [tf.Tensor1D, tf.Tensor2D];
  }
  const logProbabilities = tf.logSoftmax(logits);
  const target = tf.oneHot(labels, logits.shape[1]) as tf.Tensor2D;
  const losses = tf.neg(tf.sum<tf.Tensor1D>(tf.mul(target, logProbabilities), 1));
  return [losses, tf.sub(tf.exp(logProbabilities), target)];
}
