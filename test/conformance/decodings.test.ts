import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { type DecodingId, decodings } from '../../src/tasks/forecasting/decoders/index.ts';
import { GraphMixing } from '../../src/tasks/forecasting/graph/graph-mixing.ts';
import { type ForecasterInput, SegmentForecaster } from '../../src/tasks/forecasting/model.ts';

/** What every way of decoding must keep; see Decoder. */

beforeAll(async () => {
  await loadBackend();
});

const sizes = { segment: 3, horizon: 7, width: 2, past: 1, known: 2, entities: 4, parameters: 3 };
const [segments, sequences, steps] = [3, 5, 3];

interface Made {
  readonly model: SegmentForecaster;
  readonly parameters: ParameterSet;
}

function make(
  decoding: DecodingId,
  changes: Partial<typeof sizes> = {},
  teacherForcing = 0.5,
  mixing: GraphMixing | null = null,
): Made {
  const parameters = new ParameterSet();
  const recurrent = {
    ...{ cell: 'gru' as const, hiddenSize: 8, numLayers: 2, dropout: 0, bidirectional: false },
    device: 'cpu' as const,
  };
  const config = { ...sizes, ...changes, decoding, teacherForcing, pointColumn: 1 };
  const model = new SegmentForecaster(
    { ...config, outputDropout: 0, recurrent, mixing },
    parameters,
    new Random(3),
  );
  return { model, parameters };
}

function input(seed: number, changes: Partial<typeof sizes> = {}): ForecasterInput {
  const { segment, width, past, known, entities } = { ...sizes, ...changes };
  const random = new Random(seed);
  const fill = (shape: [number, number, number]) =>
    tf.tensor3d(
      Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => random.normal()),
      shape,
    );
  return {
    inputs: fill([segments, sequences, segment * (width + past + known)]),
    future: known > 0 ? fill([steps, sequences, segment * known]) : null,
    entities: tf.tensor1d(
      Int32Array.from({ length: sequences }, (_, i) => i % entities),
      'int32',
    ),
    truth: fill([steps, sequences, segment * width]),
  };
}

const asked = () => ({ training: false, random: new Random(0) });
const trained = (seed = 0) => ({ training: true, random: new Random(seed) });

describe.each(Object.keys(decodings) as DecodingId[])('%s', (decoding) => {
  it('gives every number of every value of the horizon, with and without covariates', () => {
    for (const changes of [
      {},
      { past: 0, known: 0 },
      { past: 0, known: 0, entities: 1, width: 1 },
    ]) {
      const { model, parameters } = make(decoding, changes);
      const width = (changes.width ?? sizes.width) * sizes.parameters;
      const made = tf.tidy(() => model.forward(input(1, changes), asked()));
      expect(made.shape).toEqual([sequences, sizes.horizon, width]);
      made.dispose();
      parameters.dispose();
    }
  });

  it('does not look at the truth when it is asked', () => {
    const { model, parameters } = make(decoding);
    const forecast = (truth: ForecasterInput['truth']) =>
      tf.tidy(() => [...model.forward({ ...input(1), truth }, asked()).dataSync()]);
    expect(forecast(input(2).truth)).toEqual(forecast(null));
    parameters.dispose();
  });

  it('makes the first step of the truth no part of its own forecast while training', () => {
    const { model, parameters } = make(decoding, {}, 1);
    const forecast = (seed: number) =>
      tf.tidy(() => {
        const { truth } = input(seed);
        const made = model.forward({ ...input(1), truth }, trained());
        return [...tf.slice3d(made, [0, 0, 0], [sequences, sizes.segment, 6]).dataSync()];
      });
    expect(forecast(5)).toEqual(forecast(6));
    parameters.dispose();
  });

  it('listens to what is known in advance', () => {
    const { model, parameters } = make(decoding);
    const forecast = (seed: number) =>
      tf.tidy(() => {
        const { future } = input(seed);
        return [...model.forward({ ...input(1), future }, asked()).dataSync()];
      });
    expect(forecast(5)).not.toEqual(forecast(6));
    parameters.dispose();
  });

  it('lets a node hear its neighbour, and only where a link leads', () => {
    const alone = { width: 1, entities: 5, past: 0, known: 0 };
    // Node 0 hears node 1.
    const links = Float64Array.from({ length: 25 }, (_, at) => (at === 1 ? 1 : 0));
    const { model, parameters } = make(decoding, alone, 0, new GraphMixing([links], 5));
    const batch = { ...input(1, alone), entities: tf.range(0, 5, 1, 'int32') };
    const changed = (node: number) =>
      tf.tidy(() => {
        const mask = Float32Array.from({ length: 5 }, (_, own) => (own === node ? 1 : 0));
        const inputs = tf.add<tf.Tensor3D>(batch.inputs, tf.tensor3d(mask, [1, 5, 1]));
        const before = model.forward(batch, asked());
        const after = model.forward({ ...batch, inputs }, asked());
        const moved = tf.max(tf.abs(tf.sub(after, before)), [1, 2]).dataSync();
        return [...moved].map((distance) => distance > 1e-6);
      });
    expect(changed(1)).toEqual([true, true, false, false, false]);
    expect(changed(3)).toEqual([false, false, false, true, false]);
    parameters.dispose();
    tf.dispose([batch.inputs, batch.entities, batch.truth!]);
  });

  it.each([0, 1])('reaches every parameter with teacher forcing %d', (teacherForcing) => {
    const { model, parameters } = make(decoding, {}, teacherForcing);
    const { grads } = tf.variableGrads(
      () => tf.mean<tf.Scalar>(tf.square(model.forward(input(1), trained()))),
      parameters.list(),
    );
    for (const [name, gradient] of Object.entries(grads)) {
      const values = gradient.dataSync();
      expect(values.every(Number.isFinite), name).toBe(true);
      expect(
        values.some((value) => value !== 0),
        name,
      ).toBe(true);
    }
    parameters.dispose();
    tf.dispose(grads);
  });
});

describe('stepwise decoding', () => {
  it.each(['recursive', 'encoder-decoder'] as const)(
    '%s fed with its own forecasts as truth makes the same forecast',
    (decoding) => {
      const whole = { horizon: 9, parameters: 1, width: 1 };
      const parameters = new ParameterSet();
      const model = new SegmentForecaster(
        {
          ...{ ...sizes, ...whole, decoding, pointColumn: 0, teacherForcing: 1, outputDropout: 0 },
          mixing: null,
          recurrent: {
            ...{ cell: 'lstm', hiddenSize: 8, numLayers: 1, dropout: 0, bidirectional: false },
            device: 'cpu',
          },
        },
        parameters,
        new Random(4),
      );
      tf.tidy(() => {
        const batch = input(1, whole);
        const own = model.forward(batch, asked());
        const truth = tf.transpose(
          tf.reshape(own, [sequences, steps, 3]),
          [1, 0, 2],
        ) as tf.Tensor3D;
        const forced = model.forward({ ...batch, truth }, trained());
        const difference = tf.max(tf.abs(tf.sub(own, forced))).dataSync()[0]!;
        expect(difference).toBeLessThan(1e-5);
      });
      parameters.dispose();
    },
  );
});
