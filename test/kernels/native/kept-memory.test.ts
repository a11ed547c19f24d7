import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { linearCrossEntropy } from '../../../src/backend/operations.ts';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { ParameterSet } from '../../../src/models/parameters.ts';
import { RecurrentStack } from '../../../src/models/recurrent-stack.ts';
import { loadAddon } from '../../support/native-kernels.ts';

const megabyte = 2 ** 20;
const memory = () => loadAddon().facts().workspace;

/** Loss and gradients of two layers and 2,000 classes: blocks of 0.3 to 4 MB, at different times. */
async function makeStep() {
  const { device } = await loadBackend();
  const [time, batch, hidden, classes] = [24, 20, 96, 2000];
  const parameters = new ParameterSet();
  const random = new Random(1);
  const sizes = { inputSize: hidden, hiddenSize: hidden, numLayers: 2, dropout: 0 };
  const config = { cell: 'lstm', ...sizes, bidirectional: false, device } as const;
  const stack = new RecurrentStack(config, parameters, random);
  const weight = parameters.add('output', tf.randomNormal<tf.Rank.R2>([hidden, classes]));
  const bias = tf.zeros<tf.Rank.R1>([classes]);
  const x = tf.randomUniform<tf.Rank.R3>([time, batch, hidden], -1, 1);
  const targets = tf.zeros<tf.Rank.R1>([time * batch], 'int32');
  const loss = () => {
    const { outputs } = stack.run(x, null, { training: true, random });
    const rows = tf.reshape(outputs, [-1, hidden]) as tf.Tensor2D;
    return linearCrossEntropy(rows, { weight, transposed: false, bias }, targets, {});
  };
  return {
    kernel: stack.kernel,
    step: () => tf.dispose(tf.variableGrads(loss)),
    dispose: () => {
      tf.dispose([bias, x, targets]);
      parameters.dispose();
    },
  };
}

describe('memory between two calls', () => {
  test('a step that was taken a few times asks the system for nothing', async () => {
    const { kernel, step, dispose } = await makeStep();
    expect(kernel).toBe('native');
    const before = memory();
    for (let i = 0; i < 4; i++) step();
    const warm = memory();
    expect(warm.reservations).toBeGreaterThan(before.reservations);
    for (let i = 0; i < 20; i++) step();
    const after = memory();
    expect(after.reservations).toBe(warm.reservations);
    expect(after.inUse).toBe(before.inUse);
    expect(after.kept).toBeLessThanOrEqual(2 * after.peak + 64 * megabyte);
    dispose();
  });
});
