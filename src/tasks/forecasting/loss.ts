import * as tf from '@tensorflow/tfjs-core';
import type { WindowBatch } from './batches.ts';

export type ForecastLoss = 'mse' | 'mae' | 'huber';

/**
 * Mean over all values whose truth is present, in units scaled by the training rows.
 * @param prediction (sequences, horizon, width), normalised like the batch's inputs
 */
export function forecastLoss(
  kind: ForecastLoss,
  prediction: tf.Tensor3D,
  batch: WindowBatch,
): tf.Scalar {
  const shape = prediction.shape;
  const spread: [number, number, number] = [batch.sequences, 1, batch.width];
  const scaled =
    batch.spread === null ? prediction : tf.mul(prediction, tf.tensor3d(batch.spread, spread));
  const error = tf.sub<tf.Tensor3D>(scaled, tf.tensor3d(batch.targets, shape));
  const loss = penalty(kind, error);
  if (batch.present === null) return tf.mean<tf.Scalar>(loss);
  const count = batch.present.reduce((sum, value) => sum + value, 0);
  const present = tf.mul(loss, tf.tensor3d(batch.present, shape));
  return tf.div<tf.Scalar>(tf.sum(present), Math.max(1, count));
}

/** Huber (1964) with its bend at one standard deviation of the training rows. */
function penalty(kind: ForecastLoss, error: tf.Tensor3D): tf.Tensor3D {
  switch (kind) {
    case 'mse':
      return tf.square(error);
    case 'mae':
      return tf.abs(error);
    case 'huber': {
      const size = tf.abs(error);
      const bent = tf.minimum(size, 1);
      return tf.sub(tf.mul(bent, size), tf.mul(tf.square(bent), 0.5));
    }
  }
}
