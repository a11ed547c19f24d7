import * as tf from '@tensorflow/tfjs-core';
import type { DecoderParts } from './decoder.ts';

/**
 * Whole segments to the rows of the horizon.
 * @param decoded (sequences * steps, segment * width * parameters), sequence by sequence
 * @returns (sequences, horizon, width * parameters)
 */
export function cutToHorizon(
  decoded: tf.Tensor2D,
  sequences: number,
  { segment, horizon, width, parameters }: DecoderParts,
): tf.Tensor3D {
  const numbers = width * parameters;
  const rows = Math.ceil(horizon / segment) * segment;
  const whole = tf.reshape(decoded, [sequences, rows, numbers]) as tf.Tensor3D;
  return rows === horizon ? whole : tf.slice3d(whole, [0, 0, 0], [sequences, horizon, numbers]);
}
