import * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native.ts';
import { hasNativeKernel } from '../native-kernels.ts';
import { nativeBackend } from '../tensorflow.ts';
import { linear } from './linear.ts';
import { attributes } from './raw.ts';
import { sparseSoftmaxCrossEntropy } from './sparse-softmax-cross-entropy.ts';
import { withGradient } from './with-gradient.ts';

/** A linear layer that scores classes. */
export interface ClassLayer {
  /** (width, classes), or (classes, width) where `transposed`, as an embedding has it */
  readonly weight: tf.Tensor2D;
  readonly transposed: boolean;
  /** (classes) */
  readonly bias: tf.Tensor1D;
}

export interface CrossEntropyOptions {
  /** Share of the label's probability that is spread over all classes, in [0, 1). */
  readonly smoothing?: number;
  /** `mixed` multiplies in bfloat16, where the compiled kernels are there, and adds in float32. */
  readonly precision?: 'fp32' | 'mixed';
  /** Labels of -1 leave their rows out; without this every label is a class. */
  readonly omitsRows?: boolean;
}

/** @param hidden (rows, width) @returns scores (rows, classes), differentiable */
export function classScores(hidden: tf.Tensor2D, layer: ClassLayer): tf.Tensor2D {
  const { weight, transposed, bias } = layer;
  if (!transposed) return linear(hidden, weight, bias);
  return tf.add(tf.matMul(hidden, weight, false, true), bias);
}

/**
 * Mean over the rows of the cross-entropy between a label and the softmax of a linear layer's
 * scores, in nats. With the compiled kernels one call gives the loss and all gradients, and the
 * scores of all rows and classes are held once, or for a part of the rows at a time.
 * @param hidden (rows, width)
 * @param labels (rows) int32, each in [0, classes)
 */
export function linearCrossEntropy(
  hidden: tf.Tensor2D,
  layer: ClassLayer,
  labels: tf.Tensor1D,
  options: CrossEntropyOptions = {},
): tf.Scalar {
  const native = nativeOr('UnrollLinearCrossEntropy');
  if (native === null)
    return meanOver(portableLosses(hidden, layer, labels, options), labels, options);
  return withGradient<tf.Scalar>([hidden, layer.weight, layer.bias], (save) => {
    const [value, , ...slopes] = run(native, 'UnrollLinearCrossEntropy', 5, {
      ...{ hidden, layer, labels, options },
    });
    save(slopes);
    return { value: value as tf.Scalar, gradient: (dy, saved) => timesScalar(saved, dy) };
  });
}

/**
 * The losses themselves, (rows), 0 for rows that are left out; not differentiable. Scores are held
 * for some rows and classes at a time.
 */
export function linearCrossEntropyLosses(
  hidden: tf.Tensor2D,
  layer: ClassLayer,
  labels: tf.Tensor1D,
  options: CrossEntropyOptions = {},
): tf.Tensor1D {
  const native = nativeOr('UnrollLinearCrossEntropyLosses');
  if (native === null) return portableLosses(hidden, layer, labels, options);
  const given = { hidden, layer, labels, options };
  return run(native, 'UnrollLinearCrossEntropyLosses', 1, given)[0] as tf.Tensor1D;
}

function nativeOr(operation: string): NativeBackend | null {
  return hasNativeKernel(operation) ? nativeBackend() : null;
}

interface Given {
  readonly hidden: tf.Tensor2D;
  readonly layer: ClassLayer;
  readonly labels: tf.Tensor1D;
  readonly options: CrossEntropyOptions;
}

function run(
  native: NativeBackend,
  operation: string,
  outputs: number,
  { hidden, layer, labels, options }: Given,
): tf.Tensor[] {
  const attribute = attributes(native);
  const { smoothing = 0, precision = 'fp32' } = options;
  const equalWeights = tf.tensor1d([], 'float32');
  const results = native.executeMultipleOutputs(
    operation,
    [
      attribute.boolean('transposed', layer.transposed),
      attribute.boolean('mixed', precision === 'mixed'),
      attribute.float('smoothing', smoothing),
    ],
    [hidden, layer.weight, layer.bias, labels, equalWeights],
    outputs,
  );
  equalWeights.dispose();
  return results;
}

/** The loss is nearly always what is differentiated: then dy is 1 and nothing is multiplied. */
function timesScalar(slopes: readonly tf.Tensor[], dy: tf.Scalar): tf.Tensor[] {
  const isOne = dy.dataSync<'float32'>()[0] === 1;
  return slopes.map((slope) => (isOne ? tf.clone(slope) : tf.mul(slope, dy)));
}

function portableLosses(
  hidden: tf.Tensor2D,
  layer: ClassLayer,
  labels: tf.Tensor1D,
  { smoothing = 0, omitsRows = false }: CrossEntropyOptions,
): tf.Tensor1D {
  const scores = classScores(hidden, layer);
  const classes = omitsRows ? tf.maximum<tf.Tensor1D>(labels, tf.scalar(0, 'int32')) : labels;
  let losses = sparseSoftmaxCrossEntropy(scores, classes);
  if (smoothing > 0) {
    const spread = tf.neg(tf.mean<tf.Tensor1D>(tf.logSoftmax(scores), 1));
    losses = tf.add(tf.mul(losses, 1 - smoothing), tf.mul(spread, smoothing));
  }
  return omitsRows ? tf.mul(losses, countedRows(labels)) : losses;
}

/** 1 for rows that count, 0 for those that are left out. */
function countedRows(labels: tf.Tensor1D): tf.Tensor1D {
  return tf.cast(tf.greaterEqual(labels, tf.scalar(0, 'int32')), 'float32') as tf.Tensor1D;
}

function meanOver(
  losses: tf.Tensor1D,
  labels: tf.Tensor1D,
  { omitsRows = false }: CrossEntropyOptions,
): tf.Scalar {
  if (!omitsRows) return tf.mean<tf.Scalar>(losses);
  const counted = tf.maximum(tf.sum(countedRows(labels)), 1);
  return tf.div<tf.Scalar>(tf.sum(losses), counted);
}
