import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import type { Adaptation } from '../../../src/contract/index.ts';
import { ParameterSet } from '../../../src/models/parameters.ts';
import { adaptedEntropy } from '../../../src/tasks/language-model/adaptation/adapted-entropy.ts';
import { DynamicWeights } from '../../../src/tasks/language-model/adaptation/dynamic-evaluation.ts';
import { NeuralCache } from '../../../src/tasks/language-model/adaptation/neural-cache.ts';
import { crossEntropy } from '../../../src/tasks/language-model/evaluation.ts';
import { RecurrentLanguageModel } from '../../../src/tasks/language-model/model.ts';
import type { Patience } from '../../../src/tasks/task.ts';

const patient: Patience = { pause: async () => false };

beforeAll(async () => {
  await loadBackend();
});

describe('the neural cache (Grave et al. 2017, equations 2 and 3)', () => {
  it('gives each token the share of the remembered states that it followed', () => {
    const states = [
      [1, 0],
      [0, 1],
      [1, 1],
      [2, 0],
    ];
    const next = [7, 8, 7, 8];
    const options = { size: 2, theta: 0.5, share: 0.1 };
    const expected = states.map((state, t) => {
      const first = Math.max(0, t - options.size);
      const weights = states
        .slice(first, t)
        .map((other) => Math.exp(options.theta * (state[0]! * other[0]! + state[1]! * other[1]!)));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const same = weights.filter((_, i) => next[first + i] === next[t]);
      return t === 0 ? null : same.reduce((sum, weight) => sum + weight, 0) / total;
    });
    // Read at once, and in two pieces: the same.
    for (const cuts of [
      [0, 4],
      [0, 3, 4],
      [0, 1, 2, 4],
    ]) {
      const cache = new NeuralCache(options);
      const found = cuts.slice(1).flatMap((end, i) => {
        const piece = tf.tensor2d(states.slice(cuts[i], end), [end - cuts[i]!, 2]);
        const values = cache.read(piece, Int32Array.from(next.slice(cuts[i], end)));
        piece.dispose();
        return values;
      });
      cache.dispose();
      expect(found).toHaveLength(4);
      for (const [t, value] of found.entries()) {
        if (expected[t] === null) expect(value).toBeNull();
        else expect(value).toBeCloseTo(expected[t]!, 6);
      }
    }
  });
});

describe('dynamic evaluation (Krause et al. 2018, equations 5 to 7)', () => {
  it('moves weights by scaled gradients and draws them back', () => {
    const parameters = new ParameterSet();
    const weight = parameters.add('w', tf.tensor1d([1, 2]));
    const squares = new Map([['w', tf.tensor1d([0.04, 0.16])]]);
    const [rate, decay] = [0.1, 0.05];
    const weights = new DynamicWeights(parameters, squares, { rate, decay });
    const gradient = tf.tensor1d([0.5, -0.5]);
    weights.learn(new Map([['w', gradient]]));
    weights.learn(new Map([['w', gradient]]));
    const [trained, sizes] = [
      [1, 2],
      [0.2, 0.4],
    ];
    const mean = 0.3;
    const expected = trained.map((start, i) => {
      let value = start;
      for (let step = 0; step < 2; step++) {
        const slope = [0.5, -0.5][i]!;
        const pull = Math.min(sizes[i]! / mean, 1 / decay);
        value += -(rate * slope) / (sizes[i]! + 1e-3) + decay * (start - value) * pull;
      }
      return value;
    });
    for (const [i, value] of [...weight.dataSync()].entries()) {
      expect(value).toBeCloseTo(expected[i]!, 6);
    }
    weights.dispose();
    expect([...weight.dataSync()]).toEqual([1, 2]);
    gradient.dispose();
    parameters.dispose();
  });
});

describe('a language model that adapts to what it is measured on', () => {
  const parameters = new ParameterSet();
  let model: RecurrentLanguageModel;
  const random = new Random(5);
  const training = Int32Array.from({ length: 400 }, () => random.integer(8));
  /** A phrase of random tokens over and over: new to the network, soon familiar. */
  const phrase = Array.from({ length: 12 }, () => random.integer(8));
  const tokens = Int32Array.from({ length: 360 }, (_, index) => phrase[index % 12]!);

  beforeAll(async () => {
    const { device } = await loadBackend();
    const sizes = { hiddenSize: 10, numLayers: 1, dropout: 0, bidirectional: false };
    const recurrent = { cell: 'gru', ...sizes, device } as const;
    const rates = { embeddingDropout: 0, outputDropout: 0 };
    const config = { vocabulary: 8, embeddingSize: 6, ...rates, tieWeights: false, recurrent };
    model = new RecurrentLanguageModel(config, parameters, new Random(1));
    // Weights at the start are too even for states to be told apart.
    for (const variable of parameters.list()) tf.tidy(() => variable.assign(tf.mul(variable, 4)));
  });
  afterAll(() => parameters.dispose());

  const measure = (adaptation: Adaptation) =>
    adaptedEntropy({ model, parameters, training, tokens, adaptation }, patient);
  const cache = { size: 100, theta: 8, share: 0.5 };
  const dynamic = { rate: 0.01, decay: 0.01, segment: 12 };

  it('counts as the plain measurement does where nothing adapts', async () => {
    const plain = await crossEntropy(model, tokens, patient, 1);
    expect(await measure({})).toBeCloseTo(plain!, 3);
    expect(await measure({ dynamic: { rate: 0, decay: 0, segment: 7 } })).toBeCloseTo(plain!, 3);
    expect(await measure({ cache: { ...cache, share: 0 } })).toBeCloseTo(plain!, 3);
  });

  it('predicts better, each way and with both, and leaves weights and tensors as they were', async () => {
    const before = parameters.list().flatMap((variable) => [...variable.dataSync()]);
    const plain = (await measure({}))!;
    const held = tf.memory().numTensors;
    // One after the other: they share the weights.
    const cached = (await measure({ cache }))!;
    const moved = (await measure({ dynamic }))!;
    const both = (await measure({ cache, dynamic }))!;
    expect(cached).toBeLessThan(0.8 * plain);
    expect(moved).toBeLessThan(0.95 * plain);
    expect(both).toBeLessThan(cached);
    expect(tf.memory().numTensors).toBe(held);
    expect(parameters.list().flatMap((variable) => [...variable.dataSync()])).toEqual(before);
  });

  it('ends when asked to, with the weights as they were', async () => {
    const before = parameters.list().flatMap((variable) => [...variable.dataSync()]);
    let calls = 0;
    const impatient: Patience = { pause: async () => ++calls > 40 };
    const measurement = { model, parameters, training, tokens, adaptation: { cache, dynamic } };
    expect(await adaptedEntropy(measurement, impatient)).toBeNull();
    expect(parameters.list().flatMap((variable) => [...variable.dataSync()])).toEqual(before);
  });
});
