import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { beginToken, endToken } from '../../../src/tasks/translation/corpus.ts';
import { beamSearch } from '../../../src/tasks/translation/decoding/beam-search.ts';
import {
  type DecodingOptions,
  decodeStep,
  disposeAll,
  greedy,
  longestTranslation,
  startDecoding,
} from '../../../src/tasks/translation/decoding/decoding.ts';
import { hypothesisScore } from '../../../src/tasks/translation/decoding/penalties.ts';
import { translateAll } from '../../../src/tasks/translation/decoding/translate.ts';
import type { TranslationModel } from '../../../src/tasks/translation/model.ts';
import { smallModel } from './support.ts';

const sentences = [
  [2, 0],
  [5, 3, 4, 0],
  [6, 6, 2, 3, 0],
].map((tokens) => Int32Array.from(tokens));

/** Every translation that ends within so many tokens, with its log-probability. */
function allTranslations(model: TranslationModel, sentence: Int32Array, longest: number) {
  const found: { tokens: number[]; logProbability: number }[] = [];
  const grow = (tokens: number[], logProbability: number) => {
    const logs = stepAfter(model, sentence, tokens);
    for (const [token, log] of logs.entries()) {
      const next = { tokens: [...tokens, token], logProbability: logProbability + log };
      if (token === endToken) found.push(next);
      else if (next.tokens.length < longest) grow(next.tokens, next.logProbability);
    }
  };
  grow([], 0);
  return found;
}

/** From the beginning, token by token: what the search does in steps. */
function stepAfter(model: TranslationModel, sentence: Int32Array, tokens: number[]): number[] {
  const start = startDecoding(model, [sentence]);
  const logs = tf.tidy(() => {
    let state = start;
    let last: number[] = [];
    for (const token of [beginToken, ...tokens]) {
      const step = decodeStep(model, Int32Array.of(token), state);
      state = step.state;
      last = [...step.logProbabilities.dataSync()];
    }
    return last;
  });
  disposeAll(start);
  return logs;
}

const kinds = [
  ['with attention', {}],
  ['without attention', { attention: 'none' }],
  ['with input feeding and the dot product', { attention: 'dot', inputFeeding: true }],
] as const;

describe.each(kinds)('%s', (_, changes) => {
  const model = () => smallModel({ ...changes, targetVocabulary: 4 }, 5);

  it('a beam of one takes the likeliest token each time', () => {
    const { model: network, parameters } = model();
    const found = beamSearch(network, sentences, greedy);
    for (const [index, sentence] of sentences.entries()) {
      const tokens: number[] = [];
      let logProbability = 0;
      while (tokens.length < Math.min(8, longestTranslation(sentence.length))) {
        const logs = stepAfter(network, sentence, tokens);
        const best = logs.indexOf(Math.max(...logs));
        tokens.push(best);
        logProbability += logs[best]!;
        if (best === endToken) break;
      }
      const best = found[index]![0]!;
      expect(best.tokens.slice(0, tokens.length)).toEqual(tokens);
      if (tokens[tokens.length - 1] !== endToken) continue;
      expect(best.logProbability).toBeCloseTo(logProbability, 4);
    }
    parameters.dispose();
  });

  it('a wide beam finds the likeliest of all short translations', () => {
    const { model: network, parameters } = model();
    // Ends become likely early, so that what is longer than four tokens cannot win.
    network.output.bias.assign(tf.tensor1d([2, -9, 0.3, 0]));
    const options: DecodingOptions = { beam: 32, lengthPenalty: 0, coveragePenalty: 0 };
    const found = beamSearch(network, sentences.slice(1), options, 5);
    for (const [index, sentence] of sentences.slice(1).entries()) {
      const all = allTranslations(network, sentence, 4);
      all.sort((a, b) => b.logProbability - a.logProbability);
      const best = all.slice(0, 3);
      expect(found[index]!.slice(0, 3).map(({ tokens }) => tokens)).toEqual(
        best.map(({ tokens }) => tokens),
      );
      for (const [rank, { logProbability }] of best.entries()) {
        expect(found[index]![rank]!.logProbability).toBeCloseTo(logProbability, 4);
      }
    }
    parameters.dispose();
  });

  it('gives a sentence the same alone, beside others and in any order', async () => {
    const { model: network, parameters } = model();
    const options: DecodingOptions = { beam: 3, lengthPenalty: 0.6, coveragePenalty: 0.2 };
    const together = await translateAll(
      network,
      sentences,
      options,
      { pause: async () => false },
      3,
    );
    for (const [index, sentence] of sentences.entries()) {
      const [alone] = beamSearch(network, [sentence], options, 3);
      expect(together![index]!.map(({ tokens }) => tokens)).toEqual(
        alone!.map(({ tokens }) => tokens),
      );
      for (const { attention, tokens } of alone!) {
        if (attention.length === 0) continue;
        expect(attention).toHaveLength(tokens.length);
        for (const row of attention) {
          expect(row).toHaveLength(sentence.length);
          expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 4);
        }
      }
    }
    parameters.dispose();
  });

  it('keeps no tensor', () => {
    const { model: network, parameters } = model();
    const before = tf.memory().numTensors;
    beamSearch(network, sentences, { beam: 4, lengthPenalty: 1, coveragePenalty: 0.1 }, 4);
    expect(tf.memory().numTensors).toBe(before);
    parameters.dispose();
  });
});

describe('penalties', () => {
  const attention = [
    [0.9, 0.1, 0],
    [0.6, 0.4, 0],
  ];
  const hypothesis = { tokens: [3, 0], logProbability: -2, attention };

  it('divides by ((5 + length) / 6)^alpha', () => {
    const options = { beam: 1, lengthPenalty: 0.6, coveragePenalty: 0 };
    expect(hypothesisScore(hypothesis, options)).toBeCloseTo(-2 / (7 / 6) ** 0.6, 12);
  });

  it('subtracts for source tokens that got little attention', () => {
    const options = { beam: 1, lengthPenalty: 0, coveragePenalty: 0.2 };
    const expected = -2 + 0.2 * (Math.log(1) + Math.log(0.5) + Math.log(1e-4));
    expect(hypothesisScore(hypothesis, options)).toBeCloseTo(expected, 12);
  });
});
