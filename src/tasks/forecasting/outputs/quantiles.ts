import * as tf from '@tensorflow/tfjs-core';
import type { ForecastOutput } from './output.ts';
import { outputLevels, QuantileGrid } from './quantile-grid.ts';

const grid = new QuantileGrid(outputLevels);
const median = outputLevels.indexOf(0.5);

/**
 * Quantiles at fixed levels, trained on the pinball loss of all levels (Wen et al. 2017). Where
 * some cross, they are put in order, which never makes a forecast worse (Chernozhukov et al. 2010).
 */
export const quantilesOutput: ForecastOutput = {
  id: 'quantiles',
  parameters: grid.count,
  pointColumn: median,
  loss: (raw, { target, spread }) => {
    const scaled = spread === null ? raw : tf.mul<tf.Tensor2D>(raw, tf.expandDims(spread, 1));
    const error = tf.sub<tf.Tensor2D>(tf.expandDims(target, 1), scaled);
    const levels = tf.tensor2d([...grid.levels], [1, grid.count]);
    // max(q e, (q - 1) e) = q e + max(0, -e)
    const losses = tf.add(tf.mul(levels, error), tf.relu(tf.neg(error)));
    return tf.mul<tf.Tensor1D>(tf.mean<tf.Tensor1D>(losses, 1), 2);
  },
  finish: (numbers, at, location, spread) => {
    const own = numbers.subarray(at, at + grid.count);
    for (let index = 0; index < own.length; index++) own[index] = own[index]! * spread + location;
    own.sort();
  },
  point: (numbers, at) => numbers[at + median]!,
  distribution: {
    quantile: (numbers, at, level) => grid.quantile(numbers, at, level),
    crps: (numbers, at, truth) => grid.crps(numbers, at, truth),
    negativeLogLikelihood: null,
    baselineLevels: outputLevels,
  },
};
