import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { type BackendFacts, loadBackend } from '../../src/backend/tensorflow.ts';
import { cellById, cells } from '../../src/models/cells/index.ts';
import { sequenceDropout } from '../../src/models/dropout.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { drawMasks, droppedWeights } from '../../src/models/recurrent-regularization.ts';
import { RecurrentStack, type StackConfig } from '../../src/models/recurrent-stack.ts';
import { relativeError } from '../support/recurrent.ts';

let backend: BackendFacts;
beforeAll(async () => {
  backend = await loadBackend();
});

const list = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
const shareOf = (values: readonly number[], wanted: number) =>
  values.filter((value) => value === wanted).length / values.length;

const config = (changes: Partial<StackConfig>): StackConfig => ({
  cell: 'lstm',
  inputSize: 3,
  hiddenSize: 6,
  numLayers: 2,
  dropout: 0,
  bidirectional: false,
  device: backend.device,
  ...changes,
});

describe('masks', () => {
  test('recurrent: (batch, hidden) of 0 and 1 / (1 - rate), about the share asked for', () => {
    const context = { training: true, random: new Random(1) };
    const regularization = { recurrentDropout: 0.25 };
    const masks = drawMasks(cellById('gru'), [3, 100, 200], regularization, context);
    expect(masks.zoneout).toBeUndefined();
    expect(masks.recurrentMask!.shape).toEqual([100, 200]);
    const values = list(masks.recurrentMask!);
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    // Five standard errors of a share of 0.25 in 20,000.
    expect(Math.abs(shareOf(values, 0) - 0.25)).toBeLessThan(0.0154);
  });

  test('zoneout: drawn anew for every step while training, its rate at evaluation', () => {
    const rates = { zoneoutHidden: 0.1, zoneoutCell: 0.5 };
    const random = new Random(2);
    const training = drawMasks(cellById('lstm'), [40, 10, 50], rates, { training: true, random });
    const shares = training.zoneout!.map((kept) => shareOf(list(kept), 1));
    expect(Math.abs(shares[0]! - 0.1)).toBeLessThan(0.0107);
    expect(Math.abs(shares[1]! - 0.5)).toBeLessThan(0.0177);
    const [first, second] = tf.unstack(training.zoneout![1]!);
    expect(list(first!)).not.toEqual(list(second!));

    const before = random.state();
    const test = drawMasks(cellById('lstm'), [40, 10, 50], rates, { training: false, random });
    expect(test.zoneout!.map(list)).toEqual([[Math.fround(0.1)], [0.5]]);
    expect(random.state()).toEqual(before);
  });

  test('zoneout of c asks nothing of a cell without one', () => {
    const context = { training: true, random: new Random(3) };
    expect(drawMasks(cellById('gru'), [2, 2, 2], { zoneoutCell: 0.5 }, context)).toEqual({});
  });

  test('weight drop hides the share asked for, while training only', () => {
    const kernel = tf.ones<tf.Rank.R2>([200, 100]);
    const bias = tf.zeros<tf.Rank.R1>([100]);
    const given = { inputKernel: kernel, recurrentKernel: kernel, bias, recurrentBias: null };
    const context = { training: true, random: new Random(4) };
    const values = list(droppedWeights(given, { weightDrop: 0.5 }, context).recurrentKernel!);
    expect(Math.abs(shareOf(values, 0) - 0.5)).toBeLessThan(0.0177);
    expect(shareOf(values, 0) + shareOf(values, 2)).toBe(1);
    const evaluation = { training: false, random: new Random(4) };
    expect(droppedWeights(given, { weightDrop: 0.5 }, evaluation)).toBe(given);
    const without = { ...given, recurrentKernel: null };
    expect(droppedWeights(without, { weightDrop: 0.5 }, context)).toBe(without);
  });

  test('locked dropout is the same at all steps, standard is not', () => {
    const x = tf.ones<tf.Rank.R3>([5, 4, 30]);
    const steps = (kind: 'standard' | 'locked') =>
      tf.unstack(sequenceDropout(x, 0.5, kind, new Random(5))).map(list);
    const locked = steps('locked');
    for (const step of locked) expect(step).toEqual(locked[0]);
    expect(new Set(locked[0])).toEqual(new Set([0, 2]));
    const standard = steps('standard');
    expect(standard[1]).not.toEqual(standard[0]);
  });
});

describe.each(cells.map((cell) => [cell.id] as const))('a stack of %s', (cell) => {
  const { masksState, normalizedTogether, zonedOut, weights } = cellById(cell);
  const normalized = normalizedTogether.length > 0;
  const hasMatrix = weights({ input: 1, hidden: 1 }).some(
    ({ name }) => name === 'recurrent_kernel',
  );
  const regularized = (): StackConfig =>
    config({
      ...{ cell, bidirectional: true, layerNorm: normalized, variableLengths: true, dropout: 0.2 },
      ...{ inputDropout: 0.2, dropoutKind: 'locked', recurrentDropout: masksState ? 0.3 : 0 },
      ...{ weightDrop: hasMatrix ? 0.4 : 0, zoneoutHidden: zonedOut.includes('h') ? 0.2 : 0 },
      zoneoutCell: 0.4,
    });

  test('with everything on: drawn from the random state only, steady at evaluation', () => {
    const before = tf.memory().numTensors;
    const parameters = new ParameterSet();
    const stack = new RecurrentStack(regularized(), parameters, new Random(1));
    tf.tidy(() => {
      const x = tf.randomNormal<tf.Rank.R3>([7, 4, 3]);
      const lengths = tf.tensor1d([7, 2, 5, 1], 'int32');
      const outputs = (training: boolean, seed: number) =>
        list(stack.run(x, null, { training, random: new Random(seed), lengths }).outputs);
      expect(outputs(true, 6)).toEqual(outputs(true, 6));
      expect(outputs(true, 6)).not.toEqual(outputs(true, 7));
      expect(outputs(false, 6)).toEqual(outputs(false, 7));
    });
    parameters.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('every parameter has a gradient, gains and shifts of the normalisation included', () => {
    const parameters = new ParameterSet();
    const random = new Random(2);
    const stack = new RecurrentStack(regularized(), parameters, random);
    const x = tf.randomNormal<tf.Rank.R3>([5, 3, 3], 0, 1, 'float32', 3);
    const lengths = tf.tensor1d([5, 2, 4], 'int32');
    const { grads } = tf.variableGrads(() => {
      const { outputs, states } = stack.run(x, null, { training: true, random, lengths });
      return tf.addN([outputs, ...states].map((value) => tf.sum(tf.square(value)))) as tf.Scalar;
    }, parameters.list());
    const gains = parameters.names.filter((name) =>
      /(input|recurrent|cell)_(gain|shift)$/.test(name),
    );
    expect(gains).toHaveLength(normalized ? 4 * (cell === 'lstm' ? 4 : 2) : 0);
    for (const [name, variable] of parameters.entries()) {
      expect(tf.norm(grads[variable.name]!).dataSync()[0], name).toBeGreaterThan(0);
    }
  });

  test('a batch of different lengths gives what each sequence gives by itself', () => {
    tf.tidy(() => {
      const options = { cell, bidirectional: true, variableLengths: true };
      const stack = new RecurrentStack(config(options), new ParameterSet(), new Random(3));
      // Drawn once: where an mLSTM's query all but misses its memory, the quotient multiplies rounding.
      const x = tf.randomNormal<tf.Rank.R3>([6, 3, 3], 0, 1, 'float32', 5);
      const context = { training: false, random: new Random(0) };
      const lengths = [6, 1, 4];
      const together = stack.run(x, null, { ...context, lengths: tf.tensor1d(lengths, 'int32') });
      for (const [row, length] of lengths.entries()) {
        const alone = stack.run(tf.slice(x, [0, row, 0], [length, 1, 3]), null, context);
        const outputs = tf.slice(together.outputs, [0, row, 0], [length, 1, 12]);
        expect(relativeError(outputs, alone.outputs)).toBeLessThan(1e-6);
        for (const [i, state] of together.states.entries()) {
          const own = tf.slice(state, [row, 0], [1, state.shape[1]]);
          expect(relativeError(own, alone.states[i]!)).toBeLessThan(1e-6);
        }
      }
    });
  });
});

test('lengths are refused by a stack that was not made for them', () => {
  const stack = new RecurrentStack(config({}), new ParameterSet(), new Random(1));
  const lengths = tf.tensor1d([1], 'int32');
  const context = { training: false, random: new Random(1), lengths };
  expect(() => stack.run(tf.zeros([2, 1, 3]), null, context)).toThrow('variableLengths');
});
