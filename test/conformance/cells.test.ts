import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { checkSettings, isActive } from '../../src/contract/index.ts';
import { projectInput } from '../../src/kernels/project-input.ts';
import { reference } from '../../src/kernels/reference.ts';
import { type Cell, stateWidths } from '../../src/models/cells/cell.ts';
import { cellById, cells } from '../../src/models/cells/index.ts';
import { layerSize } from '../../src/models/cells/layer-size.ts';
import { weightNames } from '../../src/models/cells/weights.ts';
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
type Scalar = (
  x: number,
  states: readonly number[],
  w: Readonly<Record<string, number[]>>,
) => number[];
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

/** One unit, one input. Weights by name, one number for each gate. */
const equations: Record<Cell['id'], Scalar> = {
  rnn: (x, [h], w) => [Math.tanh(sums(x, w)[0]! + h! * w['recurrent_kernel']![0]!)],
  lstm: (x, [h, c], w) => {
    const fromH = w['recurrent_kernel']!.map((weight) => h! * weight);
    const [i, candidate, f, o] = sums(x, w).map((sum, gate) => sum + fromH[gate]!);
    const next = sigmoid(f!) * c! + sigmoid(i!) * Math.tanh(candidate!);
    return [sigmoid(o!) * Math.tanh(next), next];
  },
  gru: (x, [h], w) => {
    const fromX = sums(x, w);
    const biases = w['recurrent_bias']!;
    const fromH = w['recurrent_kernel']!.map((weight, gate) => h! * weight + biases[gate]!);
    const r = sigmoid(fromX[0]! + fromH[0]!);
    const z = sigmoid(fromX[1]! + fromH[1]!);
    const n = Math.tanh(fromX[2]! + r * fromH[2]!);
    return [(1 - z) * n + z * h!];
  },
  'gru-reset-before': (x, [h], w) => {
    const fromX = sums(x, w);
    const [toR, toZ, toN] = w['recurrent_kernel']!;
    const r = sigmoid(fromX[0]! + h! * toR!);
    const z = sigmoid(fromX[1]! + h! * toZ!);
    const n = Math.tanh(fromX[2]! + r * h! * toN!);
    return [(1 - z) * n + z * h!];
  },
  mingru: (x, [h], w) => {
    const [update, candidate] = sums(x, w);
    const z = sigmoid(update!);
    return [(1 - z) * h! + z * candidate!];
  },
  minlstm: (x, [h], w) => {
    const [forget, input, candidate] = sums(x, w);
    const [f, i] = [sigmoid(forget!), sigmoid(input!)];
    return [(f / (f + i)) * h! + (i / (f + i)) * candidate!];
  },
  sru: (x, [, c], w) => {
    const [candidate, toForget, toReset] = w['input_kernel']!.map((weight) => x * weight);
    const [vForget, vReset] = w['state_scale']!.map((weight) => c! * weight);
    const f = sigmoid(toForget! + vForget! + w['bias']![0]!);
    const r = sigmoid(toReset! + vReset! + w['bias']![1]!);
    const next = f * c! + (1 - f) * candidate!;
    return [r * next + (1 - r) * Math.sqrt(3) * x, next];
  },
  indrnn: (x, [h], w) => [Math.max(0, sums(x, w)[0]! + w['state_scale']![0]! * h!)],
  lru: (x, [, re, im], w) => {
    const [intoRe, intoIm, direct, directGate] = sums(x, w);
    const [nu, theta, gamma] = w['ring']!;
    const modulus = Math.exp(-Math.exp(nu!));
    const [real, imaginary] = [Math.cos(Math.exp(theta!)), Math.sin(Math.exp(theta!))];
    const gain = Math.exp(gamma!);
    const nextRe = modulus * (real * re! - imaginary * im!) + gain * intoRe!;
    const nextIm = modulus * (imaginary * re! + real * im!) + gain * intoIm!;
    const [reValue, reGate, imValue, imGate] = w['read_kernel']!;
    const value = nextRe * reValue! + nextIm * imValue! + direct!;
    const gate = nextRe * reGate! + nextIm * imGate! + directGate!;
    return [value * sigmoid(gate), nextRe, nextIm];
  },
  slstm: (x, [h, c, n, m], w) => {
    const fromH = w['recurrent_kernel']!.map((weight) => h! * weight);
    const [i, z, f, o] = sums(x, w).map((sum, gate) => sum + fromH[gate]!);
    const nextM = Math.max(Math.log(sigmoid(f!)) + m!, i!);
    const keep = sigmoid(f!) * Math.exp(m! - nextM);
    const write = Math.exp(i! - nextM);
    const nextC = keep * c! + write * Math.tanh(z!);
    const nextN = keep * n! + write;
    return [(sigmoid(o!) * nextC) / nextN, nextC, nextN, nextM];
  },
  mlstm: (x, [, matrix, n, m], w) => {
    const [q, k, v, o, i, f] = sums(x, w);
    const nextM = Math.max(Math.log(sigmoid(f!)) + m!, i!);
    const keep = sigmoid(f!) * Math.exp(m! - nextM);
    const write = Math.exp(i! - nextM);
    const nextMatrix = keep * matrix! + write * v! * k!;
    const nextN = keep * n! + write * k!;
    const weight = Math.max(Math.abs(nextN * q!), Math.exp(-nextM));
    const read = (nextMatrix * q!) / weight;
    const even = (w['head_gain']![0]! * read) / Math.sqrt(read * read + 1e-6);
    return [sigmoid(o!) * even, nextMatrix, nextN, nextM];
  },
};

/** x W_x + b for each gate. */
function sums(x: number, w: Readonly<Record<string, number[]>>): number[] {
  return w['input_kernel']!.map((weight, gate) => x * weight + w['bias']![gate]!);
}

/** What a layer must have, or not ask for, so that a setting is allowed beside a cell. */
const possible: Readonly<
  Record<string, readonly [value: number | string | boolean, (cell: Cell) => boolean]>
> = {
  weight_drop: [0.5, (cell) => weightNames(cell).includes('recurrent_kernel')],
  recurrent_init: ['identity', (cell) => weightNames(cell).includes('recurrent_kernel')],
  recurrent_dropout: [0.2, (cell) => cell.masksState],
  zoneout_h: [0.1, (cell) => cell.zonedOut.includes('h')],
  layer_norm: [true, (cell) => cell.normalizedTogether.length > 0],
};

describe.each(cells.map((cell): [string, Cell] => [cell.id, cell]))('%s', (_, cell) => {
  test('settings that it cannot have are refused by name, and hidden; the others are neither', () => {
    for (const [name, [value, has]] of Object.entries(possible)) {
      const { problems } = checkSettings(modelSettings, { cell: cell.id, [name]: value });
      const setting = modelSettings.find((candidate) => candidate.name === name)!;
      expect(isActive(setting, { cell: cell.id }), name).toBe(has(cell));
      expect(problems, name).toHaveLength(has(cell) ? 0 : 1);
      if (!has(cell))
        expect(problems[0]!.message).toContain(
          `${name} = ${JSON.stringify(value)}: ${cell.label} `,
        );
      expect(checkSettings(modelSettings, { cell: cell.id }).problems).toEqual([]);
    }
    const shown = (name: string) =>
      isActive(modelSettings.find((setting) => setting.name === name)!, { cell: cell.id });
    expect(shown('zoneout_c')).toBe(cell.zonedOut.includes('c'));
    expect(shown('forget_bias')).toBe(cell.keeping?.gate === 'forget');
    expect(shown('chrono_steps')).toBe(cell.keeping !== null);
  });

  test('its description is complete', () => {
    expect(cell.label).not.toBe('');
    expect(cell.states[0]).toBe('h');
    expect(new Set(cell.gates).size).toBe(cell.gates.length);
    for (const gate of Object.keys(cell.initialBias)) expect(cell.gates).toContain(gate);
    for (const state of cell.zonedOut) expect(cell.states).toContain(state);
    if (cell.keeping !== null) expect(cell.gates).toContain(cell.keeping.gate);
    expect(stateWidths(cell, 6)[0]).toBe(6);
  });

  test.each(cell.normalizedTogether.length > 0 ? [false, true] : [false])(
    'its size is told without making it, layer_norm %s',
    (layerNorm) => {
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
    },
  );

  test('first values are of the shapes it declares, under names that do not depend on them', () => {
    const shape = { input: 5, hidden: 8 };
    const parts = cell.weights(shape);
    const before = tf.memory().numTensors;
    for (const part of parts) {
      const first = part.initial(new Random(1), { chronoSteps: 20 });
      expect(first.shape).toEqual(part.shape);
      expect(Array.from(first.dataSync()).every(Number.isFinite)).toBe(true);
      first.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    const names = parts.map(({ name }) => name);
    expect(names[0]).toBe('input_kernel');
    expect(names).toContain('bias');
    expect(new Set(names).size).toBe(names.length);
    for (const other of [
      { input: 8, hidden: 8 },
      { input: 1, hidden: 1 },
    ]) {
      expect(cell.weights(other).map(({ name }) => name)).toEqual(names);
    }
  });

  test('a step keeps the shapes of its states and leaves its inputs alone', () => {
    const [batch, hidden] = [3, 5];
    const given = sequenceCase(cell, { time: 1, batch, input: 2, hidden }, 1);
    const weights = weightsFromList(cell, given.weights);
    const [projected] = tf.unstack(projectInput(cell, given.x, weights)) as [tf.Tensor2D];
    const next = cell.step(projected, given.states, weights);
    expect(next).toHaveLength(cell.states.length);
    const shapes = stateWidths(cell, hidden).map((width) => [batch, width]);
    expect(next.map(({ shape }) => shape)).toEqual(shapes);
    for (const state of given.states) expect(state.isDisposed).toBe(false);
  });

  test('one unit follows the equations, computed in double precision', () => {
    const random = new Random(9);
    const parts = cell.weights({ input: 1, hidden: 1 }).map(({ name, shape }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const values = Array.from({ length: size }, () => Math.fround(2 * random.next() - 1));
      return { name, shape, values };
    });
    const numbers = Object.fromEntries(parts.map(({ name, values }) => [name, values]));
    const weights = parts.map(({ values, shape }) => tf.tensor(values, [...shape]));
    const inputs = [0.5, -1, 2, 0.25];
    const first = cell.states.map((_, i) => Math.fround(0.3 - i));
    const states = first.map((value) => tf.tensor2d([value], [1, 1]));
    const x = tf.tensor3d(inputs, [inputs.length, 1, 1]);
    const { outputs } = reference.run(cell, x, states, weightsFromList(cell, weights));
    let current = first;
    const expected = inputs.map((input) => {
      current = equations[cell.id](input, current, numbers);
      return current[0]!;
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
      // Of a slope that is all but none, differences in single precision tell only that.
      const allowed = 0.01 * Math.max(size, 0.01);
      expect(Math.abs(numeric - analytic), `input ${which}`).toBeLessThan(allowed);
    }
  });
});
