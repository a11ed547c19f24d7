import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { reference } from '../../src/kernels/reference.ts';
import type { Cell } from '../../src/models/cells/cell.ts';
import { cellById, cells } from '../../src/models/cells/index.ts';
import { layerSize } from '../../src/models/cells/layer-size.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentStack } from '../../src/models/recurrent-stack.ts';
import { modelSettings } from '../../src/models/settings.ts';
import { answer, sequenceCase, weightsFromList } from '../support/recurrent.ts';

await loadBackend();

test('the setting `cell` offers exactly the cells there are', () => {
  const setting = modelSettings.find(({ name }) => name === 'cell');
  const values = setting?.type === 'choice' ? setting.choices.map(({ value }) => value) : [];
  expect(values).toEqual(cells.map(({ id }) => id));
  expect(new Set(values).size).toBe(values.length);
  for (const cell of cells) expect(cellById(cell.id)).toBe(cell);
});

/** The loss of `answer` computed again in double precision from the cell's written equations. */
type Scalar = (x: number, h: number, c: number, w: number[]) => [number, number];
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

/** One unit, one input. Weights: input kernel, recurrent kernel, bias, recurrent bias by gate. */
const equations: Record<Cell['id'], Scalar> = {
  rnn: (x, h, c, [wx, wh, b]) => [Math.tanh(x * wx! + h * wh! + b!), c],
  lstm: (x, h, c, w) => {
    const [i, candidate, f, o] = [0, 1, 2, 3].map((g) => x * w[g]! + h * w[4 + g]! + w[8 + g]!);
    const next = sigmoid(f!) * c + sigmoid(i!) * Math.tanh(candidate!);
    return [sigmoid(o!) * Math.tanh(next), next];
  },
  gru: (x, h, c, w) => {
    const fromX = [0, 1, 2].map((g) => x * w[g]! + w[6 + g]!);
    const fromH = [0, 1, 2].map((g) => h * w[3 + g]! + w[9 + g]!);
    const r = sigmoid(fromX[0]! + fromH[0]!);
    const z = sigmoid(fromX[1]! + fromH[1]!);
    const n = Math.tanh(fromX[2]! + r * fromH[2]!);
    return [(1 - z) * n + z * h, c];
  },
  'gru-reset-before': (x, h, c, w) => {
    const r = sigmoid(x * w[0]! + h * w[3]! + w[6]!);
    const z = sigmoid(x * w[1]! + h * w[4]! + w[7]!);
    const n = Math.tanh(x * w[2]! + r * h * w[5]! + w[8]!);
    return [(1 - z) * n + z * h, c];
  },
};

describe.each(cells.map((cell): [string, Cell] => [cell.id, cell]))('%s', (_, cell) => {
  test('its description is complete', () => {
    expect(cell.label).not.toBe('');
    expect(cell.states[0]).toBe('h');
    expect(new Set(cell.gates).size).toBe(cell.gates.length);
    for (const gate of Object.keys(cell.initialBias)) expect(cell.gates).toContain(gate);
  });

  test.each([false, true])('its size is told without making it, layer_norm %s', (layerNorm) => {
    const shape = { input: 7, hidden: 5 };
    const parameters = new ParameterSet();
    const device = 'cpu';
    new RecurrentStack(
      {
        ...{ cell: cell.id, inputSize: 7, hiddenSize: 5, numLayers: 1, dropout: 0, layerNorm },
        ...{ bidirectional: false, device, kernel: 'reference' },
      },
      parameters,
      new Random(1),
    );
    expect(layerSize(cell.id, shape, layerNorm)).toBe(parameters.count);
    parameters.dispose();
  });

  test('a step keeps (batch, hidden) and leaves its inputs alone', () => {
    const [batch, hidden] = [3, 5];
    const given = sequenceCase(cell, { time: 1, batch, input: 2, hidden }, 1);
    const projected = tf.zeros<tf.Rank.R2>([batch, cell.gates.length * hidden]);
    const next = cell.step(projected, given.states, weightsFromList(cell, given.weights));
    expect(next).toHaveLength(cell.states.length);
    for (const state of next) expect(state.shape).toEqual([batch, hidden]);
    for (const state of given.states) expect(state.isDisposed).toBe(false);
  });

  test('one unit follows the equations, computed in double precision', () => {
    const random = new Random(9);
    const count = cell.gates.length * (cell.hasRecurrentBias ? 4 : 3);
    const numbers = Array.from({ length: count }, () => Math.fround(2 * random.next() - 1));
    const parts = cell.hasRecurrentBias ? 4 : 3;
    const width = cell.gates.length;
    const weights = Array.from({ length: parts }, (_, part) => {
      const values = numbers.slice(part * width, (part + 1) * width);
      return part < 2 ? tf.tensor2d(values, [1, width]) : tf.tensor1d(values);
    });
    const inputs = [0.5, -1, 2, 0.25];
    const states = cell.states.map((_, i) => tf.tensor2d([0.3 - i], [1, 1]));
    const x = tf.tensor3d(inputs, [inputs.length, 1, 1]);
    const { outputs } = reference.run(cell, x, states, weightsFromList(cell, weights));
    let [h, c] = [0.3, -0.7];
    const expected = inputs.map((input) => {
      [h, c] = equations[cell.id](input, h, c, numbers);
      return h;
    });
    for (const [t, value] of Array.from(outputs.dataSync()).entries()) {
      expect(value).toBeCloseTo(expected[t]!, 5);
    }
  });

  test('gradients agree with central differences to 1 %', () => {
    // Single precision: a step of 1/64 leaves rounding and curvature both well under one per cent.
    const step = 1 / 64;
    const given = sequenceCase(cell, { time: 3, batch: 2, input: 2, hidden: 3 }, 21);
    const inputs = [given.x, ...given.states, ...given.weights];
    const { gradients } = answer(reference, given);
    const loss = (changed: tf.Tensor[]) =>
      tf.tidy(() => {
        const parts = cell.states.length;
        const { outputs, finalStates } = reference.run(
          cell,
          changed[0] as tf.Tensor3D,
          changed.slice(1, 1 + parts) as tf.Tensor2D[],
          weightsFromList(cell, changed.slice(1 + parts)),
        );
        return [outputs, ...finalStates]
          .map((value, i) => tf.sum(tf.mul(value, given.probes[i]!)).dataSync()[0]!)
          .reduce((sum, value) => sum + value, 0);
      });
    for (const [which, input] of inputs.entries()) {
      const direction = tf.randomUniform(input.shape, -1, 1, 'float32', which);
      const moved = (amount: number) =>
        inputs.map((other, i) => (i === which ? tf.add(other, tf.mul(direction, amount)) : other));
      const numeric = (loss(moved(step)) - loss(moved(-step))) / (2 * step);
      const analytic = tf.sum(tf.mul(direction, gradients[which]!)).dataSync()[0]!;
      const size = tf.norm(gradients[which]!).dataSync()[0]!;
      expect(Math.abs(numeric - analytic) / size, `input ${which}`).toBeLessThan(0.01);
    }
  });
});
