import * as tf from '@tensorflow/tfjs-core';
import type { ForecastOutput } from './output.ts';

export type PointLoss = 'mse' | 'mae' | 'huber';

/** One number for each value. */
export function pointOutput(loss: PointLoss): ForecastOutput {
  return {
    id: 'point',
    parameters: 1,
    pointColumn: 0,
    loss: (raw, { target, spread }) => {
      const flat = tf.reshape(raw, target.shape) as tf.Tensor1D;
      const scaled = spread === null ? flat : tf.mul<tf.Tensor1D>(flat, spread);
      return penalty(loss, tf.sub<tf.Tensor1D>(scaled, target));
    },
    finish: (numbers, at, location, spread) => {
      numbers[at] = numbers[at]! * spread + location;
    },
    point: (numbers, at) => numbers[at]!,
    distribution: null,
  };
}

/** Huber (1964) with its bend at one standard deviation of the training rows. */
function penalty(kind: PointLoss, error: tf.Tensor1D): tf.Tensor1D {
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
