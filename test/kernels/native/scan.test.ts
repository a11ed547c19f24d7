import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { loadNativeKernels, setNativeThreads } from '../../../src/backend/native-kernels.ts';
import {
  compiledAdjointScan,
  compiledComplexAdjointScan,
  compiledComplexScan,
  compiledLinearScan,
} from '../../../src/backend/operations/compiled-scan.ts';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend, nativeBackend } from '../../../src/backend/tensorflow.ts';
import { randomTensor } from '../../support/recurrent.ts';

await loadBackend();
const kernels = loadNativeKernels();

/** Fewer columns than a register, some registers and a rest, several tiles. */
const sizes = [
  [1, 1, 1],
  [7, 2, 11],
  [5, 3, 64],
  [9, 4, 333],
] as const;

/** Row by row in double precision. */
function plainLinear(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  initial: ArrayLike<number>,
): number[] {
  const width = initial.length;
  const states: number[] = [];
  for (let at = 0; at < a.length; at++) {
    const before = at < width ? initial[at]! : states[at - width]!;
    states.push(a[at]! * before + b[at]!);
  }
  return states;
}

function plainAdjoint(a: ArrayLike<number>, direct: ArrayLike<number>, width: number): number[] {
  const all = Array.from(direct);
  for (let at = all.length - width - 1; at >= 0; at--)
    all[at]! += a[at + width]! * all[at + width]!;
  return [...all, ...Array.from({ length: width }, (_, i) => a[i]! * all[i]!)];
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i]! - value), `${i}`).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  }
}

test('the compiled kernels are there', () => {
  expect(kernels.state).toBe('ready');
});

describe.each(sizes)('%i steps of %i x %i', (time, batch, width) => {
  const random = new Random(8);
  const sequence = () => randomTensor([time, batch, width], random) as tf.Tensor3D;
  const [a, b] = [sequence(), sequence()];
  const initial = randomTensor([batch, width], random) as tf.Tensor2D;

  test('the linear scan agrees with a plain loop', () => {
    const states = compiledLinearScan(a, b, initial)!;
    expect(states.shape).toEqual([time, batch, width]);
    expectClose(states.dataSync(), plainLinear(a.dataSync(), b.dataSync(), initial.dataSync()));
  });

  test('so does the adjoint scan, with the derivative by the initial state', () => {
    const [all, first] = compiledAdjointScan(a, b)!;
    const actual = [...all.dataSync(), ...first.dataSync()];
    expectClose(actual, plainAdjoint(a.dataSync(), b.dataSync(), batch * width));
  });

  test('one thread and two give the same bits', () => {
    const values = [1, 2].map((threads) => {
      setNativeThreads(threads);
      return [...compiledLinearScan(a, b, initial)!.dataSync()];
    });
    expect(values[1]).toEqual(values[0]);
  });
});

/** Pairs of numbers, real parts before imaginary ones in a row of `width`. */
function plainComplex(
  [re, im, terms]: readonly ArrayLike<number>[],
  initial: ArrayLike<number>,
  [time, batch, half]: readonly [number, number, number],
  isOne: boolean,
): number[] {
  const row = batch * 2 * half;
  const states: number[] = [];
  const before = (at: number) => (at < row ? initial[at]! : states[at - row]!);
  for (let at = 0; at < time * row; at++) {
    const unit = at % half;
    const isImaginary = at % (2 * half) >= half;
    const sequence = Math.floor((at % row) / (2 * half));
    const factor = isOne ? unit : (Math.floor(at / row) * batch + sequence) * half + unit;
    const [own, other] = [before(at), before(isImaginary ? at - half : at + half)];
    const turned = isImaginary ? im![factor]! * other : -im![factor]! * other;
    states.push(re![factor]! * own + turned + terms![at]!);
  }
  return states;
}

describe.each([
  [1, 1, 1],
  [6, 3, 5],
  [5, 2, 190],
] as const)('complex numbers: %i steps of %i x %i', (time, batch, half) => {
  const random = new Random(9);
  const make = (...shape: number[]) => randomTensor(shape, random) as tf.Tensor3D;
  const [terms, initial] = [make(time, batch, 2 * half), make(1, batch, 2 * half)];
  const first = tf.reshape(initial, [batch, 2 * half]) as tf.Tensor2D;

  test.each([true, false])('one factor for all steps: %s', (isOne) => {
    const shape = isOne ? [1, 1, half] : [time, batch, half];
    const [re, im] = [make(...shape), make(...shape)];
    const lists = [re, im, terms].map((one) => one.dataSync());
    const size = [time, batch, half] as const;
    const states = compiledComplexScan(re, im, terms, first)!;
    expectClose(states.dataSync(), plainComplex(lists, first.dataSync(), size, isOne));
    // The adjoint: what <D, states without a start> is of the terms, it is of itself turned round.
    const direct = make(time, batch, 2 * half);
    const [all, byInitial] = compiledComplexAdjointScan(re, im, direct)!;
    const inner = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0]!;
    const forwards = inner(states, direct);
    const backwards = inner(all, terms) + inner(byInitial, first);
    expect(Math.abs(forwards - backwards)).toBeLessThan(1e-4 * Math.max(1, Math.abs(forwards)));
  });
});

test('shapes that do not fit are named', () => {
  const a = tf.zeros<tf.Rank.R3>([3, 2, 4]);
  const wrong = tf.zeros<tf.Rank.R2>([2, 5]);
  expect(() => compiledLinearScan(a, a, wrong)).toThrow(/UnrollLinearScan.*initial/s);
  expect(nativeBackend()).not.toBeNull();
});
