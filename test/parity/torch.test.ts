import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { kernels } from '../../src/kernels/index.ts';
import type { SequenceKernel } from '../../src/kernels/kernel.ts';
import type { Cell } from '../../src/models/cells/cell.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentStack } from '../../src/models/recurrent-stack.ts';
import { fromTorch, type LayerWeights } from '../../src/models/weight-layouts.ts';
import { answer, relativeError, usualCells } from '../support/recurrent.ts';
import { Fixture, tensorsOf, zerosLike } from './fixture.ts';

const { device } = await loadBackend();
const tolerance = 1e-5;

/** A layer's weights, or with the prefix `gradient.` their derivatives. */
function layerOf(cell: Cell, fixture: Fixture, suffix: string, prefix = ''): LayerWeights {
  const of = (name: string) => fixture.matrix(`${prefix}${name}_${suffix}`);
  const hidden = of('bias_hh');
  // Where one bias stands for both, its derivative is that of either, not their sum.
  const single = prefix === 'gradient.' && !cell.hasRecurrentBias;
  return fromTorch(cell, {
    weight_ih: of('weight_ih'),
    weight_hh: of('weight_hh'),
    bias_ih: of('bias_ih'),
    bias_hh: single ? zerosLike(hidden) : hidden,
  });
}

/** The states one by one, each (batch, hidden): h of every layer and direction, then c. */
function states(fixture: Fixture, part: 'h' | 'c', moment: '0' | 'n', prefix = ''): tf.Tensor2D[] {
  const name = `${prefix}${part}_${moment}`;
  if (!fixture.has(name)) return [];
  const all = fixture.tensor(name);
  return all.rank === 2 ? [all as tf.Tensor2D] : (tf.unstack(all) as tf.Tensor2D[]);
}

const allStates = (fixture: Fixture, moment: '0' | 'n', prefix = '') => [
  ...states(fixture, 'h', moment, prefix),
  ...states(fixture, 'c', moment, prefix),
];

function equationWeights(fixture: Fixture, prefix = ''): tf.Tensor[] {
  return ['input_kernel', 'recurrent_kernel', 'bias'].map((name) =>
    fixture.tensor(`${prefix}${name}`),
  );
}

const combinations = usualCells.flatMap((cell) =>
  kernels
    .filter((kernel) => kernel.supports({ cell, shape: { input: 5, hidden: 6 }, device }))
    .map((kernel): [string, string, Cell, SequenceKernel] => [cell.id, kernel.id, cell, kernel]),
);

describe('values and gradients agree with PyTorch to 1e-5 of their norm', () => {
  test.each(combinations)('%s by %s', (_, __, cell, kernel) => {
    const torchHasIt = cell.id !== 'gru-reset-before';
    const fixture = new Fixture(`${torchHasIt ? 'torch' : 'equations'}-${cell.id}`);
    const weights = (prefix = '') =>
      torchHasIt
        ? tensorsOf(layerOf(cell, fixture, 'l0', prefix))
        : equationWeights(fixture, prefix);
    const actual = answer(kernel, {
      cell,
      x: fixture.tensor('x') as tf.Tensor3D,
      states: allStates(fixture, '0'),
      weights: weights(),
      probes: [fixture.tensor('probe.outputs'), ...allStates(fixture, 'n', 'probe.')],
    });
    const expectedValues = [fixture.tensor('outputs'), ...allStates(fixture, 'n')];
    const expectedGradients = [
      fixture.tensor('gradient.x'),
      ...allStates(fixture, '0', 'gradient.'),
      ...weights('gradient.'),
    ];
    expect(actual.values).toHaveLength(expectedValues.length);
    for (const [i, expected] of expectedValues.entries()) {
      expect(relativeError(actual.values[i]!, expected), `value ${i}`).toBeLessThan(tolerance);
    }
    expect(actual.gradients).toHaveLength(expectedGradients.length);
    for (const [i, expected] of expectedGradients.entries()) {
      expect(relativeError(actual.gradients[i]!, expected), `gradient ${i}`).toBeLessThan(
        tolerance,
      );
    }
  });
});

/** Suffixes of torch's parameters with the names of ours. */
const stackedLayers = [
  ['l0', 'rnn.0'],
  ['l0_reverse', 'rnn.0.reverse'],
  ['l1', 'rnn.1'],
  ['l1_reverse', 'rnn.1.reverse'],
] as const;

/** Torch's states, all h and then all c, in our order: by layer and direction, h before c. */
function stackOrder(cell: Cell, list: readonly tf.Tensor2D[]): tf.Tensor2D[] {
  const rows = list.length / cell.states.length;
  return Array.from({ length: rows }, (_, row) =>
    cell.states.map((_, part) => list[part * rows + row]!),
  ).flat();
}

describe('two layers in both directions agree with PyTorch to 1e-5 of their norm', () => {
  const inTorch = combinations.filter(([id]) => id !== 'gru-reset-before');

  test.each(inTorch)('%s by %s', (id, kernel, cell) => {
    const fixture = new Fixture(`torch-${id}-stacked-bidirectional`);
    const parameters = new ParameterSet();
    const config = {
      cell: cell.id,
      inputSize: 5,
      hiddenSize: 6,
      numLayers: 2,
      dropout: 0,
      bidirectional: true,
      device,
      kernel: kernel as 'reference',
    };
    const stack = new RecurrentStack(config, parameters, new Random(1));
    expect(stack.kernel).toBe(kernel);
    const weightNames = ['input_kernel', 'recurrent_kernel', 'bias', 'recurrent_bias'];
    for (const [suffix, name] of stackedLayers) {
      for (const [i, value] of tensorsOf(layerOf(cell, fixture, suffix)).entries()) {
        parameters.get(`${name}.${weightNames[i]}`).assign(value);
      }
    }
    const x = fixture.tensor('x') as tf.Tensor3D;
    const initial = stackOrder(cell, allStates(fixture, '0'));
    const probes = stackOrder(cell, allStates(fixture, 'n', 'probe.'));
    const context = { training: false, random: new Random(1) };
    const run = (given: tf.Tensor3D, from: tf.Tensor2D[]) => stack.run(given, from, context);
    const { outputs, states: finalStates } = run(x, initial);
    expect(relativeError(outputs, fixture.tensor('outputs'))).toBeLessThan(tolerance);
    for (const [i, expected] of stackOrder(cell, allStates(fixture, 'n')).entries()) {
      expect(relativeError(finalStates[i]!, expected), `state ${i}`).toBeLessThan(tolerance);
    }

    const loss = (given: tf.Tensor3D, from: tf.Tensor2D[]) => {
      const result = run(given, from);
      const terms = result.states.map((state, i) => tf.sum(tf.mul(state, probes[i]!)));
      terms.push(tf.sum(tf.mul(result.outputs, fixture.tensor('probe.outputs'))));
      return tf.addN(terms) as tf.Scalar;
    };
    const { grads } = tf.variableGrads(() => loss(x, initial), parameters.list());
    for (const [suffix, name] of stackedLayers) {
      const expected = tensorsOf(layerOf(cell, fixture, suffix, 'gradient.'));
      for (const [i, gradient] of expected.entries()) {
        const parameter = `${name}.${weightNames[i]}`;
        const actual = grads[parameters.get(parameter).name]!;
        expect(relativeError(actual, gradient), parameter).toBeLessThan(tolerance);
      }
    }
    const byInputs = tf.grads((given, ...from) =>
      loss(given as tf.Tensor3D, from as tf.Tensor2D[]),
    );
    const [dx, ...dStates] = byInputs([x, ...initial]);
    expect(relativeError(dx!, fixture.tensor('gradient.x'))).toBeLessThan(tolerance);
    for (const [i, expected] of stackOrder(cell, allStates(fixture, '0', 'gradient.')).entries()) {
      expect(relativeError(dStates[i]!, expected), `initial state ${i}`).toBeLessThan(tolerance);
    }
  });
});
