import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { ParameterSet } from '../../../src/models/parameters.ts';
import { Pooling, poolingIds } from '../../../src/models/pooling.ts';

beforeAll(async () => {
  await loadBackend();
});

/** (time 4, batch 2, width 3); the second sequence ends after two steps. */
const values = Array.from({ length: 24 }, (_, index) => Math.sin(index * 1.7));
const lengths = [4, 2];
const at = (step: number, place: number, unit: number) => values[(step * 2 + place) * 3 + unit]!;

function pooled(id: (typeof poolingIds)[number], behind = 0): number[][] {
  return tf.tidy(() => {
    const parameters = new ParameterSet();
    const pooling = new Pooling(id, 3, parameters, new Random(4));
    // What is behind the end of the second sequence.
    const own = values.map((value, index) => (index >= 12 && index % 6 >= 3 ? behind : value));
    const outputs = tf.tensor3d(own, [4, 2, 3]);
    const last = tf.tensor2d([7, 8, 9, 10, 11, 12], [2, 3]);
    const result = pooling
      .apply({ outputs, last, lengths: tf.tensor1d(lengths, 'int32') })
      .arraySync();
    parameters.dispose();
    return result;
  });
}

describe('pooling', () => {
  it('takes the last state as it is', () => {
    expect(pooled('last')).toEqual([
      [7, 8, 9],
      [10, 11, 12],
    ]);
  });

  it.each(['mean', 'max'] as const)('computes the %s of the steps that count', (id) => {
    const expected = lengths.map((length, place) =>
      [0, 1, 2].map((unit) => {
        const own = Array.from({ length }, (_, step) => at(step, place, unit));
        return id === 'max' ? Math.max(...own) : own.reduce((a, b) => a + b, 0) / length;
      }),
    );
    pooled(id).forEach((row, place) => {
      row.forEach((value, unit) => {
        expect(value).toBeCloseTo(expected[place]![unit]!, 5);
      });
    });
  });

  it('weighs steps by attention: a mixture of those that count', () => {
    const [, second] = pooled('attention');
    second!.forEach((value, unit) => {
      const own = [at(0, 1, unit), at(1, 1, unit)];
      expect(value).toBeGreaterThanOrEqual(Math.min(...own) - 1e-6);
      expect(value).toBeLessThanOrEqual(Math.max(...own) + 1e-6);
    });
  });

  it.each(poolingIds)('%s gives the same whatever the length of the batch', (id) => {
    const short = tf.tidy(() => {
      const parameters = new ParameterSet();
      const pooling = new Pooling(id, 3, parameters, new Random(4));
      const outputs = tf.tensor3d([...values.slice(3, 6), ...values.slice(9, 12)], [2, 1, 3]);
      const last = tf.tensor2d([10, 11, 12], [1, 3]);
      const result = pooling
        .apply({ outputs, last, lengths: tf.tensor1d([2], 'int32') })
        .arraySync();
      parameters.dispose();
      return result[0]!;
    });
    pooled(id)[1]!.forEach((value, unit) => {
      expect(value).toBeCloseTo(short[unit]!, 5);
    });
  });
});
