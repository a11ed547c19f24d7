import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { readSafetensors } from '../../../src/models/safetensors.ts';
import { makeBatch } from '../../../src/tasks/translation/batch.ts';
import { inference } from '../../../src/tasks/translation/decoding/decoding.ts';
import { batchLoss } from '../../../src/tasks/translation/loss.ts';
import {
  teacherProbability,
  withOwnGuesses,
} from '../../../src/tasks/translation/scheduled-sampling.ts';
import { relativeError } from '../../support/recurrent.ts';
import { encodedPairs, smallModel } from './support.ts';

/** Sentences of different lengths, as in make-model-fixtures.py. */
const pairs = encodedPairs([
  [
    [2, 5, 3, 0],
    [4, 8, 0],
  ],
  [
    [6, 0],
    [3, 2, 5, 7, 0],
  ],
  [
    [3, 3, 4, 2, 0],
    [6, 0],
  ],
]);
const batch = makeBatch(pairs, [0, 1, 2]);

describe('loss and gradients agree with PyTorch to 1e-4', () => {
  it.each([
    ['none', { attention: 'none' }, { labelSmoothing: 0.1, coverage: 0 }],
    ['dot', { attention: 'dot' }, { labelSmoothing: 0, coverage: 0 }],
    ['general', {}, { labelSmoothing: 0.1, coverage: 0.5 }],
    ['additive', { attention: 'additive', tieWeights: false }, { labelSmoothing: 0, coverage: 0 }],
    [
      'general-feeding',
      { inputFeeding: true, tieWeights: false },
      { labelSmoothing: 0.2, coverage: 0 },
    ],
  ] as const)('%s', (name, changes, options) => {
    const path = join(import.meta.dirname, `fixtures/model-${name}.safetensors`);
    const { tensors } = readSafetensors(readFileSync(path), path);
    const stored = (key: string) => {
      const { data, shape } = tensors.get(key)!;
      return tf.tensor(data as Float32Array, [...shape]);
    };
    const { model, parameters } = smallModel(changes);
    const names = [...tensors.keys()].filter((key) => key !== 'loss' && !/^gradient/.test(key));
    expect([...parameters.names].sort()).toEqual(names.sort());
    for (const [key, parameter] of parameters.entries()) parameter.assign(stored(key));
    const { value, grads } = tf.variableGrads(
      () => batchLoss(model, batch, options, inference),
      parameters.list(),
    );
    expect(value.dataSync()[0]).toBeCloseTo(stored('loss').dataSync()[0]!, 5);
    for (const [key, parameter] of parameters.entries()) {
      const error = relativeError(grads[parameter.name]!, stored(`gradient.${key}`));
      expect(error, key).toBeLessThan(1e-4);
    }
    parameters.dispose();
  });
});

describe('padding', () => {
  it('changes nothing: a pair gives the same alone and beside longer ones', () => {
    const { model, parameters } = smallModel({ attention: 'additive' });
    const options = { labelSmoothing: 0, coverage: 0 };
    const lossOf = (numbers: number[]) =>
      tf.tidy(() => batchLoss(model, makeBatch(pairs, numbers), options, inference).dataSync()[0]!);
    const alone = [0, 1, 2].map((number) => lossOf([number]) * pairs.targetTokens[number]!.length);
    const tokens = pairs.targetTokens.reduce((sum, { length }) => sum + length, 0);
    const together = lossOf([0, 1, 2]) * tokens;
    expect(together).toBeCloseTo(alone[0]! + alone[1]! + alone[2]!, 4);
    parameters.dispose();
  });
});

describe('scheduled sampling', () => {
  it('tells less and less, by an inverse sigmoid', () => {
    expect(teacherProbability(0, 100)).toBeCloseTo(100 / 101, 12);
    expect(teacherProbability(100 * Math.log(100), 100)).toBeCloseTo(0.5, 12);
    expect(teacherProbability(1e6, 0)).toBe(1);
    expect(teacherProbability(1e9, 100)).toBe(0);
  });

  it('replaces what is read by what the network would have written, and nothing else', () => {
    const { model, parameters } = smallModel();
    const told = withOwnGuesses(model, batch, 1, new Random(1));
    expect(told.inputs).toEqual(batch.inputs);
    const own = withOwnGuesses(model, batch, 0, new Random(1));
    const first = own.inputs.slice(0, batch.size);
    expect(first).toEqual(batch.inputs.slice(0, batch.size));
    expect(own.targets).toEqual(batch.targets);
    // The second step reads the likeliest token after the beginning.
    const likeliest = tf.tidy(() => {
      const encoded = model.encode(
        tf.tensor1d(batch.sources, 'int32'),
        tf.tensor1d(batch.sourceLengths, 'int32'),
        inference,
      );
      const begin = tf.tensor1d(first, 'int32');
      const { rows } = model.decode(begin, model.begin(encoded), inference);
      return [...tf.argMax(model.output.score(rows), 1).dataSync()];
    });
    expect([...own.inputs.slice(batch.size, 2 * batch.size)]).toEqual(likeliest);
    parameters.dispose();
  });
});
