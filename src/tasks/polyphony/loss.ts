import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../../backend/operations.ts';

/**
 * Negative log-likelihood of frames whose keys are independent given the past: binary cross-entropy
 * in nats, summed over the keys, mean over the frames (Boulanger-Lewandowski et al. 2012, eq. 7).
 * Differentiable with respect to the scores; the gradient is (sigmoid - target) / frames.
 * @param scores (frames, keys), before the sigmoid
 * @param targets (frames, keys), 0 or 1
 */
export function frameLoss(scores: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  const frames = Math.max(1, scores.shape[0]);
  return withGradient<tf.Scalar>([scores], (save) => {
    save([tf.div(tf.sub(tf.sigmoid(scores), targets), frames)]);
    const losses = tf.sub(tf.softplus(scores), tf.mul(scores, targets));
    const value = tf.div<tf.Scalar>(tf.sum(losses), frames);
    return { value, gradient: (dy, [slope]) => [tf.mul(slope!, dy)] };
  });
}
