import * as tf from '@tensorflow/tfjs-core';
import { logBeta } from '../../../statistics/special-functions.ts';
import type { ForecastOutput } from './output.ts';
import { percentiles } from './quantile-grid.ts';
import { column, scaleOf, scaleTensor, softplus } from './scale.ts';
import { studentCrps, studentQuantileTable } from './student-t-distribution.ts';

/** Variance exists only above. */
const leastFreedom = 2;

const tables = new Map<number, (freedom: number) => number>();

function quantileOf(level: number, freedom: number): number {
  let table = tables.get(level);
  if (table === undefined) {
    table = studentQuantileTable(level);
    tables.set(level, table);
  }
  return table(freedom);
}

/**
 * Location, scale and degrees of freedom of Student's t distribution, trained on its likelihood:
 * heavier tails than the normal where the data has them (as in Salinas et al. 2020, DeepAR).
 */
export const studentTOutput: ForecastOutput = {
  id: 'student-t',
  parameters: 3,
  pointColumn: 0,
  loss: (raw, { target, spread }) => {
    const [location, scale] = [column(raw, 0), scaleTensor(column(raw, 1))];
    const freedom = tf.add<tf.Tensor1D>(tf.softplus(column(raw, 2)), leastFreedom);
    const located = spread === null ? location : tf.mul<tf.Tensor1D>(location, spread);
    const width = spread === null ? scale : tf.mul<tf.Tensor1D>(scale, spread);
    const z = tf.div<tf.Tensor1D>(tf.sub(target, located), width);
    const tail = tf.mul(tf.mul(tf.add(freedom, 1), 0.5), tf.log1p(tf.div(tf.square(z), freedom)));
    return tf.add(tf.add(tail, tf.log(width)), logNormalizer(freedom)) as tf.Tensor1D;
  },
  finish: (numbers, at, location, spread) => {
    numbers[at] = numbers[at]! * spread + location;
    numbers[at + 1] = scaleOf(numbers[at + 1]!) * spread;
    numbers[at + 2] = softplus(numbers[at + 2]!) + leastFreedom;
  },
  point: (numbers, at) => numbers[at]!,
  distribution: {
    quantile: (numbers, at, level) =>
      numbers[at]! + numbers[at + 1]! * quantileOf(level, numbers[at + 2]!),
    crps: (numbers, at, truth) => {
      const scale = numbers[at + 1]!;
      return scale * studentCrps((truth - numbers[at]!) / scale, numbers[at + 2]!);
    },
    negativeLogLikelihood: (numbers, at, truth) => {
      const [scale, freedom] = [numbers[at + 1]!, numbers[at + 2]!];
      const z = (truth - numbers[at]!) / scale;
      return (
        ((freedom + 1) / 2) * Math.log1p((z * z) / freedom) +
        Math.log(scale) +
        0.5 * Math.log(freedom) +
        logBeta(0.5, freedom / 2)
      );
    },
    baselineLevels: percentiles,
  },
};

/** Factors split off the gamma functions before the series below is good to 1e-7. */
const shifts = 4;

/**
 * ln B(1/2, freedom / 2) + ln(freedom) / 2 from plain operations, which all devices have and
 * differentiate: with x = freedom / 2 it is ln sqrt(2 pi) + ln sqrt(x) - ln(G(x + 1/2) / G(x)), where the quotient
 * of gamma functions is carried up to where its asymptotic series (Tricomi and Erdelyi 1951) holds.
 */
function logNormalizer(freedom: tf.Tensor1D): tf.Tensor1D {
  const x = tf.mul<tf.Tensor1D>(freedom, 0.5);
  const high = tf.add<tf.Tensor1D>(x, shifts);
  const inverse = tf.reciprocal(high);
  const square = tf.square(inverse);
  // ln(G(y + 1/2) / G(y)) = ln(y) / 2 - 1/(8 y) + 1/(192 y^3) - 1/(640 y^5) + ...
  const series = tf.mul(
    inverse,
    tf.add(tf.mul(square, tf.sub(1 / 192, tf.mul(square, 1 / 640))), -1 / 8),
  );
  let quotient = tf.add<tf.Tensor1D>(tf.mul(tf.log(high), 0.5), series);
  for (let shift = 0; shift < shifts; shift++) {
    const below = tf.add(x, shift);
    quotient = tf.add(quotient, tf.log(tf.div(below, tf.add(below, 0.5))));
  }
  const constant = 0.5 * Math.log(2 * Math.PI);
  return tf.add(tf.sub(tf.mul(tf.log(x), 0.5), quotient), constant) as tf.Tensor1D;
}
