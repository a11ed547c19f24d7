import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { defaultOutput } from '../../../build/native/compile.mjs';
import { hasNativeKernel, loadNativeKernels } from '../../../src/backend/native-kernels.ts';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { sequenceFeatures } from '../../../src/kernels/kernel.ts';
import { native } from '../../../src/kernels/native.ts';
import { reference } from '../../../src/kernels/reference.ts';
import { cellById } from '../../../src/models/cells/index.ts';
import { ParameterSet } from '../../../src/models/parameters.ts';
import { RecurrentStack } from '../../../src/models/recurrent-stack.ts';
import { loadAddon } from '../../support/native-kernels.ts';
import {
  answer,
  mixedTolerance,
  relativeError,
  type SequenceCase,
  sequenceCase,
  usualCells,
} from '../../support/recurrent.ts';

await loadBackend();
const kernels = loadNativeKernels();
const addon = loadAddon();
const operations: Readonly<Record<string, string>> = {
  lstm: 'UnrollLstm',
  gru: 'UnrollGru',
  'gru-reset-before': 'UnrollGruResetBefore',
  rnn: 'UnrollRnn',
};

/** Beyond this, threads share every step instead of taking sequences of their own. */
const large = { time: 2, batch: 5, input: 33, hidden: 230 };
const small = { time: 7, batch: 6, input: 20, hidden: 50 };

function valuesOf(given: SequenceCase): Float32Array[] {
  const { values, gradients } = answer(native, given);
  return [...values, ...gradients].map((tensor) => tensor.dataSync() as Float32Array);
}

test('the addon is there', () => {
  expect(kernels.state).toBe('ready');
  for (const operation of Object.values(operations)) {
    expect(hasNativeKernel(operation)).toBe(true);
    expect(hasNativeKernel(`${operation}Gradient`)).toBe(true);
  }
});

describe.each(usualCells.map((cell) => ({ id: cell.id, cell })))('$id', ({ cell }) => {
  const operation = operations[cell.id]!;

  test.each([large, small])(
    'agrees with the reference to 1e-5: $time x $batch x $input -> $hidden',
    (sizes) => {
      const given = sequenceCase(cell, sizes, 4);
      const expected = answer(reference, given);
      const actual = answer(native, given);
      for (const part of ['values', 'gradients'] as const) {
        for (const [i, value] of actual[part].entries()) {
          expect(relativeError(value, expected[part][i]!), `${part} ${i}`).toBeLessThan(1e-5);
        }
      }
    },
  );

  test.each([large, small])(
    'agrees with the reference to 1e-5 with layer normalisation: $time x $batch x $input -> $hidden',
    (sizes) => {
      for (const features of [['layer-norm'], sequenceFeatures] as const) {
        const given = sequenceCase(cell, sizes, 9, features);
        const expected = answer(reference, given);
        const actual = answer(native, given);
        for (const part of ['values', 'gradients'] as const) {
          for (const [i, value] of actual[part].entries()) {
            const error = relativeError(value, expected[part][i]!);
            expect(error, `${features.length} features, ${part} ${i}`).toBeLessThan(1e-5);
          }
        }
      }
    },
  );

  test('is what a layer with layer normalisation really calls', () => {
    const calls = () =>
      ['', 'Gradient'].map((suffix) => addon.facts().operations[`${operation}${suffix}`]!);
    const parameters = new ParameterSet();
    const stack = new RecurrentStack(
      {
        ...{ cell: cell.id, inputSize: 12, hiddenSize: 20, numLayers: 1, dropout: 0 },
        ...{ bidirectional: false, layerNorm: true, device: 'cpu' },
      },
      parameters,
      new Random(1),
    );
    expect(stack.kernel).toBe('native');
    const before = calls();
    const context = { training: true, random: new Random(2) };
    const x = tf.ones<tf.Rank.R3>([5, 4, 12]);
    const loss = () => tf.sum(stack.run(x, null, context).outputs) as tf.Scalar;
    const { grads } = tf.variableGrads(loss, parameters.list() as tf.Variable[]);
    expect(calls().map((count, i) => count - before[i]!)).toEqual([1, 1]);
    expect(Object.keys(grads)).toHaveLength(parameters.list().length);
    for (const gradient of Object.values(grads)) {
      expect(tf.norm(gradient).dataSync()[0]).toBeGreaterThan(0);
    }
  });

  test('really calls its operations, and the one for the input only when asked', () => {
    const given = sequenceCase(cell, small, 5);
    const calls = () =>
      ['', 'Gradient', 'Input'].map((suffix) => addon.facts().operations[`${operation}${suffix}`]!);
    const before = calls();
    const run = (...weights: tf.Tensor[]) => {
      const [inputKernel, recurrentKernel, bias, recurrentBias = null] = weights;
      const all = { inputKernel, recurrentKernel, bias, recurrentBias } as never;
      return tf.sum(native.run(cell, given.x, given.states, all).outputs) as tf.Scalar;
    };
    tf.grads(run)(given.weights);
    expect(calls().map((count, i) => count - before[i]!)).toEqual([1, 1, 0]);
    answer(native, given);
    expect(calls().map((count, i) => count - before[i]!)).toEqual([3, 2, 1]);
  });

  const announced = [[], ['layer-norm'], ['lengths', 'reverse']] as const;
  test.each(announced.map((features) => ({ features })))(
    'derives by the input with the rest where that is announced: $features',
    ({ features }) => {
      const inputCalls = () => addon.facts().operations[`${operation}Input`]!;
      for (const sizes of [small, large]) {
        const given = sequenceCase(cell, sizes, 8, features);
        const apart = answer(native, given);
        const before = inputCalls();
        const options = { ...given.options, inputGradient: true };
        const together = answer(native, { ...given, options });
        expect(inputCalls()).toBe(before);
        for (const [i, gradient] of together.gradients.entries()) {
          expect(gradient.dataSync()).toEqual(apart.gradients[i]!.dataSync());
        }
      }
    },
  );

  test('gives the same bits with one thread and two', () => {
    const features = [[], ['layer-norm']] as const;
    for (const [i, sizes] of [large, small, large, small].entries()) {
      const given = sequenceCase(cell, sizes, 6, features[i >> 1]);
      const [first, ...others] = [1, 2].map((threads) => {
        addon.setThreads(threads);
        return valuesOf(given);
      });
      for (const other of others) expect(other).toEqual(first);
    }
  });

  test('passes on what is not a number as the reference does', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const given = sequenceCase(cell, small, 7);
      const x = given.x.bufferSync();
      x.set(value, 2, 1, 3);
      const spoilt = { ...given, x: x.toTensor() as tf.Tensor3D };
      const finite = (tensor: tf.Tensor) => Array.from(tf.isFinite(tensor).dataSync());
      const expected = answer(reference, spoilt).values.map(finite);
      expect(answer(native, spoilt).values.map(finite)).toEqual(expected);
    }
  });
});

test.each([{ features: [] }, { features: ['layer-norm'] }] as const)(
  'takes so many rows that products of their numbers need 64 bits: $features',
  ({ features }) => {
    // 900,000 rows in all, 300,000 in a step.
    const sizes = { time: 3, batch: 300_000, input: 2, hidden: 2 };
    const given = sequenceCase(cellById('rnn'), sizes, 10, features);
    const expected = answer(reference, given);
    const actual = answer(native, given);
    const all = [...expected.values, ...expected.gradients];
    for (const [i, tensor] of [...actual.values, ...actual.gradients].entries()) {
      expect(relativeError(tensor, all[i]!), `tensor ${i}`).toBeLessThan(1e-4);
    }
  },
);

describe('every instruction set', () => {
  const sets = ['portable', 'avx2', 'avx512', 'avx512-bf16'];
  const widest = kernels.state === 'ready' ? sets.indexOf(kernels.isa) : -1;
  const attributes = { has_lengths: 0, has_recurrent_mask: 0, states_kept: 0 };
  const options = [[], ['layer-norm']] as const;
  const plain = (tensor: tf.Tensor) => ({
    shape: tensor.shape,
    values: Array.from(tensor.dataSync()),
    dtype: 'float32',
  });

  test.each(
    sets.slice(0, widest + 1).flatMap((set) => options.map((features) => ({ set, features }))),
  )('$set gives what the reference gives, $features', ({ set, features }) => {
    const cell = cellById('lstm');
    const given = sequenceCase(cell, small, 8, features);
    const normalized = features.length > 0 ? 4 : 0;
    const expected = answer(reference, given);
    const rounded = answer(reference, { ...given, options: { precision: 'mixed' } });
    const inputs = [given.x, ...given.states, ...given.weights].map(plain);
    const probes = given.probes.map(plain);
    const precisions = set === 'avx512-bf16' ? [false, true] : [false];
    const calls = precisions.flatMap((mixed, i) => [
      {
        ...{
          operation: 'UnrollLstm',
          attributes: { ...attributes, normalized, mixed, training: true },
        },
        ...{ inputs, outputs: 4 },
      },
      {
        ...{ operation: 'UnrollLstmGradient', attributes: { ...attributes, normalized, mixed } },
        ...{ inputs: [...inputs, { result: [2 * i, 3] }, ...probes], outputs: 5 + normalized },
      },
    ]);
    const output = execFileSync(
      process.execPath,
      [join(import.meta.dirname, 'run-operations.mjs'), defaultOutput],
      {
        ...{ input: JSON.stringify(calls), encoding: 'utf8', maxBuffer: 1 << 28 },
        env: { ...process.env, UNROLL_KERNEL_ISA: set },
      },
    );
    const { isa, results } = JSON.parse(output.slice(output.lastIndexOf('\n'))) as {
      isa: string;
      results: number[][][];
    };
    expect(isa).toBe(set);
    const same = (actual: number[], right: tf.Tensor, alike: tf.Tensor, mixed: boolean) => {
      const tolerance = mixed ? mixedTolerance(relativeError(alike, right)) : 1e-5;
      expect(relativeError(tf.tensor(actual, right.shape), right)).toBeLessThan(tolerance);
    };
    for (const [i, mixed] of precisions.entries()) {
      const [values, gradients] = [results[2 * i]!, results[2 * i + 1]!];
      for (const [j, value] of expected.values.entries()) {
        same(values[j]!, value, rounded.values[j]!, mixed);
      }
      for (const [j, value] of gradients.entries()) {
        same(value, expected.gradients[j + 1]!, rounded.gradients[j + 1]!, mixed);
      }
    }
  });
});
