import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { chooseKernel, kernels } from '../../src/kernels/index.ts';
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
  test.each(sizes)(
    'agrees with the reference to 1e-4: $time x $batch x $input -> $hidden',
    (size) => {
      const given = sequenceCase(cell, size, 11);
      const expected = answer(reference, given);
      const actual = answer(kernel, given);
      expect(actual.values.length).toBe(1 + cell.states.length);
      for (const [i, value] of actual.values.entries()) {
        expect(relativeError(value, expected.values[i]!), `value ${i}`).toBeLessThan(1e-4);
      }
      for (const [i, gradient] of actual.gradients.entries()) {
        expect(relativeError(gradient, expected.gradients[i]!), `gradient ${i}`).toBeLessThan(1e-4);
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
    'agrees with the reference to 1e-4 with $features',
    ({ features }) => {
      for (const size of steadySizes(features)) {
        const given = sequenceCase(cell, size, 13, features);
        const expected = answer(reference, given);
        const actual = answer(kernel, given);
        const all = [...actual.values, ...actual.gradients];
        const right = [...expected.values, ...expected.gradients];
        for (const [i, tensor] of all.entries()) {
          expect(relativeError(tensor, right[i]!), `tensor ${i}`).toBeLessThan(1e-4);
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
      expect(relativeError(gradient, expected.gradients[i]!), `gradient ${i}`).toBeLessThan(1e-4);
    }
  });

  test('gradients flow through final states alone', () => {
    const given = sequenceCase(cell, { time: 4, batch: 2, input: 3, hidden: 5 }, 7);
    const probes = [tf.zerosLike(given.probes[0]!), ...given.probes.slice(1)];
    const expected = answer(reference, { ...given, probes });
    const actual = answer(kernel, { ...given, probes });
    for (const [i, gradient] of actual.gradients.entries()) {
      expect(relativeError(gradient, expected.gradients[i]!), `gradient ${i}`).toBeLessThan(1e-4);
      // None reaches an output that no later step reads, or units that a ReLU has shut.
      const size = (of: tf.Tensor) => tf.norm(of).dataSync()[0]!;
      expect(size(gradient) > 0, `gradient ${i}`).toBe(size(expected.gradients[i]!) > 0);
      if (i === 0 || usualCells.includes(cell)) expect(size(gradient)).toBeGreaterThan(0);
    }
  });
});

describe('operations that run', () => {
  afterEach(() => vi.restoreAllMocks());

  function operationNames(kernel: SequenceKernel, cell: Cell): Map<string, number> {
    const counts = new Map<string, number>();
    const backend = tf.backend() as unknown as {
      executeSingleOutput(name: string): tf.Tensor;
      executeMultipleOutputs(name: string): tf.Tensor[];
      binding: object;
    };
    const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
    const single = backend.executeSingleOutput.bind(backend);
    const multiple = backend.executeMultipleOutputs.bind(backend);
    vi.spyOn(backend, 'executeSingleOutput').mockImplementation((name, ...rest) => {
      count(name);
      return single(name, ...rest);
    });
    vi.spyOn(backend, 'executeMultipleOutputs').mockImplementation((name, ...rest) => {
      count(name);
      return multiple(name, ...rest);
    });
    answer(kernel, sequenceCase(cell, { time: 8, batch: 2, input: 3, hidden: 4 }, 1));
    return counts;
  }

  const fused: readonly [string, string, readonly (readonly [string, number])[]][] = [
    // Once for the values and once for the gradient, which runs forward again.
    [
      'tensorflow-block',
      'lstm',
      [
        ['BlockLSTM', 2],
        ['BlockLSTMGrad', 1],
      ],
    ],
    [
      'tensorflow-block',
      'gru-reset-before',
      [
        ['GRUBlockCell', 16],
        ['GRUBlockCellGrad', 8],
      ],
    ],
    [
      'tensorflow-bptt',
      'lstm',
      [
        ['BlockLSTM', 2],
        ['LSTMBlockCellGrad', 8],
        ['MatMul', 8 + 3],
      ],
    ],
    [
      'tensorflow-bptt',
      'rnn',
      [
        ['TanhGrad', 8],
        ['MatMul', 2 * 9 + 8 + 3],
      ],
    ],
    [
      'tensorflow-bptt',
      'gru',
      [
        ['MatMul', 2 * 9 + 8 + 3],
        ['SigmoidGrad', 1],
      ],
    ],
    ['tensorflow-bptt', 'gru-reset-before', [['MatMul', 2 * 17 + 16 + 4]]],
  ];
  const possible = fused.filter(([kernel, cell]) =>
    supported.some(([name]) => name === `${kernel}, ${cell}`),
  );

  test('every fast kernel is there with the native library, none without', () => {
    expect(possible).toHaveLength(device === 'wasm' ? 0 : fused.length);
  });

  test.each(possible)(
    '%s, %s: the fused ones, as often as there are steps',
    (id, cellId, expected) => {
      const [, kernel, cell] = supported.find(([name]) => name === `${id}, ${cellId}`)!;
      const counts = operationNames(kernel, cell);
      for (const [operation, times] of expected)
        expect([operation, counts.get(operation)]).toEqual([operation, times]);
    },
  );
});

describe('choice', () => {
  const shape = { input: 8, hidden: 8 };

  test('automatic takes the first kernel in the list that supports the case', () => {
    for (const cell of cells) {
      const first = kernels.find((kernel) => kernel.supports({ cell, shape, device }));
      expect(chooseKernel({ cell, shape, device }).id).toBe(first?.id);
    }
  });

  test('a preferred kernel is taken where it supports the case, else the fastest that does', () => {
    const lstm = cells.find((cell) => cell.id === 'lstm')!;
    const rnn = cells.find((cell) => cell.id === 'rnn')!;
    expect(chooseKernel({ cell: lstm, shape, device }, 'reference').id).toBe('reference');
    expect(chooseKernel({ cell: rnn, shape, device }, 'tensorflow-block').id).toBe(
      chooseKernel({ cell: rnn, shape, device }).id,
    );
  });

  test('on WebAssembly the reference runs', () => {
    for (const cell of cells) {
      expect(chooseKernel({ cell, shape, device: 'wasm' }).id).toBe('reference');
    }
  });
});
