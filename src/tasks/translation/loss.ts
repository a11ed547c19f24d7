import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../../backend/operations.ts';
import type { RunContext } from '../../models/recurrent-stack.ts';
import { int32, type TranslationBatch } from './batch.ts';
import type { TranslationModel } from './model.ts';

export interface LossOptions {
  readonly labelSmoothing: number;
  /** Weight of the coverage loss; 0 leaves it out. */
  readonly coverage: number;
}

/** What the network says of a batch when it is told each right token before the next. */
export interface ForcedReading {
  /** (places, width): what the output layer reads at each place that counts. */
  readonly rows: tf.Tensor2D;
  /** (batch, target, source); null without attention. */
  readonly weights: tf.Tensor3D | null;
}

export function readForced(
  model: TranslationModel,
  batch: TranslationBatch,
  context: RunContext,
): ForcedReading {
  const encoded = model.encode(int32(batch.sources), int32(batch.sourceLengths), context);
  const decoded = model.decode(int32(batch.inputs), model.begin(encoded), context);
  return { rows: gatherRows(decoded.rows, int32(batch.places)), weights: decoded.weights };
}

/** Mean over the target's tokens, in nats, differentiable. */
export function batchLoss(
  model: TranslationModel,
  batch: TranslationBatch,
  options: LossOptions,
  context: RunContext,
): tf.Scalar {
  const { rows, weights } = readForced(model, batch, context);
  const { labelSmoothing: smoothing } = options;
  const { precision } = model;
  const mean = model.output.loss(rows, int32(batch.targets), { smoothing, precision });
  if (options.coverage === 0 || weights === null) return mean;
  const repeated = tf.reshape(repeatedAttention(weights), [-1, 1]) as tf.Tensor2D;
  const atPlaces = gatherRows(repeated, int32(batch.places));
  return tf.add(mean, tf.mul(tf.mean<tf.Scalar>(atPlaces), options.coverage));
}

/**
 * How much each step attends to what was attended to before: sum_s min(a_ts, sum_{u<t} a_us), the
 * coverage loss of See et al. 2017.
 * @param weights (batch, target, source)
 * @returns (batch, target)
 */
export function repeatedAttention(weights: tf.Tensor3D): tf.Tensor2D {
  // Time goes last: elsewhere the gradient of tf.cumsum has the wrong shape.
  const bySource = tf.transpose(weights, [0, 2, 1]);
  const covered = tf.cumsum(bySource, 2, true);
  return tf.sum(tf.minimum(bySource, covered), 1);
}
