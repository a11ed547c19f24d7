import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { cellById } from '../../src/models/cells/index.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentStack, type StackConfig } from '../../src/models/recurrent-stack.ts';
import { fromTorch, transpose } from '../../src/models/weight-layouts.ts';
import { relativeError } from '../support/recurrent.ts';
import { Fixture, tensorsOf } from './fixture.ts';

const { device } = await loadBackend();
const tolerance = 1e-4;
const gru = cellById('gru');
const lengths = [5, 2, 4];
const weightNames = ['input_kernel', 'recurrent_kernel', 'bias', 'recurrent_bias'];

/** Every parameter by our name, or with the prefix `gradient.` its derivative. */
function parametersOf(fixture: Fixture, prefix = ''): Map<string, tf.Tensor> {
  const found = new Map<string, tf.Tensor>();
  for (const depth of [0, 1, 2]) {
    for (const suffix of ['', '_reverse']) {
      const of = (name: string) => fixture.matrix(`${prefix}${depth}.${name}_l0${suffix}`);
      const layer = fromTorch(gru, {
        weight_ih: of('weight_ih'),
        weight_hh: of('weight_hh'),
        bias_ih: of('bias_ih'),
        bias_hh: of('bias_hh'),
      });
      const name = `rnn.${depth}${suffix.replace('_', '.')}`;
      tensorsOf(layer).forEach((value, index) => {
        found.set(`${name}.${weightNames[index]}`, value);
      });
    }
    const gate = `${prefix}${depth}.gate`;
    if (!fixture.has(`${gate}.weight`)) continue;
    const { rows, columns, values } = transpose(fixture.matrix(`${gate}.weight`));
    found.set(`rnn.${depth}.highway.kernel`, tf.tensor2d(values, [rows, columns]));
    found.set(`rnn.${depth}.highway.bias`, fixture.tensor(`${gate}.bias`));
  }
  return found;
}

describe.each(['residual', 'highway', 'dense'] as const)('%s', (connection) => {
  test('values and gradients agree with PyTorch to 1e-4 of their norm', () => {
    const fixture = new Fixture(`stack-${connection}`);
    const parameters = new ParameterSet();
    const config: StackConfig = {
      ...{ cell: 'gru', inputSize: 6, hiddenSize: 3, numLayers: 3, bidirectional: true },
      ...{ connection, dropout: 0, variableLengths: true, device },
    };
    const stack = new RecurrentStack(config, parameters, new Random(1));
    const values = parametersOf(fixture);
    expect([...values.keys()].sort()).toEqual([...parameters.names].sort());
    for (const [name, value] of values) parameters.get(name).assign(value);

    const x = fixture.tensor('x') as tf.Tensor3D;
    const steps = tf.tensor1d(lengths, 'int32');
    const context = { training: true, random: new Random(1), lengths: steps };
    const result = stack.run(x, null, context);
    expect(relativeError(result.outputs, fixture.tensor('outputs'))).toBeLessThan(tolerance);
    const last = stack.lastOutputs(result, steps);
    expect(relativeError(last, fixture.tensor('last'))).toBeLessThan(tolerance);

    const probe = fixture.tensor('probe');
    const loss = (given: tf.Tensor3D) =>
      tf.sum<tf.Scalar>(tf.mul(stack.run(given, null, context).outputs, probe));
    const { grads } = tf.variableGrads(() => loss(x), parameters.list());
    for (const [name, expected] of parametersOf(fixture, 'gradient.')) {
      const actual = grads[parameters.get(name).name]!;
      expect(relativeError(actual, expected), name).toBeLessThan(tolerance);
    }
    const dx = tf.grad((given) => loss(given as tf.Tensor3D))(x);
    expect(relativeError(dx, fixture.tensor('gradient.x'))).toBeLessThan(tolerance);
  });
});
