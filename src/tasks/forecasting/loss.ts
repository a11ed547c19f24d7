import * as tf from '@tensorflow/tfjs-core';
import type { WindowBatch } from './batches.ts';
import type { ForecastOutput } from './outputs/index.ts';

/**
 * Mean over all values whose truth is present, in units scaled by the training rows.
 * @param raw (sequences, horizon, width * parameters), as the network gives it
 */
export function forecastLoss(
  output: ForecastOutput,
  raw: tf.Tensor3D,
  batch: WindowBatch,
): tf.Scalar {
  const values = batch.targets.length;
  const rows = tf.reshape(raw, [values, output.parameters]) as tf.Tensor2D;
  const loss = output.loss(rows, {
    target: tf.tensor1d(batch.targets),
    spread: spreadOfValues(batch),
  });
  if (batch.present === null) return tf.mean<tf.Scalar>(loss);
  const count = batch.present.reduce((sum, value) => sum + value, 0);
  return tf.div<tf.Scalar>(tf.sum(tf.mul(loss, tf.tensor1d(batch.present))), Math.max(1, count));
}

/** The spread of each window for each of its values. */
function spreadOfValues({ spread, sequences, width, targets }: WindowBatch): tf.Tensor1D | null {
  if (spread === null) return null;
  const horizon = targets.length / (sequences * width);
  const once = tf.tensor3d(spread, [sequences, 1, width]);
  return tf.reshape(tf.tile(once, [1, horizon, 1]), [targets.length]) as tf.Tensor1D;
}
