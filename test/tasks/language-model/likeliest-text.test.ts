import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { loadBackend } from '../../../src/backend/tensorflow.ts';
import type { GenerateOptions, WrittenToken } from '../../../src/contract/index.ts';
import { plainJoiner, type Tokenizer } from '../../../src/datasets/tokenizers/tokenizer.ts';
import { ParameterSet } from '../../../src/models/parameters.ts';
import { generateText } from '../../../src/tasks/language-model/generation.ts';
import { RecurrentLanguageModel } from '../../../src/tasks/language-model/model.ts';
import type { Patience } from '../../../src/tasks/task.ts';

const patient: Patience = { pause: async () => false };
const letters = 'abcd';
const tokenizer: Tokenizer = {
  kind: 'character',
  size: 4,
  unknown: null,
  encode: (text) => Int32Array.from(text, (letter) => letters.indexOf(letter)),
  decode: (tokens) => Array.from(tokens, (token) => letters[token]).join(''),
  tokenOf: (token) => letters[token]!,
  joiner: () => plainJoiner((token) => letters[token]!),
  toTokenizerJson: () => null,
};
const usual = { length: 4, temperature: 1, topK: 0, topP: 1, seed: 1, stop: '' };

describe('writing with the likeliest of several texts', () => {
  const parameters = new ParameterSet();
  let model: RecurrentLanguageModel;
  beforeAll(async () => {
    const { device } = await loadBackend();
    const sizes = { hiddenSize: 8, numLayers: 1, dropout: 0, bidirectional: false };
    const recurrent = { cell: 'lstm', ...sizes, device } as const;
    const rates = { embeddingDropout: 0, outputDropout: 0 };
    const config = { vocabulary: 4, embeddingSize: 4, ...rates, tieWeights: false, recurrent };
    model = new RecurrentLanguageModel(config, parameters, new Random(1));
    // Weights at the start are too even for choices to matter.
    for (const variable of parameters.list()) tf.tidy(() => variable.assign(tf.mul(variable, 6)));
  });
  afterAll(() => parameters.dispose());

  async function write(options: Partial<GenerateOptions>) {
    const written: WrittenToken[] = [];
    const writer = { model, tokenizer, opening: Int32Array.of(0) };
    let streamed = '';
    const reader = {
      onText: (text: string) => {
        streamed += text;
      },
      onWritten: (token: WrittenToken) => written.push(token),
    };
    const text = await generateText(
      writer,
      { prompt: 'ab', ...usual, ...options },
      reader,
      patient,
    );
    expect(streamed).toBe(text);
    return { text, written };
  }

  /** log p of each continuation of four letters, the definition. */
  function allTexts(): { text: string; score: number }[] {
    const context = { training: false, random: new Random(0) };
    return Array.from({ length: 256 }, (_, index) => {
      const text = [0, 1, 2, 3].map((place) => letters[(index >> (2 * place)) & 3]).join('');
      const tokens = tokenizer.encode(`ab${text}`);
      const score = tf.tidy(() => {
        const read = model.read(tf.tensor1d(tokens.slice(0, -1), 'int32'), 1, null, context);
        const losses = model.losses(read.outputs, tf.tensor1d(tokens.slice(1), 'int32'));
        return -[...losses.dataSync()].slice(1).reduce((sum, value) => sum + value, 0);
      });
      return { text, score };
    }).sort((a, b) => b.score - a.score);
  }

  it('finds the likeliest of all texts where the beam holds them all', async () => {
    const [best] = allTexts();
    const { text, written } = await write({ beam: 64, alternatives: 4 });
    expect(text).toBe(best!.text);
    const score = written.reduce((sum, { probability }) => sum + Math.log(probability), 0);
    expect(score).toBeCloseTo(best!.score, 4);
  });

  it('is never less likely than the greedy text', async () => {
    const score = ({ written }: { written: WrittenToken[] }) =>
      written.reduce((sum, { probability }) => sum + Math.log(probability), 0);
    const greedy = await write({ temperature: 0, length: 12, alternatives: 1 });
    const kept = await write({ beam: 8, length: 12, alternatives: 1 });
    expect(kept.text).toHaveLength(12);
    expect(score(kept)).toBeGreaterThanOrEqual(score(greedy) - 1e-6);
  });

  it('tells every token with its probability and the likeliest instead of it', async () => {
    const { text, written } = await write({ length: 20, alternatives: 3, topK: 2 });
    expect(written.map((token) => token.text).join('')).toBe(text);
    for (const { text: own, probability, alternatives } of written) {
      expect(alternatives).toHaveLength(3);
      const values = alternatives.map((other) => other.probability);
      expect(values).toEqual([...values].sort((a, b) => b - a));
      // Drawn among the two likeliest.
      const place = alternatives.findIndex((other) => other.text === own);
      expect([0, 1]).toContain(place);
      expect(alternatives[place]!.probability).toBe(probability);
    }
    expect((await write({ length: 5 })).written).toEqual([]);
  });

  it('tells nothing beyond the stop text', async () => {
    const whole = await write({ length: 30, alternatives: 1 });
    const stop = whole.text.slice(10, 12);
    const before = whole.text.slice(0, whole.text.indexOf(stop));
    const cut = await write({ length: 30, alternatives: 1, stop });
    expect(cut.text).toBe(before);
    expect(cut.written.map((token) => token.text).join('')).toBe(before);
  });

  it('makes what stands in the prompt less likely by the penalty', async () => {
    const context = { training: false, random: new Random(0) };
    let changed = 0;
    for (const prompt of ['a', 'b', 'c', 'd', 'ab', 'cd', 'bd', 'abc']) {
      const scores = tf.tidy(() => {
        const tokens = tf.tensor1d(tokenizer.encode(prompt), 'int32');
        const { outputs } = model.read(tokens, 1, null, context);
        return model.score(outputs).arraySync().at(-1)!;
      });
      const penalized = scores.map((score, token) => {
        if (!prompt.includes(letters[token]!)) return score;
        return score > 0 ? score / 10 : score * 10;
      });
      const expected = letters[penalized.indexOf(Math.max(...penalized))];
      const options = { prompt, temperature: 0, length: 1 };
      expect((await write({ ...options, repetitionPenalty: 10 })).text).toBe(expected);
      if ((await write(options)).text !== expected) changed += 1;
    }
    expect(changed).toBeGreaterThan(0);
  });

  it('keeps no tensor', async () => {
    const held = tf.memory().numTensors;
    await write({ beam: 5, length: 6, alternatives: 2 });
    await write({ length: 6 });
    expect(tf.memory().numTensors).toBe(held);
  });
});
