import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { type BackendFacts, loadBackend } from '../../src/backend/tensorflow.ts';
import { cellById } from '../../src/models/cells/index.ts';
import { observing } from '../../src/models/observation.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { attentionRoles } from '../../src/models/past-attention/index.ts';
import {
  RecurrentStack,
  type StackConfig,
  type StackState,
} from '../../src/models/recurrent-stack.ts';
import { pastAttentionSettings } from '../../src/models/stack-settings.ts';
import { stackSize } from '../../src/models/stack-size.ts';
import { fromTorch } from '../../src/models/weight-layouts.ts';
import { Fixture, tensorsOf } from '../parity/fixture.ts';
import { relativeError } from '../support/recurrent.ts';

/** What every attention over past states must keep to; see PastAttention and AttentionRoles. */

let backend: BackendFacts;
beforeAll(async () => {
  backend = await loadBackend();
});

const evaluating = { training: false, random: new Random(1) };
const values = (shape: [number, number, number], seed: number) =>
  tf.randomNormal<tf.Rank.R3>(shape, 0, 1, 'float32', seed);
const largest = (tensor: tf.Tensor) => tf.max(tf.abs(tensor)).dataSync()[0]!;

it('are the choices of the setting', () => {
  const setting = pastAttentionSettings.find(({ name }) => name === 'past_attention');
  const choices = setting?.type === 'choice' ? setting.choices.map(({ value }) => value) : [];
  expect(choices).toEqual(['none', ...attentionRoles.map(({ id }) => id)]);
});

describe.each(attentionRoles.map(({ id }) => id))('%s', (id) => {
  const make = (changes: Partial<StackConfig> = {}, window = 3) => {
    const parameters = new ParameterSet();
    const config: StackConfig = {
      ...{ cell: 'gru', inputSize: 4, hiddenSize: 6, numLayers: 1, dropout: 0 },
      ...{ bidirectional: false, device: backend.device, pastAttention: { id, window } },
      ...changes,
    };
    return { parameters, stack: new RecurrentStack(config, parameters, new Random(2)) };
  };

  it('agrees with PyTorch to 1e-4 of the norm, in values and gradients', () => {
    const fixture = new Fixture(`past-attention-${id}`);
    const { parameters, stack } = make();
    const named = (prefix: string) => valuesOf(fixture, prefix);
    expect([...named('').keys()].sort()).toEqual([...parameters.names].sort());
    for (const [name, value] of named('')) parameters.get(name).assign(value);
    const x = fixture.tensor('x') as tf.Tensor3D;
    const { outputs } = stack.run(x, null, evaluating);
    expect(relativeError(outputs, fixture.tensor('outputs'))).toBeLessThan(1e-4);
    const loss = (given: tf.Tensor3D) =>
      tf.sum<tf.Scalar>(
        tf.mul(stack.run(given, null, evaluating).outputs, fixture.tensor('probe')),
      );
    const { grads } = tf.variableGrads(() => loss(x), parameters.list());
    for (const [name, expected] of named('gradient.')) {
      expect(relativeError(grads[parameters.get(name).name]!, expected), name).toBeLessThan(1e-4);
    }
    const dx = tf.grad((given) => loss(given as tf.Tensor3D))(x);
    expect(relativeError(dx, fixture.tensor('gradient.x'))).toBeLessThan(1e-4);
  });

  it.each([1, 3, 70])('gives step by step what it gives as a whole, window %i', (window) => {
    const { stack } = make({ numLayers: 2, cell: 'lstm' }, window);
    const steps = 150;
    const x = values([steps, 2, 4], 3);
    const whole = stack.run(x, null, evaluating).outputs;
    const pieces: tf.Tensor3D[] = [];
    let states: StackState | null = window === 3 ? null : stack.zeroStates(2);
    for (let from = 0; from < steps; ) {
      const count = Math.min(steps - from, from < 100 ? 1 : 33);
      const piece = tf.slice(x, [from, 0, 0], [count, 2, 4]);
      const result = stack.run(piece, states, evaluating);
      pieces.push(result.outputs);
      states = result.states;
      from += count;
    }
    expect(largest(tf.sub(tf.concat(pieces), whole))).toBeLessThan(1e-5);
    expect(stack.zeroStates(2).map(({ shape }) => shape)).toEqual(
      states!.map(({ shape }) => shape),
    );
  });

  it('depends on the past within the window and on nothing that comes', () => {
    const { stack } = make({ cell: 'rnn' }, 4);
    const run = (given: tf.Tensor3D) => stack.run(given, null, evaluating).outputs;
    const x = values([9, 1, 4], 4);
    const changed = tf.concat([tf.slice(x, [0, 0, 0], [6, 1, 4]), values([3, 1, 4], 5)]);
    const [one, other] = [run(x), run(changed)];
    const before = tf.sub(
      tf.slice(one, [0, 0, 0], [6, 1, 6]),
      tf.slice(other, [0, 0, 0], [6, 1, 6]),
    );
    expect(largest(before)).toBe(0);
    expect(largest(tf.sub(one, other))).toBeGreaterThan(1e-3);
  });

  it('whose layers forget says what it would say of the last steps alone', () => {
    const { stack } = make();
    const x = values([10, 2, 4], 6);
    const forgetting = observing({ resetEvery: 3 }, () => stack.run(x, null, evaluating).outputs);
    const alone = stack.run(tf.slice(x, [7, 0, 0], [3, 2, 4]), null, evaluating).outputs;
    expect(largest(tf.sub(tf.slice(forgetting, [7, 0, 0], [3, 2, 6]), alone))).toBeLessThan(1e-5);
  });

  it('has as many parameters as are estimated, and leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const { parameters, stack } = make();
    const settings = {
      ...{ cell: 'gru', hidden_size: 6, num_layers: 1, layer_norm: false },
      past_attention: id,
    };
    expect(stackSize(settings, { input: 4, bidirectional: false })).toBe(parameters.count);
    tf.tidy(() => void stack.run(values([4, 2, 4], 8), null, evaluating));
    parameters.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses both directions, and units that cannot be cut', () => {
    expect(() => make({ bidirectional: true })).toThrow(/reads forwards/);
    if (id !== 'query-key-value') {
      expect(() => make({ hiddenSize: 7 })).toThrow(/equal parts, and hidden_size is 7/);
    }
  });
});

/** Every parameter by our name, or with the prefix `gradient.` its derivative. */
function valuesOf(fixture: Fixture, prefix: string): Map<string, tf.Tensor> {
  const of = (name: string) => fixture.matrix(`${prefix}${name}_l0`);
  const layer = fromTorch(cellById('gru'), {
    weight_ih: of('weight_ih'),
    weight_hh: of('weight_hh'),
    bias_ih: of('bias_ih'),
    bias_hh: of('bias_hh'),
  });
  const names = ['input_kernel', 'recurrent_kernel', 'bias', 'recurrent_bias'];
  const found = new Map<string, tf.Tensor>(
    tensorsOf(layer).map((value, index) => [`rnn.0.${names[index]}`, value]),
  );
  for (const name of ['query', 'key', 'value', 'combine.bias']) {
    if (!fixture.has(prefix + name)) continue;
    found.set(`rnn.attention.${name}`, fixture.tensor(prefix + name));
  }
  found.set('rnn.attention.combine.kernel', fixture.tensor(`${prefix}combine.weight`));
  return found;
}
