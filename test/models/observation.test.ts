import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { type ObservedRun, observing } from '../../src/models/observation.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { RecurrentStack } from '../../src/models/recurrent-stack.ts';

beforeAll(async () => {
  await loadBackend();
});

function stack(bidirectional = false) {
  const parameters = new ParameterSet();
  const config = {
    cell: 'lstm',
    inputSize: 2,
    hiddenSize: 3,
    numLayers: 2,
    dropout: 0.5,
    bidirectional,
    variableLengths: true,
    device: 'cpu',
  } as const;
  return { parameters, layers: new RecurrentStack(config, parameters, new Random(2)) };
}

const context = () => ({ training: true, random: new Random(1) });
const input = (steps: number) =>
  tf.tensor3d(
    Array.from({ length: steps * 2 * 2 }, (_, i) => Math.sin(i * 3.1)),
    [steps, 2, 2],
  );

describe('observed layers', () => {
  it('tell their names in the order in which they run, without dropout', () => {
    const { parameters, layers } = stack(true);
    const seen: string[] = [];
    const runs = [1, 2].map(() =>
      tf.tidy(() => {
        const observe = ({ name }: ObservedRun) => {
          seen.push(name);
          return null;
        };
        return observing({ observe }, () =>
          layers.run(input(4), null, context()).outputs.arraySync(),
        );
      }),
    );
    expect(seen.slice(0, 4)).toEqual(['rnn.0', 'rnn.0.reverse', 'rnn.1', 'rnn.1.reverse']);
    expect(runs[1]).toEqual(runs[0]);
    parameters.dispose();
  });

  it('that forget say what they would say of the last steps alone', () => {
    const { parameters, layers } = stack();
    tf.tidy(() => {
      const x = input(10);
      const forgetting = observing({ resetEvery: 3 }, () => layers.run(x, null, context()));
      const alone = layers.run(tf.slice(x, [7, 0, 0], [3, 2, 2]), null, {
        ...context(),
        training: false,
      });
      const last = tf.slice(forgetting.outputs, [7, 0, 0], [3, 2, 3]).dataSync();
      alone.outputs.dataSync().forEach((value, at) => {
        expect(last[at]).toBeCloseTo(value, 5);
      });
      alone.states.forEach((state, part) => {
        const own = forgetting.states[part]!.dataSync();
        state.dataSync().forEach((value, at) => {
          expect(own[at]).toBeCloseTo(value, 5);
        });
      });
    });
    parameters.dispose();
  });

  it('that forget keep the state of a sequence that has ended', () => {
    const { parameters, layers } = stack();
    tf.tidy(() => {
      const x = input(9);
      const lengths = tf.tensor1d([9, 3], 'int32');
      const { states } = observing({ resetEvery: 3 }, () =>
        layers.run(x, null, { ...context(), lengths }),
      );
      const short = layers.run(tf.slice(x, [0, 1, 0], [3, 1, 2]), null, {
        ...context(),
        training: false,
      });
      states.forEach((state, part) => {
        const own = tf.slice(state, [1, 0], [1, 3]).dataSync();
        short.states[part]!.dataSync().forEach((value, at) => {
          expect(own[at]).toBeCloseTo(value, 5);
        });
      });
    });
    parameters.dispose();
  });
});
