import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { kernels } from '../../src/kernels/index.ts';
import {
  type SequenceFeature,
  type SequenceKernel,
  sequenceFeatures,
} from '../../src/kernels/kernel.ts';
import { reference } from '../../src/kernels/reference.ts';
import type { Cell } from '../../src/models/cells/cell.ts';
import { cells } from '../../src/models/cells/index.ts';
import {
  answer,
  mixedTolerance,
  relativeError,
  type Sizes,
  sequenceCase,
  usualCells,
} from '../support/recurrent.ts';

const { device } = await loadBackend();

const sizes: readonly Sizes[] = [
  { time: 1, batch: 1, input: 1, hidden: 1 },
  { time: 1, batch: 3, input: 2, hidden: 4 },
  { time: 6, batch: 1, input: 5, hidden: 3 },
  { time: 5, batch: 4, input: 8, hidden: 16 },
  { time: 9, batch: 7, input: 13, hidden: 11 },
  { time: 3, batch: 16, input: 64, hidden: 32 },
];

/**
 * Of few units a variance is near 0, or their number alone decides what normalising gives: then
 * rounding is all that is left of a derivative.
 */
function steadySizes(features: readonly SequenceFeature[]): readonly Sizes[] {
  return features.includes('layer-norm') ? sizes.filter(({ hidden }) => hidden >= 8) : sizes;
}

const supported = kernels.flatMap((kernel) =>
  cells
    .filter((cell) => kernel.supports({ cell, shape: { input: 4, hidden: 4 }, device }))
    .map((cell): [string, SequenceKernel, Cell] => [`${kernel.id}, ${cell.id}`, kernel, cell]),
);

/** More rows than are generated one by one, which no kernel rounds. */
const oneStep: Sizes = { time: 1, batch: 12, input: 24, hidden: 32 };

/** None, each alone and all that a kernel offers in mixed precision. */
function mixedFeatures(kernel: SequenceKernel, cell: Cell): (readonly SequenceFeature[])[] {
  const able = (features: readonly SequenceFeature[]) =>
    kernel.supports({
      ...{ cell, shape: { input: 4, hidden: 4 }, device, features },
      precision: 'mixed',
    });
  if (!able([])) return [];
  const alone = sequenceFeatures.filter((feature) => able([feature]));
  return [[], ...alone.map((feature) => [feature]), alone].filter(able);
}

describe.each(supported)('%s', (_, kernel, cell) => {
  // An mLSTM divides by sums that may nearly cancel each other out.
  const tolerance = cell.id === 'mlstm' ? 1e-4 : 1e-5;

  test.each(sizes)(
    `agrees with the reference to ${tolerance}: $time x $batch x $input -> $hidden`,
    (size) => {
      const given = sequenceCase(cell, size, 11);
      const expected = answer(reference, given);
      const actual = answer(kernel, given);
      expect(actual.values.length).toBe(1 + cell.states.length);
      for (const [i, value] of actual.values.entries()) {
        expect(relativeError(value, expected.values[i]!), `value ${i}`).toBeLessThan(tolerance);
      }
      for (const [i, gradient] of actual.gradients.entries()) {
        expect(relativeError(gradient, expected.gradients[i]!), `gradient ${i}`).toBeLessThan(
          tolerance,
        );
      }
    },
  );

  /** Each alone, and all that the kernel offers for this cell together. */
  const able = (features: readonly SequenceFeature[]) =>
    kernel.supports({ cell, shape: { input: 4, hidden: 4 }, device, features });
  const alone = sequenceFeatures.filter((feature) => able([feature]));
  const together = sequenceFeatures.filter((_, i) => able(sequenceFeatures.slice(0, i + 1)));
  // The reference itself is checked against PyTorch in test/parity/options.test.ts.
  const sets = kernel === reference ? [] : [...alone.map((feature) => [feature]), together];
  const combinations = sets.filter((features) => features.length > 0);

  test.each(combinations.map((features) => ({ features })))(
    `agrees with the reference to ${tolerance} with $features`,
    ({ features }) => {
      for (const size of steadySizes(features)) {
        const given = sequenceCase(cell, size, 13, features);
        const expected = answer(reference, given);
        const actual = answer(kernel, given);
        const all = [...actual.values, ...actual.gradients];
        const right = [...expected.values, ...expected.gradients];
        for (const [i, tensor] of all.entries()) {
          expect(relativeError(tensor, right[i]!), `tensor ${i}`).toBeLessThan(tolerance);
        }
      }
    },
  );

  test.each(mixedFeatures(kernel, cell).map((features) => ({ features })))(
    'in mixed precision agrees with the reference rounded likewise, and with fp32: $features',
    ({ features }) => {
      const isNormalized = features.includes('layer-norm');
      // Where two sums are close, rounding decides which of them sets m, and so where its
      // derivative goes.
      const isRough = isNormalized || cell.id === 'slstm';
      for (const size of isNormalized ? sizes.slice(-1) : sizes) {
        const given = sequenceCase(cell, size, 17, features);
        const mixed = { ...given, options: { ...given.options, precision: 'mixed' as const } };
        const actual = answer(kernel, mixed);
        const [rounded, single] = [answer(reference, mixed), answer(reference, given)];
        const list = ({ values, gradients }: typeof actual) => [...values, ...gradients];
        for (const [i, tensor] of list(actual).entries()) {
          // Sums in another order now and then round a factor to the neighbour.
          expect(relativeError(tensor, list(rounded)[i]!), `tensor ${i}`).toBeLessThan(5e-3);
          // Of three units, a sum may all but cancel, and rounding then weighs more in it.
          if (size.hidden < 8) continue;
          const own = relativeError(list(rounded)[i]!, list(single)[i]!);
          const tolerance = isRough ? mixedTolerance(own) : 1e-2;
          expect(relativeError(tensor, list(single)[i]!), `tensor ${i}`).toBeLessThan(tolerance);
        }
      }
    },
  );

  // Of one step the factors are given, so that both round the same numbers: what is left is the
  // kernel's own error, whatever the format costs.
  test.each(mixedFeatures(kernel, cell).map((features) => ({ features })))(
    'one step in mixed precision is that of the reference rounded likewise: $features',
    ({ features }) => {
      for (const size of [oneStep, { ...oneStep, hidden: 50 }]) {
        const given = sequenceCase(cell, size, 19, features);
        const mixed = { ...given, options: { ...given.options, precision: 'mixed' as const } };
        const [actual, rounded] = [answer(kernel, mixed), answer(reference, mixed)];
        for (const [i, value] of actual.values.entries()) {
          expect(relativeError(value, rounded.values[i]!), `value ${i}`).toBeLessThan(1e-6);
        }
        for (const [i, gradient] of actual.gradients.entries()) {
          expect(relativeError(gradient, rounded.gradients[i]!), `gradient ${i}`).toBeLessThan(
            1e-3,
          );
        }
      }
    },
  );

  test('leaves inputs usable and no tensor behind', () => {
    const given = sequenceCase(cell, { time: 4, batch: 3, input: 5, hidden: 6 }, 3);
    const before = tf.memory().numTensors;
    const { values, gradients } = answer(kernel, given);
    tf.dispose([values, gradients]);
    expect(tf.memory().numTensors).toBe(before);
    expect([given.x, ...given.states, ...given.weights].some((t) => t.isDisposed)).toBe(false);
  });

  test('allows two forwards before a backward', () => {
    const given = sequenceCase(cell, { time: 3, batch: 2, input: 4, hidden: 4 }, 5);
    const twice: SequenceKernel = {
      ...kernel,
      run(...inputs) {
        const [which, x, states, weights] = inputs;
        const first = kernel.run(which, x, states, weights);
        const second = kernel.run(which, first.outputs, first.finalStates, weights);
        return second;
      },
    };
    const referenceTwice: SequenceKernel = {
      ...reference,
      run(which, x, states, weights) {
        const first = reference.run(which, x, states, weights);
        return reference.run(which, first.outputs, first.finalStates, weights);
      },
    };
    const expected = answer(referenceTwice, given);
    const actual = answer(twice, given);
    for (const [i, gradient] of actual.gradients.entries()) {
      expect(relativeError(gradient, expected.gradients[i]!), `gradient ${i}`).toBeLessThan(
        tolerance,
      );
    }
  });

  test('gradients flow through final states alone', () => {
    const given = sequenceCase(cell, { time: 4, batch: 2, input: 3, hidden: 5 }, 7);
    const probes = [tf.zerosLike(given.probes[0]!), ...given.probes.slice(1)];
    const expected = answer(reference, { ...given, probes });
    const actual = answer(kernel, { ...given, probes });
    for (const [i, gradient] of actual.gradients.entries()) {
      expect(relativeError(gradient, expected.gradients[i]!), `gradient ${i}`).toBeLessThan(
        tolerance,
      );
      // None reaches an output that no later step reads, or units that a ReLU has shut.
      const size = (of: tf.Tensor) => tf.norm(of).dataSync()[0]!;
      expect(size(gradient) > 0, `gradient ${i}`).toBe(size(expected.gradients[i]!) > 0);
      if (i === 0 || usualCells.includes(cell)) expect(size(gradient)).toBeGreaterThan(0);
    }
  });
});
