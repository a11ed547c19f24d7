import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import { parseSettings } from '../../../src/contract/index.ts';
import { cellById } from '../../../src/models/cells/index.ts';
import { fromTorch, type Matrix, transpose } from '../../../src/models/weight-layouts.ts';
import { polyphonyTask } from '../../../src/tasks/polyphony/task.ts';
import type { Patience, TaskSession } from '../../../src/tasks/task.ts';
import { temporaryFile } from '../../support/files.ts';

type Numbers = readonly number[] | readonly (readonly number[])[];

/** Computed by PyTorch and NumPy: see make-fixtures.py. */
const fixture = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/likelihood.json'), 'utf8'),
) as {
  pieces: number[][][];
  hidden: number;
  weights: Record<string, Numbers>;
  gradients: Record<string, Numbers>;
  metrics: Record<string, number>;
};
const patient: Patience = { pause: async () => false };

/** In Unroll's layout, by the names of its parameters. */
function parametersOf(of: Record<string, Numbers>): Map<string, Float32Array> {
  const matrix = (name: string): Matrix => {
    const rows = of[name]!.map((row) => (typeof row === 'number' ? [row] : [...row]));
    const flat = rows[0]!.length === 1 && !name.startsWith('weight');
    const values = Float32Array.from(rows.flat());
    return flat
      ? { rows: 1, columns: rows.length, values }
      : { rows: rows.length, columns: rows[0]!.length, values };
  };
  const layer = fromTorch(cellById('lstm'), {
    weight_ih: matrix('weight_ih_l0'),
    weight_hh: matrix('weight_hh_l0'),
    bias_ih: matrix('bias_ih_l0'),
    bias_hh: matrix('bias_hh_l0'),
  });
  return new Map([
    ['rnn.0.input_kernel', layer.inputKernel.values],
    ['rnn.0.recurrent_kernel', layer.recurrentKernel.values],
    ['rnn.0.bias', layer.bias.values],
    ['output.kernel', transpose(matrix('weight')).values],
    ['output.bias', matrix('bias').values],
  ]);
}

beforeAll(async () => {
  await loadBackend();
});

/** A session with PyTorch's weights, on two pieces of different lengths side by side. */
async function open(): Promise<TaskSession> {
  const { pieces } = fixture;
  const path = temporaryFile(
    'pieces.json',
    JSON.stringify({ train: pieces, valid: pieces, test: pieces }),
  );
  const settings = parseSettings(polyphonyTask.descriptor.settings, {
    ...{ cell: 'lstm', hidden_size: fixture.hidden, num_layers: 1, dropout: 0, batch_size: 2 },
  });
  const data = { path, format: 'piano-roll', compression: null, hash: '' };
  const session = await polyphonyTask.open(data, settings, new Random(1), patient);
  onTestFinished(() => session.dispose());
  const weights = parametersOf(fixture.weights);
  for (const [name, variable] of session.parameters.entries()) {
    const value = tf.tensor(weights.get(name)!, variable.shape);
    variable.assign(value);
    value.dispose();
  }
  return session;
}

describe('the likelihood of pieces', () => {
  it.each(['val', 'test'] as const)('is that of NumPy to 1e-5 on %s', async (split) => {
    const session = await open();
    const metrics = await session.evaluate(split, patient);
    expect(Object.keys(metrics!)).toEqual(Object.keys(fixture.metrics));
    for (const [name, value] of Object.entries(fixture.metrics))
      expect(Math.abs(metrics![name]! - value), name).toBeLessThan(1e-5 * Math.max(1, value));
  });

  it('has the loss and the gradients of PyTorch to 1e-5 of their size', async () => {
    const session = await open();
    session.nextBatch();
    const { value, grads } = tf.variableGrads(
      () => session.loss(new Random(1)),
      session.parameters.list(),
    );
    session.endStep(false);
    expect(Math.abs(value.dataSync()[0]! - fixture.metrics['nll']!)).toBeLessThan(1e-4);
    const expected = parametersOf(fixture.gradients);
    for (const [name, variable] of session.parameters.entries()) {
      const own = grads[variable.name]!.dataSync();
      // An LSTM's two biases of PyTorch are one here, and so are their gradients.
      const share = name === 'rnn.0.bias' ? 0.5 : 1;
      const known = expected.get(name)!.map((slope) => share * slope);
      const size = known.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
      known.forEach((slope, place) => {
        expect(Math.abs(own[place]! - slope), name).toBeLessThan(1e-5 * Math.max(1, size));
      });
    }
    tf.dispose([value, grads]);
  });
});
