import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { Dense } from '../../src/models/dense.ts';
import { dropout } from '../../src/models/dropout.ts';
import { Embedding } from '../../src/models/embedding.ts';
import { orthogonal, uniform, xavierUniform } from '../../src/models/initializers.ts';
import { ParameterSet } from '../../src/models/parameters.ts';

beforeAll(async () => {
  await loadBackend();
});

const list = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

describe('dropout', () => {
  test('drops about the share asked for and keeps the expectation', () => {
    const values = list(dropout(tf.ones([200, 500]), 0.3, new Random(1)));
    const dropped = values.filter((value) => value === 0).length / values.length;
    // Five standard errors of a share of 0.3 in 100,000.
    expect(Math.abs(dropped - 0.3)).toBeLessThan(0.0073);
    for (const value of values) if (value !== 0) expect(value).toBeCloseTo(1 / 0.7, 5);
  });

  test('the gradient passes where the value did', () => {
    const random = new Random(2);
    const state = random.state();
    const x = tf.ones([50]);
    const values = list(dropout(x, 0.5, random));
    const gradient = tf.grad((input) => tf.sum(dropout(input, 0.5, Random.fromState(state))))(x);
    expect(list(gradient)).toEqual(values);
  });

  test('rate 0 is the input itself and draws nothing', () => {
    const random = new Random(3);
    const before = random.state();
    const x = tf.ones([2]);
    expect(dropout(x, 0, random)).toBe(x);
    expect(random.state()).toEqual(before);
  });
});

describe('initializers', () => {
  test('orthogonal: rows or columns are orthonormal, whichever are fewer', () => {
    for (const [rows, columns] of [
      [7, 7],
      [5, 9],
      [9, 5],
      [1, 1],
    ] as const) {
      const matrix = orthogonal([rows, columns], new Random(5));
      expect(matrix.shape).toEqual([rows, columns]);
      const wide = rows <= columns;
      const product = tf.matMul(matrix, matrix, !wide, wide);
      const identity = tf.eye(Math.min(rows, columns));
      expect(tf.max(tf.abs(tf.sub(product, identity))).dataSync()[0]).toBeLessThan(1e-5);
    }
  });

  test('xavier: uniform with variance 2 / (fanIn + fanOut)', () => {
    const values = list(xavierUniform([300, 200], new Random(6)));
    const limit = Math.sqrt(6 / 500);
    expect(values.every((value) => Math.abs(value) <= limit)).toBe(true);
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(Math.abs(variance / (2 / 500) - 1)).toBeLessThan(0.02);
  });

  test('the same seed gives the same values', () => {
    const draw = () => list(uniform([4, 3], 0.5, new Random(8)));
    expect(draw()).toEqual(draw());
  });
});

describe('Dense and Embedding', () => {
  test('a dense layer is x W + b', () => {
    const parameters = new ParameterSet();
    const dense = new Dense({ input: 2, output: 3 }, parameters, new Random(1), 'head');
    expect(parameters.names).toEqual(['head.kernel', 'head.bias']);
    dense.kernel.assign(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]));
    dense.bias.assign(tf.tensor1d([10, 20, 30]));
    expect(list(dense.apply(tf.tensor2d([1, -1], [1, 2])))).toEqual([7, 17, 27]);
  });

  test('an embedding is the rows of its table', () => {
    const parameters = new ParameterSet();
    const sizes = { vocabulary: 5, width: 2 };
    const embedding = new Embedding(sizes, parameters, new Random(1), 'embedding');
    const table = list(embedding.table);
    const rows = list(embedding.apply(tf.tensor1d([4, 0], 'int32')));
    expect(rows).toEqual([...table.slice(8, 10), ...table.slice(0, 2)]);
  });
});
