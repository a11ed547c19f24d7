import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { type BackendFacts, loadBackend } from '../../src/backend/tensorflow.ts';
import { stateWidths } from '../../src/models/cells/cell.ts';
import { cells } from '../../src/models/cells/index.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentStack, type StackConfig } from '../../src/models/recurrent-stack.ts';

let backend: BackendFacts;
beforeAll(async () => {
  backend = await loadBackend();
});

const config = (changes: Partial<StackConfig>): StackConfig => ({
  cell: 'lstm',
  inputSize: 3,
  hiddenSize: 5,
  numLayers: 2,
  dropout: 0,
  bidirectional: false,
  device: backend.device,
  ...changes,
});

for (const cell of cells) {
  for (const bidirectional of [false, true]) {
    const name = `${cell.id}${bidirectional ? ', both directions' : ''}`;
    test(`${name}: shapes of outputs and states, nothing left behind`, () => {
      const before = tf.memory().numTensors;
      const parameters = new ParameterSet();
      const random = new Random(1);
      const stack = new RecurrentStack(
        config({ cell: cell.id, bidirectional, dropout: 0.3 }),
        parameters,
        random,
      );
      tf.tidy(() => {
        const { outputs, states } = stack.run(tf.randomNormal([7, 4, 3]), null, {
          training: true,
          random,
        });
        expect(stack.outputSize).toBe(bidirectional ? 10 : 5);
        expect(outputs.shape).toEqual([7, 4, stack.outputSize]);
        const ofLayer = stateWidths(cell, 5).map((width) => [4, width]);
        expect(states.map((state) => state.shape)).toEqual(
          Array.from({ length: 2 * (bidirectional ? 2 : 1) }, () => ofLayer).flat(),
        );
      });
      parameters.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  }
}

test('a sequence in two pieces with the state carried gives the same as in one', () => {
  const random = new Random(2);
  for (const cell of cells) {
    tf.tidy(() => {
      const stack = new RecurrentStack(config({ cell: cell.id }), new ParameterSet(), random);
      const x = tf.randomNormal<tf.Rank.R3>([9, 2, 3]);
      const context = { training: false, random };
      const whole = stack.run(x, null, context);
      const first = stack.run(tf.slice(x, [0, 0, 0], [4, 2, 3]), null, context);
      const second = stack.run(tf.slice(x, [4, 0, 0], [5, 2, 3]), first.states, context);
      const joined = tf.concat([first.outputs, second.outputs]);
      expect(tf.max(tf.abs(tf.sub(joined, whole.outputs))).dataSync()[0]).toBeLessThan(1e-6);
    });
  }
});

test('step by step gives the same as the whole sequence at once', () => {
  const random = new Random(5);
  for (const cell of cells) {
    tf.tidy(() => {
      const stack = new RecurrentStack(config({ cell: cell.id }), new ParameterSet(), random);
      const x = tf.randomNormal<tf.Rank.R3>([6, 2, 3]);
      const context = { training: false, random };
      const whole = stack.run(x, null, context);
      let states: tf.Tensor2D[] | null = null;
      const steps = Array.from({ length: 6 }, (_, t) => {
        const step = stack.run(tf.slice(x, [t, 0, 0], [1, 2, 3]), states, context);
        states = step.states;
        return step.outputs;
      });
      const difference = tf.max(tf.abs(tf.sub(tf.concat(steps), whole.outputs)));
      expect(difference.dataSync()[0], cell.id).toBeLessThan(2e-6);
    });
  }
});

test('what a cell cannot have is refused where a stack is made', () => {
  const make = (changes: Partial<StackConfig>) => () =>
    new RecurrentStack(config({ cell: 'mingru', ...changes }), new ParameterSet(), new Random(1));
  expect(make({ weightDrop: 0.5 })).toThrow('mingru cannot have weightDrop');
  expect(make({ recurrentDropout: 0.5 })).toThrow('mingru cannot have recurrentDropout');
  expect(make({ layerNorm: true })).toThrow('mingru cannot have layerNorm');
});

test('the same seed makes the same network', () => {
  const values = [0, 1].map(() => {
    const parameters = new ParameterSet();
    new RecurrentStack(config({}), parameters, new Random(77));
    return parameters.list().map((variable) => Array.from(variable.dataSync()));
  });
  expect(values[0]).toEqual(values[1]);
});

test('the forget bias starts at the value asked for, other biases at 0', () => {
  const parameters = new ParameterSet();
  new RecurrentStack(config({ forgetBias: 2.5, hiddenSize: 2 }), parameters, new Random(1));
  expect(Array.from(parameters.get('rnn.0.bias').dataSync())).toEqual([0, 0, 0, 0, 2.5, 2.5, 0, 0]);
});
