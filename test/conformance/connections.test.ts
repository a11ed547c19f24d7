import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { type BackendFacts, loadBackend } from '../../src/backend/tensorflow.ts';
import { connections } from '../../src/models/connections/index.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentStack, type StackConfig } from '../../src/models/recurrent-stack.ts';
import { modelSettings } from '../../src/models/settings.ts';
import { stackSize } from '../../src/models/stack-size.ts';
import { relativeError } from '../support/recurrent.ts';

/** What every connection of layers must keep to; see ConnectionDefinition. */

let backend: BackendFacts;
beforeAll(async () => {
  backend = await loadBackend();
});

const evaluating = { training: false, random: new Random(1) };
const values = (shape: [number, number, number], seed: number) =>
  tf.randomNormal<tf.Rank.R3>(shape, 0, 1, 'float32', seed);

it('are the choices of the setting', () => {
  const setting = modelSettings.find(({ name }) => name === 'layer_connection');
  const choices = setting?.type === 'choice' ? setting.choices.map(({ value }) => value) : [];
  expect(choices).toEqual(connections.map(({ id }) => id));
});

describe.each(connections.map(({ id }) => id))('%s', (connection) => {
  const make = (changes: Partial<StackConfig> = {}) => {
    const parameters = new ParameterSet();
    const config: StackConfig = {
      ...{ cell: 'lstm', inputSize: 5, hiddenSize: 5, numLayers: 3, dropout: 0 },
      ...{ bidirectional: false, device: backend.device, connection },
      ...changes,
    };
    return { parameters, stack: new RecurrentStack(config, parameters, new Random(2)) };
  };

  it('gives a sequence in pieces what it gives as a whole', () => {
    const { stack } = make();
    const x = values([9, 2, 5], 3);
    const whole = stack.run(x, null, evaluating);
    const first = stack.run(tf.slice(x, [0, 0, 0], [4, 2, 5]), null, evaluating);
    const second = stack.run(tf.slice(x, [4, 0, 0], [5, 2, 5]), first.states, evaluating);
    const joined = tf.concat([first.outputs, second.outputs]);
    expect(tf.max(tf.abs(tf.sub(joined, whole.outputs))).dataSync()[0]).toBeLessThan(1e-5);
  });

  it.each([false, true])('reaches every parameter, both directions: %s', (bidirectional) => {
    const { parameters, stack } = make({ bidirectional, inputSize: 4, hiddenSize: 4 });
    const x = values([6, 2, 4], 4);
    const loss = () => tf.sum<tf.Scalar>(tf.square(stack.run(x, null, evaluating).outputs));
    const { grads } = tf.variableGrads(loss, parameters.list());
    for (const [name, variable] of parameters.entries()) {
      const largest = tf.max(tf.abs(grads[variable.name]!)).dataSync()[0]!;
      expect(largest, name).toBeGreaterThan(0);
    }
  });

  it.each([5, 10])('has as many parameters as are estimated, reading %i', (inputSize) => {
    for (const bidirectional of [false, true]) {
      const { parameters } = make({ inputSize, bidirectional });
      const settings = {
        ...{ cell: 'lstm', hidden_size: 5, num_layers: 3, layer_norm: false },
        layer_connection: connection,
      };
      expect(stackSize(settings, { input: inputSize, bidirectional })).toBe(parameters.count);
    }
  });

  it.each([5, 7])('gives as many values as a plain stack, reading %i', (inputSize) => {
    const { stack } = make({ inputSize });
    expect(stack.outputSize).toBe(5);
    const { outputs } = stack.run(values([3, 2, inputSize], 5), null, evaluating);
    expect(outputs.shape).toEqual([3, 2, 5]);
  });

  it('says zeros behind the end of a sequence, and its last output at the end', () => {
    const { stack } = make({ variableLengths: true });
    const x = values([4, 2, 5], 6);
    const lengths = tf.tensor1d([4, 2], 'int32');
    const result = stack.run(x, null, { ...evaluating, lengths });
    const behind = tf.slice(result.outputs, [2, 1, 0], [2, 1, 5]);
    expect(tf.max(tf.abs(behind)).dataSync()[0]).toBe(0);
    const short = stack.run(tf.slice(x, [0, 1, 0], [2, 1, 5]), null, evaluating);
    const expected = tf.slice(short.outputs, [1, 0, 0], [1, 1, 5]);
    const last = tf.slice(stack.lastOutputs(result, lengths), [1, 0], [1, 5]);
    expect(relativeError(last, tf.reshape(expected, [1, 5]))).toBeLessThan(1e-5);
  });

  it('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const { parameters, stack } = make({ bidirectional: true, dropout: 0.3 });
    const context = { training: true, random: new Random(7) };
    tf.tidy(() => void stack.run(values([4, 2, 5], 8), null, context));
    parameters.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('a layer that changes the size stays plain', () => {
  for (const connection of ['residual', 'highway'] as const) {
    const runs = ([connection, 'plain'] as const).map((one) => {
      const config: StackConfig = {
        ...{ cell: 'gru', inputSize: 3, hiddenSize: 5, numLayers: 1, dropout: 0 },
        ...{ bidirectional: false, device: backend.device, connection: one },
      };
      const stack = new RecurrentStack(config, new ParameterSet(), new Random(2));
      return stack.run(values([4, 2, 3], 1), null, evaluating).outputs.arraySync();
    });
    expect(runs[0]).toEqual(runs[1]);
  }
});

it('a highway with shut gates passes its input on, with open ones its output', () => {
  const outputs = ([-30, 30] as const).map((highwayBias) => {
    const config: StackConfig = {
      ...{ cell: 'gru', inputSize: 5, hiddenSize: 5, numLayers: 1, dropout: 0 },
      ...{ bidirectional: false, device: backend.device, highwayBias },
    };
    const stackOf = (connection: 'plain' | 'highway') =>
      new RecurrentStack({ ...config, connection }, new ParameterSet(), new Random(2));
    const x = values([4, 2, 5], 1);
    const run = (connection: 'plain' | 'highway') =>
      stackOf(connection).run(x, null, evaluating).outputs;
    return relativeError(run('highway'), highwayBias < 0 ? x : run('plain'));
  });
  for (const error of outputs) expect(error).toBeLessThan(1e-6);
});
