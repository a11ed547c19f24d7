import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { clipAdaptively } from '../../src/trainer/adaptive-clipping.ts';

beforeAll(async () => {
  await loadBackend();
});

const limit = 0.1;

function clipped(name: string, weights: tf.TensorLike, gradient: tf.TensorLike): number[] {
  const parameters = new ParameterSet();
  parameters.add(name, tf.tensor(weights));
  const values = tf.tidy(() => {
    const given = new Map([[name, tf.tensor(gradient)]]);
    const result = clipAdaptively(given, parameters.entries(), limit);
    return [...result.get(name)!.dataSync()];
  });
  parameters.dispose();
  return values;
}

const near = (values: readonly number[], expected: readonly number[]): void => {
  expect(values).toHaveLength(expected.length);
  for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected[index]!, 6);
};

describe('adaptive clipping (Brock et al. 2021, equation 3)', () => {
  it('scales each column of a kernel by itself: limit ||W|| / ||G||', () => {
    // Columns: weights of norm 5 and 10, gradients of norm 1 (above 0.5) and 0.5 (below 1).
    const weights = [
      [3, 6],
      [4, 8],
    ];
    const gradient = [
      [0.6, 0.3],
      [0.8, 0.4],
    ];
    near(clipped('rnn.0.recurrent_kernel', weights, gradient), [0.3, 0.3, 0.4, 0.4]);
  });

  it('takes each row of a table of embeddings as a unit', () => {
    const weights = [
      [3, 4],
      [6, 8],
    ];
    const gradient = [
      [0.6, 0.8],
      [0.6, 0.8],
    ];
    near(clipped('embedding.table', weights, gradient), [0.3, 0.4, 0.6, 0.8]);
  });

  it('takes a vector as one unit, and weights at zero as a thousandth', () => {
    near(clipped('rnn.0.bias', [3, 4], [6, 8]), [0.3, 0.4]);
    near(clipped('rnn.0.bias', [0, 0], [6, 8]), [0.6e-4, 0.8e-4]);
    near(clipped('rnn.0.bias', [0, 0], [0, 0]), [0, 0]);
  });

  it('leaves the output layer alone', () => {
    near(clipped('output.kernel', [[1]], [[50]]), [50]);
  });

  it('does not hide what is not finite', () => {
    expect(clipped('rnn.0.bias', [3, 4], [Number.NaN, 1]).some(Number.isNaN)).toBe(true);
    const infinite = clipped('rnn.0.bias', [3, 4], [Number.POSITIVE_INFINITY, 1]);
    expect(infinite.every(Number.isFinite)).toBe(false);
  });
});
