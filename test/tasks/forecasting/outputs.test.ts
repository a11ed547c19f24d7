import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { outputById } from '../../../src/tasks/forecasting/outputs/index.ts';
import {
  outputLevels,
  QuantileGrid,
} from '../../../src/tasks/forecasting/outputs/quantile-grid.ts';
import fixture from './fixtures/distributions.json' with { type: 'json' };

/** Against SciPy; see make-distribution-fixtures.py. */

beforeAll(async () => {
  await loadBackend();
});

const cases = fixture.cases.map((item) => ({
  ...item,
  title: `${item.output} ${item.raw.map((value) => value.toFixed(2)).join(' ')} at ${item.truth}`,
}));

describe.each(cases)('$title', ({ output: id, raw, truth, nll, crps, quantiles }) => {
  const output = outputById(id as 'normal' | 'student-t', 'mse');
  const numbers = Float32Array.from(raw);
  output.finish(numbers, 0, 0, 1);

  it('has the likelihood of the reference, as a metric and as a loss', () => {
    const own = output.distribution!.negativeLogLikelihood!(numbers, 0, truth);
    expect(own).toBeCloseTo(nll, 5);
    const loss = tf.tidy(
      () =>
        output
          .loss(tf.tensor2d([raw]), { target: tf.tensor1d([truth]), spread: null })
          .dataSync()[0]!,
    );
    // Single precision: up to six digits.
    expect(Math.abs(loss - nll)).toBeLessThan(2e-5 * Math.max(1, Math.abs(nll)));
  });

  it('has the score of the reference', () => {
    const own = output.distribution!.crps(numbers, 0, truth);
    expect(Math.abs(own - crps)).toBeLessThan(2e-6 * Math.max(1, crps));
  });

  it('has the quantiles of the reference', () => {
    for (const [index, level] of fixture.levels.entries()) {
      const own = output.distribution!.quantile(numbers, 0, level);
      const tolerance = 5e-5 * Math.max(1, Math.abs(quantiles[index]!));
      expect(Math.abs(own - quantiles[index]!), `level ${level}`).toBeLessThan(tolerance);
    }
  });
});

describe('quantiles', () => {
  const { forecasts, truths, crps, meanPinballTwice } = fixture.quantileScores;
  const grid = new QuantileGrid(outputLevels);

  it('are scored as numpy scores them', () => {
    for (const [index, forecast] of forecasts.entries()) {
      expect(grid.crps(forecast, 0, truths[index]!)).toBeCloseTo(crps[index]!, 5);
    }
  });

  it('are trained on the mean of their pinball losses', () => {
    const output = outputById('quantiles', 'mse');
    const losses = tf.tidy(() => [
      ...output
        .loss(tf.tensor2d(forecasts), { target: tf.tensor1d(truths), spread: null })
        .dataSync(),
    ]);
    for (const [index, loss] of losses.entries()) {
      expect(loss).toBeCloseTo(meanPinballTwice[index]!, 5);
    }
  });

  it('of a normal distribution have nearly its own score', () => {
    const normal = outputById('normal', 'mse').distribution!;
    const numbers = Float32Array.of(0, 1);
    const quantiles = outputLevels.map((level) => normal.quantile(numbers, 0, level));
    for (const truth of [-2, -0.4, 0, 1, 2.5]) {
      const exact = normal.crps(numbers, 0, truth);
      expect(Math.abs(grid.crps(quantiles, 0, truth) - exact)).toBeLessThan(0.01 * exact + 0.003);
    }
  });

  it('lie on a line between two levels and stay where they end', () => {
    const coarse = new QuantileGrid([0.2, 0.6]);
    expect(coarse.quantile([1, 5], 0, 0.3)).toBeCloseTo(2, 12);
    expect(coarse.quantile([1, 5], 0, 0.05)).toBe(1);
    expect(coarse.quantile([1, 5], 0, 0.9)).toBe(5);
  });
});
