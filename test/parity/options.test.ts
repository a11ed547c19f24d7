import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { kernels } from '../../src/kernels/index.ts';
import type { SequenceFeature, SequenceKernel, SequenceOptions } from '../../src/kernels/kernel.ts';
import type { Cell } from '../../src/models/cells/cell.ts';
import { answer, relativeError, type SequenceCase, usualCells } from '../support/recurrent.ts';
import { Fixture } from './fixture.ts';

const { device } = await loadBackend();
const tolerance = 1e-5;
const [hidden, input] = [5, 3];

/** PyTorch's row for each gate's unit to our columns; its LSTM has f before c~. */
function columns(cell: Cell, value: tf.Tensor): tf.Tensor {
  const turned = value.rank === 2 ? tf.transpose(value) : value;
  if (cell.id !== 'lstm') return turned;
  const [i, f, candidate, o] = tf.split(turned, 4, turned.rank - 1);
  return tf.concat([i!, candidate!, f!, o!], turned.rank - 1);
}

const statesOf = (cell: Cell, fixture: Fixture, moment: '0' | 'n', prefix = '') =>
  cell.states.map((state) => fixture.tensor(`${prefix}${state}_${moment}`) as tf.Tensor2D);

/** Weights, or with the prefix `gradient.` their derivatives, as `weightsFromList` takes them. */
function weightsOf(cell: Cell, fixture: Fixture, prefix = ''): tf.Tensor[] {
  const gated = ['weight_ih', 'weight_hh', 'bias', 'bias_hh', 'gain_ih', 'gain_hh'];
  const ofCell = ['gain_c', 'shift_c'];
  return [
    ...gated
      .filter((name) => fixture.has(name))
      .map((name) => columns(cell, fixture.tensor(`${prefix}${name}`))),
    ...ofCell.filter((name) => fixture.has(name)).map((name) => fixture.tensor(`${prefix}${name}`)),
  ];
}

function optionsOf(cell: Cell, fixture: Fixture, reverse: boolean): SequenceOptions {
  return {
    reverse,
    ...(fixture.has('lengths') && {
      lengths: tf.cast(fixture.tensor('lengths'), 'int32') as tf.Tensor1D,
    }),
    ...(fixture.has('recurrent_mask') && {
      recurrentMask: fixture.tensor('recurrent_mask') as tf.Tensor2D,
    }),
    ...(fixture.has('kept_h') && {
      zoneout: cell.states.map((state) => fixture.tensor(`kept_${state}`) as tf.Tensor3D),
    }),
  };
}

function expectEqual(actual: readonly tf.Tensor[], expected: readonly tf.Tensor[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(relativeError(actual[i]!, value), `tensor ${i}`).toBeLessThan(tolerance);
  }
}

const pairs = (features: readonly SequenceFeature[]): [string, string, Cell, SequenceKernel][] =>
  usualCells.flatMap((cell) =>
    kernels
      .filter((kernel) => kernel.supports({ cell, shape: { input, hidden }, device, features }))
      .map((kernel): [string, string, Cell, SequenceKernel] => [cell.id, kernel.id, cell, kernel]),
  );

const loops: readonly (readonly [string, readonly SequenceFeature[]])[] = [
  ['recurrent-dropout', ['recurrent-dropout']],
  ['zoneout-training', ['zoneout']],
  ['zoneout-evaluation', ['zoneout']],
  ['layer-norm', ['layer-norm']],
  ['all', ['reverse', 'lengths', 'recurrent-dropout', 'zoneout', 'layer-norm']],
];

describe.each(loops)(
  '%s: values and gradients agree with a PyTorch loop to 1e-5',
  (name, needs) => {
    test.each(pairs(needs))('%s by %s', (_, __, cell, kernel) => {
      const fixture = new Fixture(`options-${cell.id}-${name}`);
      const actual = answer(kernel, {
        cell,
        x: fixture.tensor('x') as tf.Tensor3D,
        states: statesOf(cell, fixture, '0'),
        weights: weightsOf(cell, fixture),
        options: optionsOf(cell, fixture, needs.includes('reverse')),
        probes: [fixture.tensor('probe.outputs'), ...statesOf(cell, fixture, 'n', 'probe.')],
      });
      expectEqual(actual.values, [fixture.tensor('outputs'), ...statesOf(cell, fixture, 'n')]);
      expectEqual(actual.gradients, [
        fixture.tensor('gradient.x'),
        ...statesOf(cell, fixture, '0', 'gradient.'),
        ...weightsOf(cell, fixture, 'gradient.'),
      ]);
    });
  },
);

/** One direction of PyTorch's bidirectional layer over packed sequences. */
function packedDirection(cell: Cell, fixture: Fixture, direction: 0 | 1): SequenceCase {
  const suffix = direction === 0 ? 'l0' : 'l0_reverse';
  const half = (value: tf.Tensor) => tf.split(value, 2, 2)[direction]!;
  const row = (value: tf.Tensor) => tf.unstack(value)[direction]! as tf.Tensor2D;
  const weight = (name: string) => columns(cell, fixture.tensor(`${name}_${suffix}`));
  const biases = [weight('bias_ih'), weight('bias_hh')] as const;
  return {
    cell,
    x: fixture.tensor('x') as tf.Tensor3D,
    states: statesOf(cell, fixture, '0').map(row),
    weights: [
      weight('weight_ih'),
      weight('weight_hh'),
      ...(cell.hasRecurrentBias ? biases : [tf.add(biases[0], biases[1])]),
    ],
    options: optionsOf(cell, fixture, direction === 1),
    probes: [
      half(fixture.tensor('probe.outputs')),
      ...statesOf(cell, fixture, 'n', 'probe.').map(row),
    ],
  };
}

describe('variable lengths agree with PyTorch’s packed sequences to 1e-5', () => {
  const inTorch = pairs(['lengths', 'reverse']).filter(([id]) => id !== 'gru-reset-before');

  test.each(inTorch)('%s by %s, both directions', (_, __, cell, kernel) => {
    const fixture = new Fixture(`options-${cell.id}-packed`);
    const answers = ([0, 1] as const).map((direction) =>
      answer(kernel, packedDirection(cell, fixture, direction)),
    );
    const [forward, backward] = [answers[0]!, answers[1]!];
    const outputs = tf.concat([forward.values[0]!, backward.values[0]!], 2);
    expectEqual([outputs], [fixture.tensor('outputs')]);
    const byBoth = tf.add(forward.gradients[0]!, backward.gradients[0]!);
    expectEqual([byBoth], [fixture.tensor('gradient.x')]);
    for (const [direction, { values, gradients }] of answers.entries()) {
      const row = (value: tf.Tensor) => tf.unstack(value)[direction]!;
      const suffix = direction === 0 ? 'l0' : 'l0_reverse';
      const names = ['weight_ih', 'weight_hh', 'bias_ih'];
      if (cell.hasRecurrentBias) names.push('bias_hh');
      expectEqual(values.slice(1), statesOf(cell, fixture, 'n').map(row));
      expectEqual(gradients.slice(1), [
        ...statesOf(cell, fixture, '0', 'gradient.').map(row),
        ...names.map((name) => columns(cell, fixture.tensor(`gradient.${name}_${suffix}`))),
      ]);
    }
  });
});
