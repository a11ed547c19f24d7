import * as tf from '@tensorflow/tfjs-core';
import { normalCrps, normalQuantile } from './normal-distribution.ts';
import type { ForecastOutput } from './output.ts';
import { percentiles } from './quantile-grid.ts';
import { column, scaleOf, scaleTensor } from './scale.ts';

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);
const quantiles = new Map<number, number>();

function quantileOf(level: number): number {
  const known = quantiles.get(level);
  if (known !== undefined) return known;
  const made = normalQuantile(level);
  quantiles.set(level, made);
  return made;
}

/** Mean and standard deviation of a normal distribution, trained on its likelihood. */
export const normalOutput: ForecastOutput = {
  id: 'normal',
  parameters: 2,
  pointColumn: 0,
  loss: (raw, { target, spread }) => {
    const [mean, scale] = [column(raw, 0), scaleTensor(column(raw, 1))];
    const located = spread === null ? mean : tf.mul<tf.Tensor1D>(mean, spread);
    const width = spread === null ? scale : tf.mul<tf.Tensor1D>(scale, spread);
    const z = tf.div<tf.Tensor1D>(tf.sub(target, located), width);
    return tf.add(tf.add(tf.mul(tf.square(z), 0.5), tf.log(width)), halfLogTwoPi);
  },
  finish: (numbers, at, location, spread) => {
    numbers[at] = numbers[at]! * spread + location;
    numbers[at + 1] = scaleOf(numbers[at + 1]!) * spread;
  },
  point: (numbers, at) => numbers[at]!,
  distribution: {
    quantile: (numbers, at, level) => numbers[at]! + numbers[at + 1]! * quantileOf(level),
    crps: (numbers, at, truth) => {
      const scale = numbers[at + 1]!;
      return scale * normalCrps((truth - numbers[at]!) / scale);
    },
    negativeLogLikelihood: (numbers, at, truth) => {
      const scale = numbers[at + 1]!;
      return 0.5 * ((truth - numbers[at]!) / scale) ** 2 + Math.log(scale) + halfLogTwoPi;
    },
    baselineLevels: percentiles,
  },
};
