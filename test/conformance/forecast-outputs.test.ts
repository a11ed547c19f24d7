import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { outputs } from '../../src/tasks/forecasting/outputs/index.ts';

/** What every kind of forecast output must keep; see ForecastOutput. */

beforeAll(async () => {
  await loadBackend();
});

const values = 300;
const random = new Random(11);
const truths = Float32Array.from({ length: values }, () => 0.7 + 1.3 * random.normal());

describe.each(outputs)('$id', (output) => {
  /** One set of numbers for all values, fitted by gradient descent. */
  function learn(spread: number | null): Float32Array {
    const raw = tf.variable(tf.zeros([1, output.parameters])) as tf.Variable<tf.Rank.R2>;
    const optimizer = tf.train.adam(0.1);
    const target = tf.tensor1d(truths.slice());
    const spreads = spread === null ? null : tf.fill<tf.Rank.R1>([values], spread);
    for (let step = 0; step < 250; step++) {
      optimizer.minimize(() => {
        const rows = tf.matMul<tf.Tensor2D>(tf.ones([values, 1]), raw);
        return tf.mean<tf.Scalar>(output.loss(rows, { target, spread: spreads }));
      });
    }
    const fitted = Float32Array.from(raw.dataSync());
    tf.dispose([raw, target, ...(spreads === null ? [] : [spreads])]);
    optimizer.dispose();
    output.finish(fitted, 0, 0, spread ?? 1);
    return fitted;
  }

  it.each([null, 0.5])('learns the distribution of its data, spread %s', (spread) => {
    const sorted = truths.slice().sort();
    const fitted = learn(spread);
    const mean = truths.reduce((sum, value) => sum + value, 0) / values;
    const middle = output.id === 'quantiles' ? sorted[values / 2]! : mean;
    expect(Math.abs(output.point(fitted, 0) - middle)).toBeLessThan(0.3);
    if (output.distribution === null) return;
    for (const level of [0.1, 0.25, 0.75, 0.9]) {
      const own = output.distribution.quantile(fitted, 0, level);
      const below = truths.filter((value) => value <= own).length / values;
      expect(Math.abs(below - level), `level ${level}`).toBeLessThan(0.08);
    }
  });

  it('has a finite loss and a finite gradient for any finite numbers', () => {
    const raw = tf.tensor2d(
      Float32Array.from({ length: 3 * output.parameters }, (_, index) => (index % 3) * 60 - 60),
      [3, output.parameters],
    );
    const truth = { target: tf.tensor1d([0, -30, 1e4]), spread: null };
    const loss = (numbers: tf.Tensor2D) => tf.sum<tf.Scalar>(output.loss(numbers, truth));
    const { value, grad } = tf.valueAndGrad(loss as (x: tf.Tensor) => tf.Scalar)(raw);
    expect(Number.isFinite(value.dataSync()[0])).toBe(true);
    expect(grad.dataSync().every(Number.isFinite)).toBe(true);
    tf.dispose([raw, truth.target, value, grad]);
  });

  it('moves and stretches with its window', () => {
    const base = Float32Array.from({ length: output.parameters }, (_, index) => index / 7 - 0.4);
    const [own, moved] = [base.slice(), base.slice()];
    output.finish(own, 0, 0, 1);
    output.finish(moved, 0, 5, 2);
    expect(output.point(moved, 0)).toBeCloseTo(5 + 2 * output.point(own, 0), 5);
    const { distribution } = output;
    if (distribution === null) return;
    for (const level of [0.05, 0.5, 0.9]) {
      const expected = 5 + 2 * distribution.quantile(own, 0, level);
      expect(distribution.quantile(moved, 0, level)).toBeCloseTo(expected, 4);
    }
    expect(distribution.crps(moved, 0, 6)).toBeCloseTo(2 * distribution.crps(own, 0, 0.5), 4);
  });

  it('puts its quantiles in order and its score at least where the truth is likely', () => {
    const { distribution } = output;
    if (distribution === null) {
      expect(output.parameters).toBe(1);
      return;
    }
    const jumbled = Float32Array.from({ length: output.parameters }, () => random.normal());
    output.finish(jumbled, 0, 0, 1);
    const levels = [0.01, 0.05, 0.3, 0.5, 0.8, 0.95, 0.99];
    const quantiles = levels.map((level) => distribution.quantile(jumbled, 0, level));
    expect([...quantiles].sort((a, b) => a - b)).toEqual(quantiles);
    const centre = distribution.crps(jumbled, 0, quantiles[3]!);
    expect(distribution.crps(jumbled, 0, quantiles[6]! + 1)).toBeGreaterThan(centre);
    expect(distribution.crps(jumbled, 0, quantiles[0]! - 1)).toBeGreaterThan(centre);
  });
});
