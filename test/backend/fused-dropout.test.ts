import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasNativeKernel } from '../../src/backend/native-kernels.ts';
import { fusedDropout } from '../../src/backend/operations.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';

beforeAll(async () => {
  await loadBackend();
});

const list = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const drop = (x: tf.Tensor, rate: number, seed: readonly [number, number], period?: number) =>
  fusedDropout(x, rate, seed, period)!;

/** Philox4x32-10 as its paper writes it (Salmon et al. 2011), in exact whole numbers. */
function philox(counter: number, [low, high]: readonly [number, number]): number[] {
  const word = (value: bigint) => value & 0xffffffffn;
  let [a, b, c, d] = [BigInt(counter), 0n, 0n, 0n];
  let [k0, k1] = [word(BigInt(low)), word(BigInt(high))];
  for (let round = 0; round < 10; round++) {
    const [even, odd] = [0xd2511f53n * a, 0xcd9e8d57n * c];
    [a, b, c, d] = [(odd >> 32n) ^ b ^ k0, word(odd), (even >> 32n) ^ d ^ k1, word(even)];
    k0 = word(k0 + 0x9e3779b9n);
    k1 = word(k1 + 0xbb67ae85n);
  }
  return [a, b, c, d].map(Number);
}

/** Number that decides the value at a place: groups of 64 take word after word of 16 counters. */
function numberAt(place: number, seed: readonly [number, number]): number {
  const inGroup = place % 64;
  return philox(((place - inGroup) / 64) * 16 + (inGroup % 16), seed)[Math.floor(inGroup / 16)]!;
}

describe('the reference generator', () => {
  it('gives the published numbers', () => {
    // First line of the known answers that come with the authors' Random123.
    expect(philox(0, [0, 0])).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  });
});

describe('fusedDropout', () => {
  it('is there exactly where the compiled kernels are', () => {
    const result = fusedDropout(tf.ones([2]), 0.5, [1, 2]);
    expect(result !== null).toBe(hasNativeKernel('UnrollDropout'));
  });

  it('drops by the numbers of the generator, whatever the shape', () => {
    if (!hasNativeKernel('UnrollDropout')) return;
    const seed = [123456789, -7] as const;
    for (const [size, rate] of [
      [1, 0.5],
      [63, 0.1],
      [64, 0.9],
      [1000, 0.3],
      [40_007, 0.25],
    ] as const) {
      const x = tf.range(1, size + 1);
      const expected = Array.from({ length: size }, (_, i) =>
        numberAt(i, seed) < Math.floor(Math.fround(rate) * 2 ** 32)
          ? 0
          : Math.fround((i + 1) * Math.fround(1 / Math.fround(1 - Math.fround(rate)))),
      );
      expect(list(drop(x, rate, seed))).toEqual(expected);
    }
    const matrix = drop(tf.ones([10, 20, 5]), 0.5, seed);
    expect(matrix.shape).toEqual([10, 20, 5]);
    expect(list(matrix)).toEqual(list(drop(tf.ones([1000]), 0.5, seed)));
  });

  it('repeats itself after a period', () => {
    if (!hasNativeKernel('UnrollDropout')) return;
    const once = list(drop(tf.ones([20_000]), 0.5, [3, 4]));
    const locked = list(drop(tf.ones([3, 20_000]), 0.5, [3, 4], 20_000));
    expect(locked).toEqual([...once, ...once, ...once]);
  });

  it('has as gradient itself, and leaves nothing behind', () => {
    if (!hasNativeKernel('UnrollDropout')) return;
    const x = tf.ones([50, 7]);
    const dy = tf.reshape(tf.range(0, 350), [50, 7]);
    const before = tf.memory().numTensors;
    const gradient = tf.grad((input) => drop(input, 0.4, [8, 9]))(x, dy);
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(list(gradient)).toEqual(list(drop(dy, 0.4, [8, 9])));
  });

  it('keeps the share that it should', () => {
    if (!hasNativeKernel('UnrollDropout')) return;
    const kept = list(drop(tf.ones([1_000_000]), 0.3, [5, 6])).filter((value) => value > 0).length;
    // Five standard deviations of a binomial: 5 * sqrt(1e6 * 0.3 * 0.7).
    expect(Math.abs(kept - 700_000)).toBeLessThan(2292);
  });

  it('refuses what makes no sense, with a reason', () => {
    if (!hasNativeKernel('UnrollDropout')) return;
    expect(() => drop(tf.ones([4]), 1, [1, 1])).toThrow(/UnrollDropout: rate is not in \[0, 1\)/);
    for (const period of [3, -1]) {
      const refusal = `period ${period} does not divide 4 values`;
      expect(() => drop(tf.ones([4]), 0.5, [1, 1], period)).toThrow(refusal);
    }
  });
});
