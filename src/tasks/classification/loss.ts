import * as tf from '@tensorflow/tfjs-core';
import { sparseSoftmaxCrossEntropy } from '../../backend/operations.ts';

export interface ClassLoss {
  readonly kind: 'classes';
  /** Of each class; all 1 where errors count alike. */
  readonly weights: Float32Array;
  /** Share of the truth spread over all classes. */
  readonly smoothing: number;
}

export interface NumberLoss {
  readonly kind: 'mse' | 'mae';
}

/**
 * Mean loss of answers, differentiable: cross-entropy in nats, each answer weighted by its class
 * (the sum divided by the sum of weights, as PyTorch does), or the error of scaled numbers.
 * @param scores (answers, outputs)
 * @param targets classes or scaled numbers, one for each answer
 */
export function answerLoss(
  scores: tf.Tensor2D,
  targets: Float32Array,
  loss: ClassLoss | NumberLoss,
): tf.Scalar {
  if (loss.kind !== 'classes') {
    const error = tf.sub(tf.reshape(scores, [-1]), tf.tensor1d(targets));
    return tf.mean<tf.Scalar>(loss.kind === 'mse' ? tf.square(error) : tf.abs(error));
  }
  const classes = tf.tensor1d(Int32Array.from(targets), 'int32');
  const exact = sparseSoftmaxCrossEntropy(scores, classes);
  const spread = tf.neg(tf.mean<tf.Tensor1D>(tf.logSoftmax(scores), 1));
  const { smoothing, weights } = loss;
  const losses =
    smoothing === 0
      ? exact
      : tf.add<tf.Tensor1D>(tf.mul(exact, 1 - smoothing), tf.mul(spread, smoothing));
  const own = Float32Array.from(targets, (target) => weights[target]!);
  const total = own.reduce((sum, weight) => sum + weight, 0);
  return tf.div<tf.Scalar>(tf.sum(tf.mul(losses, tf.tensor1d(own))), Math.max(total, 1e-12));
}

/** Inverse to how often each class comes, with a mean of 1 over the training part (as scikit-learn). */
export function balancedWeights(counts: readonly number[]): Float32Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(counts, (count) => total / (counts.length * Math.max(1, count)));
}
