import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasNativeKernel, nativeKernelCalls } from '../../src/backend/native-kernels.ts';
import {
  gatherRows,
  linear,
  orthonormalColumns,
  repeatRows,
  sparseSoftmaxCrossEntropy,
  statelessUniform,
  tileRows,
  withGradient,
} from '../../src/backend/operations.ts';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { randomTensor, relativeError } from '../support/recurrent.ts';

beforeAll(async () => {
  await loadBackend();
});

const list = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

describe('statelessUniform', () => {
  test('the same seed gives the same values, another seed others', () => {
    const first = list(statelessUniform([50, 7], [1, -2]));
    expect(list(statelessUniform([50, 7], [1, -2]))).toEqual(first);
    expect(list(statelessUniform([50, 7], [1, -3]))).not.toEqual(first);
    expect(list(statelessUniform([50, 7], [2, -2]))).not.toEqual(first);
  });

  test('values are in [0, 1) with mean 1/2 and variance 1/12', () => {
    const values = list(statelessUniform([100_000], [7, 9]));
    expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values.slice(0, 50_000))).toBeLessThan(1);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    // Five standard errors: 5 * sqrt(1/12 / 1e5) and 5 * sqrt(1/180 / 1e5).
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0046);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.0012);
  });
});

describe('sparseSoftmaxCrossEntropy', () => {
  test('is minus the logarithm of the softmax at the label', () => {
    const logits = tf.tensor2d([
      [1, 2, 3],
      [0, 0, 0],
      [1000, 0, -1000],
    ]);
    const losses = list(sparseSoftmaxCrossEntropy(logits, tf.tensor1d([2, 1, 0], 'int32')));
    const first = Math.log(Math.E + Math.E ** 2 + Math.E ** 3) - 3;
    expect(losses[0]).toBeCloseTo(first, 5);
    expect(losses[1]).toBeCloseTo(Math.log(3), 5);
    expect(losses[2]).toBeCloseTo(0, 6);
  });

  test('its gradient is softmax minus one-hot, weighted by the gradient from above', () => {
    const random = new Random(1);
    const logits = randomTensor([5, 4], random, 2) as tf.Tensor2D;
    const labels = tf.tensor1d([0, 3, 1, 1, 2], 'int32');
    const weights = randomTensor([5], random);
    const gradient = tf.grad((x) =>
      tf.sum(tf.mul(sparseSoftmaxCrossEntropy(x as tf.Tensor2D, labels), weights)),
    )(logits);
    const expected = tf.mul(
      tf.sub(tf.softmax(logits), tf.oneHot(labels, 4)),
      tf.expandDims(weights, 1),
    );
    expect(tf.max(tf.abs(tf.sub(gradient, expected))).dataSync()[0]).toBeLessThan(1e-6);
  });
});

describe('gatherRows', () => {
  test('takes rows, and its gradient adds up rows taken twice', () => {
    const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const indices = tf.tensor1d([2, 0, 2], 'int32');
    expect(list(gatherRows(table, indices))).toEqual([5, 6, 1, 2, 5, 6]);
    const weights = tf.tensor2d([1, 10, 2, 20, 4, 40], [3, 2]);
    const gradient = tf.grad((x) => tf.sum(tf.mul(gatherRows(x as tf.Tensor2D, indices), weights)));
    expect(list(gradient(table))).toEqual([2, 20, 0, 0, 5, 50]);
  });

  test('an index outside of the table is refused, not read', () => {
    const table = tf.zeros<tf.Rank.R2>([3, 2]);
    expect(() => gatherRows(table, tf.tensor1d([3], 'int32')).dataSync()).toThrow();
    expect(() => gatherRows(table, tf.tensor1d([0, -1], 'int32')).dataSync()).toThrow();
  });

  test('the compiled kernel takes rows as tf.gather does, shared among threads or not', () => {
    if (!hasNativeKernel('UnrollGatherRows')) return;
    const random = new Random(5);
    for (const [rows, width, count] of [
      [1, 1, 1],
      [7, 3, 0],
      [50, 17, 400],
      [300, 650, 700],
    ] as const) {
      const table = randomTensor([rows, width], random) as tf.Tensor2D;
      const indices = tf.tensor1d(
        Int32Array.from({ length: count }, () => random.integer(rows)),
        'int32',
      );
      const before = nativeKernelCalls('UnrollGatherRows');
      const taken = gatherRows(table, indices);
      expect(nativeKernelCalls('UnrollGatherRows')).toBe(before + 1);
      expect(taken.shape).toEqual([count, width]);
      expect(list(taken)).toEqual(list(tf.gather(table, indices)));
    }
  });

  test('the compiled kernel says which index is wrong', () => {
    if (!hasNativeKernel('UnrollGatherRows')) return;
    const table = tf.zeros<tf.Rank.R2>([3, 2]);
    expect(() => gatherRows(table, tf.tensor1d([0, 3], 'int32'))).toThrow(
      /UnrollGatherRows: indices\[1\] is 3, expected 0 to 2/,
    );
  });
});

describe('linear', () => {
  test.each([
    ['matMul and add', {}, (x: tf.Tensor) => x],
    ['those and relu', { activation: 'relu' }, tf.relu],
  ] as const)('value and gradients are those of %s', (_, options, activation) => {
    const random = new Random(3);
    const given = [[6, 4], [4, 3], [3]].map((shape) => randomTensor(shape, random));
    const probe = randomTensor([6, 3], random);
    const plain = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) => {
      const sum = tf.add(tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D), bias);
      return tf.sum(tf.mul(activation(sum), probe));
    };
    const own = (x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) => {
      const operands = [x as tf.Tensor2D, kernel as tf.Tensor2D, bias as tf.Tensor1D] as const;
      return tf.sum(tf.mul(linear(...operands, options), probe));
    };
    const expected = tf.valueAndGrads(plain)(given);
    const before = tf.memory().numTensors;
    const actual = tf.valueAndGrads(own)(given);
    expect(tf.memory().numTensors).toBe(before + 4);
    expect(relativeError(actual.value, expected.value)).toBeLessThan(1e-5);
    for (const [i, gradient] of actual.grads.entries()) {
      expect(relativeError(gradient, expected.grads[i]!), `input ${i}`).toBeLessThan(1e-5);
    }
  });

  test('of data gives the same weights their gradients', () => {
    const random = new Random(4);
    const x = randomTensor([5, 2], random) as tf.Tensor2D;
    const given = [[2, 3], [3]].map((shape) => randomTensor(shape, random));
    const [ofData, whole] = [true, false].map((option) =>
      tf.grads((kernel, bias) => {
        const operands = [x, kernel as tf.Tensor2D, bias as tf.Tensor1D] as const;
        return tf.sum(tf.square(linear(...operands, { ofData: option })));
      })(given),
    );
    for (const [i, gradient] of ofData!.entries()) {
      expect(list(gradient)).toEqual(list(whole![i]!));
    }
  });
});

describe('repeatRows and tileRows', () => {
  test('copy rows, and their gradients add the copies up', () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    expect(list(repeatRows(x, 3))).toEqual([1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]);
    expect(list(tileRows(x, 3))).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
    const weights = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [6, 2]);
    const gradient = (copy: typeof repeatRows) =>
      list(tf.grad((input) => tf.sum(tf.mul(copy(input as tf.Tensor2D, 3), weights)))(x));
    expect(gradient(repeatRows)).toEqual([1 + 3 + 5, 2 + 4 + 6, 7 + 9 + 11, 8 + 10 + 12]);
    expect(gradient(tileRows)).toEqual([1 + 5 + 9, 2 + 6 + 10, 3 + 7 + 11, 4 + 8 + 12]);
    expect(repeatRows(x, 1)).toBe(x);
  });
});

describe('orthonormalColumns', () => {
  test('columns are orthonormal and span the same space, the first direction kept', () => {
    const matrix = randomTensor([40, 25], new Random(4)) as tf.Tensor2D;
    const q = orthonormalColumns(matrix);
    const product = tf.matMul(q, q, true, false);
    expect(tf.max(tf.abs(tf.sub(product, tf.eye(25)))).dataSync()[0]).toBeLessThan(1e-5);
    const projected = tf.matMul(q, tf.matMul(q, matrix, true, false));
    expect(tf.max(tf.abs(tf.sub(projected, matrix))).dataSync()[0]).toBeLessThan(1e-5);
    const alongFirst = tf.sum(
      tf.mul(tf.slice(q, [0, 0], [40, 1]), tf.slice(matrix, [0, 0], [40, 1])),
    );
    expect(alongFirst.dataSync()[0]).toBeGreaterThan(0);
  });
});

describe('withGradient', () => {
  test('uses the gradient given and leaves nothing behind', () => {
    const x = tf.tensor1d([1, 2]);
    const before = tf.memory().numTensors;
    const gradient = tf.grad((input) =>
      withGradient([input], (save) => {
        const value = tf.square(tf.add(input, 0));
        save([value]);
        return { value, gradient: (dy, [saved]) => [tf.mul(tf.mul(dy, saved!), 3)] };
      }),
    )(x);
    expect(list(gradient)).toEqual([3, 12]);
    gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
