import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import type { NativeBackend, OperationAttribute } from '../../../src/backend/native.ts';
import { loadBackend, nativeBackend } from '../../../src/backend/tensorflow.ts';

await loadBackend();

describe('wrong input is an exception that says what is wrong', () => {
  const run =
    (shapes: Readonly<Record<string, number[]>>, lengths?: number[], gains = {}) =>
    () => {
      const backend = nativeBackend() as NativeBackend;
      const { TF_ATTR_BOOL, TF_ATTR_INT } = backend.binding;
      const number = (name: string, value: number) => ({ name, type: TF_ATTR_INT, value });
      const attributes: OperationAttribute[] = [
        { name: 'training', type: TF_ATTR_BOOL, value: true },
        number('normalized', Object.keys(gains).length),
        number('has_lengths', lengths ? 1 : 0),
        number('has_recurrent_mask', 0),
        number('states_kept', 0),
      ];
      const right = { x: [4, 2, 3], h: [2, 5], c: [2, 5], wx: [3, 20], wh: [5, 20], b: [20] };
      const all = Object.values({ ...right, ...shapes, ...gains }).map((shape) =>
        tf.zeros(shape as number[]),
      );
      const options = lengths ? [tf.tensor1d(lengths, 'int32')] : [];
      return backend.executeMultipleOutputs('UnrollLstm', attributes, [...all, ...options], 4);
    };

  test('right input passes', () => {
    expect(run({})()).toHaveLength(4);
    expect(run({}, [0, 4])()).toHaveLength(4);
    expect(run({}, [0, 4], { gx: [20], gh: [20], gc: [5], sc: [5] })()).toHaveLength(4);
  });

  test.each([
    [{ gx: [20], gh: [21], gc: [5], sc: [5] }, 'normalization[1] has shape (21), expected (20)'],
    [{ gx: [20], gh: [20], gc: [5], sc: [20] }, 'normalization[3] has shape (20), expected (5)'],
    [{ gx: [20], gh: [20] }, 'normalization has 2 tensors, expected 4 or none'],
  ])('%j: %s', (gains, message) => {
    expect(run({}, undefined, gains)).toThrow(`UnrollLstm: ${message}`);
  });

  test.each([
    [{ x: [4, 3] }, undefined, 'x has shape (4, 3), expected (any, any, any)'],
    [{ x: [0, 2, 3] }, undefined, 'time is 0'],
    [{ h: [3, 5] }, undefined, 'initial_hidden has shape (3, 5), expected (2, any)'],
    [{ c: [2, 6] }, undefined, 'initial_cell has shape (2, 6), expected (2, 5)'],
    [{ wx: [3, 21] }, undefined, 'input_kernel has shape (3, 21), expected (3, 20)'],
    [{ wh: [20, 5] }, undefined, 'recurrent_kernel has shape (20, 5), expected (5, 20)'],
    [{ b: [1, 20] }, undefined, 'bias has shape (1, 20), expected (20)'],
    [{}, [1, 5], 'lengths[1] is 5, expected 0 to 4'],
    [{}, [-1, 4], 'lengths[0] is -1, expected 0 to 4'],
    [{}, [1, 2, 3], 'lengths has shape (3), expected (2)'],
  ])('%j, lengths %j: %s', (shapes, lengths, message) => {
    expect(run(shapes as Record<string, number[]>, lengths)).toThrow(`UnrollLstm: ${message}`);
  });

  test('a wrong type', () => {
    expect(() => {
      const backend = nativeBackend() as NativeBackend;
      backend.executeMultipleOutputs('UnrollRnn', [], [tf.zeros([1, 1, 1], 'int32')], 3);
    }).toThrow();
  });
});
