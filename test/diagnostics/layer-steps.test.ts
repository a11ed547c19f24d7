import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import type { Cell, CellId, CellWeights } from '../../src/models/cells/cell.ts';
import { cellById } from '../../src/models/cells/index.ts';
import { weightsToList } from '../../src/models/cells/weights.ts';
import { LayerSteps } from '../../src/trainer/diagnosis/layer-steps.ts';

interface CellFixture {
  readonly x: number[];
  readonly slope: number[];
  readonly inputKernel: number[];
  readonly recurrentKernel: number[];
  readonly bias: number[];
  readonly recurrentBias: number[] | null;
  readonly norms: number[];
}

/** By PyTorch's autograd: see make-fixtures.py. */
const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/gradient-by-lag.json'), 'utf8'),
) as { steps: number; sequences: number; inputs: number; hidden: number } & Record<
  'rnn' | 'lstm' | 'gru',
  CellFixture
>;

beforeAll(async () => {
  await loadBackend();
});

function weightsOf(own: CellFixture, gates: number): CellWeights {
  const { inputs, hidden } = fixture;
  return {
    inputKernel: tf.tensor2d(own.inputKernel, [inputs, gates * hidden]),
    recurrentKernel: tf.tensor2d(own.recurrentKernel, [hidden, gates * hidden]),
    bias: tf.tensor1d(own.bias),
    recurrentBias: own.recurrentBias === null ? null : tf.tensor1d(own.recurrentBias),
  };
}

describe('gradients by lag', () => {
  it.each(['rnn', 'lstm', 'gru'] as const)('of a %s are those of PyTorch to 1e-4', (id) => {
    const { steps, sequences, inputs, hidden } = fixture;
    const own = fixture[id];
    const cell = cellById(id as CellId);
    const before = tf.memory().numTensors;
    const weights = weightsOf(own, cell.gates.length);
    const x = tf.tensor3d(own.x, [steps, sequences, inputs]);
    const initial = cell.states.map(() => tf.zeros([sequences, hidden]) as tf.Tensor2D);
    const layer = new LayerSteps({ cell, weights, x, initial });
    const slope = cell.states.map((_, part) =>
      part === 0 ? tf.tensor2d(own.slope, [sequences, hidden]) : tf.zeros([sequences, hidden]),
    ) as tf.Tensor2D[];
    const norms = layer.gradientByLag(slope, steps - 1);
    expect(norms).toHaveLength(own.norms.length);
    norms.forEach((norm, lag) => {
      expect(Math.abs(norm - own.norms[lag]!)).toBeLessThan(1e-4 * own.norms[0]!);
    });
    layer.dispose();
    tf.dispose([x, initial, slope, ...weightsToList(weights)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a linear network', () => {
  /** h_t = x_t + h_{t-1} W: its Jacobian is W at every step. */
  const linear: Cell = {
    ...cellById('rnn'),
    step: (projected, [h], { recurrentKernel }) => [
      tf.add<tf.Tensor2D>(projected, tf.matMul(h!, recurrentKernel!)),
    ],
  };
  /** Symmetric: a reflection turns the diagonal, so that singular values are the eigenvalues. */
  const eigenvalues = [1.1, 0.9, 0.5];
  const mirror = [1, 2, 2].map((one, i) =>
    [1, 2, 2].map((other, j) => (i === j ? 1 : 0) - (2 * one * other) / 9),
  );
  const kernel = mirror.map((row) =>
    mirror.map((other) =>
      row.reduce((sum, value, k) => sum + value * eigenvalues[k]! * other[k]!, 0),
    ),
  );

  it('has the singular values and Lyapunov exponents of its matrix', () => {
    const time = 150;
    const weights: CellWeights = {
      inputKernel: tf.tensor2d(kernel),
      recurrentKernel: tf.tensor2d(kernel),
      bias: tf.zeros([3]),
      recurrentBias: null,
    };
    const x = tf.randomNormal([time, 2, 3], 0, 1, 'float32', 3) as tf.Tensor3D;
    const initial = [tf.zeros([2, 3]) as tf.Tensor2D];
    const layer = new LayerSteps({ cell: linear, weights, x, initial });
    layer.singularValues(time - 1).forEach((value, index) => {
      expect(value).toBeCloseTo(eigenvalues[index]!, 5);
    });
    layer.lyapunov(time - 1).forEach((exponent, index) => {
      // The first directions still turn towards their own: an error of 1 / steps.
      expect(Math.abs(exponent - Math.log(eigenvalues[index]!))).toBeLessThan(2 / time);
    });
    const slope = [
      tf.tensor2d([
        [1, 0, 0],
        [0, 0, 0],
      ]),
    ];
    const norms = layer.gradientByLag(slope, time - 1);
    // Back through the same matrix: its largest eigenvalue wins.
    expect(norms.at(-1)! / norms.at(-2)!).toBeCloseTo(1.1, 4);
    layer.dispose();
  });
});

describe('gates', () => {
  it('are open for a large bias and shut for a small one', () => {
    const cell = cellById('lstm');
    const hidden = 4;
    const [input, candidate, forget, output] = [-10, 0, 3, 10];
    const bias = [input, candidate, forget, output].flatMap((value) =>
      new Array<number>(hidden).fill(value!),
    );
    const weights: CellWeights = {
      inputKernel: tf.zeros([2, 4 * hidden]),
      recurrentKernel: tf.zeros([hidden, 4 * hidden]),
      bias: tf.tensor1d(bias),
      recurrentBias: null,
    };
    const initial = cell.states.map(() => tf.zeros([1, hidden]) as tf.Tensor2D);
    const layer = new LayerSteps({ cell, weights, x: tf.zeros([5, 1, 2]), initial });
    const gates = layer.gates();
    expect(gates.find(({ name }) => name === 'input')).toMatchObject({ low: 1, high: 0 });
    expect(gates.find(({ name }) => name === 'output')).toMatchObject({ low: 0, high: 1 });
    const mean = 1 / (1 + Math.exp(-3));
    expect(layer.timeConstant(gates)).toBeCloseTo(-1 / Math.log(mean), 3);
    layer.dispose();
  });

  it('of a minGRU tell how long it keeps its state, without a recurrent matrix', () => {
    const cell = cellById('mingru');
    const hidden = 3;
    const bias = [-2, -2, -2, 0, 0, 0];
    const weights: CellWeights = {
      inputKernel: tf.zeros([2, 2 * hidden]),
      recurrentKernel: null,
      bias: tf.tensor1d(bias),
      recurrentBias: null,
    };
    const x = tf.zeros<tf.Rank.R3>([9, 2, 2]);
    const layer = new LayerSteps({ cell, weights, x, initial: [tf.zeros([2, hidden])] });
    const gates = layer.gates();
    const renewed = 1 / (1 + Math.exp(2));
    expect(gates.map(({ name }) => name)).toEqual(['update']);
    expect(gates[0]!.mean).toBeCloseTo(renewed, 6);
    expect(layer.timeConstant(gates)).toBeCloseTo(-1 / Math.log(1 - renewed), 4);
    // Its step is diagonal: every unit keeps the same share.
    for (const value of layer.singularValues(8)) expect(value).toBeCloseTo(1 - renewed, 5);
    expect(layer.lyapunov(8)[0]).toBeCloseTo(Math.log(1 - renewed), 5);
    layer.dispose();
  });
});
