import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import {
  drawToken,
  highest,
  logProbabilities,
  penalizeRepetition,
  tokenProbabilities,
} from '../../../src/tasks/language-model/sampling.ts';

const logits = Float32Array.from([0.1, 0.2, 0.3, 0.4], Math.log);
const all = { temperature: 1, topK: 0, topP: 1 };
const rounded = (values: Float64Array) => [...values].map((value) => Number(value.toFixed(6)));

describe('tokenProbabilities', () => {
  it('is the softmax at temperature 1', () => {
    expect(rounded(tokenProbabilities(logits, all))).toEqual([0.1, 0.2, 0.3, 0.4]);
  });

  it('raises probabilities to 1 / temperature', () => {
    const total = 0.01 + 0.04 + 0.09 + 0.16;
    const expected = [0.01, 0.04, 0.09, 0.16].map((value) => Number((value / total).toFixed(6)));
    expect(rounded(tokenProbabilities(logits, { ...all, temperature: 0.5 }))).toEqual(expected);
  });

  it('takes the likeliest at temperature 0, the first of equals', () => {
    expect([...tokenProbabilities(logits, { ...all, temperature: 0 })]).toEqual([0, 0, 0, 1]);
    const equal = Float32Array.of(1, 2, 2);
    expect([...tokenProbabilities(equal, { ...all, temperature: 0 })]).toEqual([0, 1, 0]);
  });

  it('keeps what has a share of the likeliest (min-p), at the temperature that is drawn at', () => {
    const cut = tokenProbabilities(logits, { ...all, minP: 0.6 });
    expect(rounded(cut)).toEqual([0, 0, Number((3 / 7).toFixed(6)), Number((4 / 7).toFixed(6))]);
    const bold = tokenProbabilities(logits, { ...all, minP: 0.6, temperature: 4 });
    expect([...bold].every((value) => value > 0)).toBe(true);
    expect(rounded(tokenProbabilities(logits, { ...all, minP: 0 }))).toEqual([0.1, 0.2, 0.3, 0.4]);
  });

  it('keeps the k likeliest', () => {
    const cut = tokenProbabilities(logits, { ...all, topK: 2 });
    expect(rounded(cut)).toEqual([0, 0, Number((3 / 7).toFixed(6)), Number((4 / 7).toFixed(6))]);
    expect(rounded(tokenProbabilities(logits, { ...all, topK: 99 }))).toEqual([0.1, 0.2, 0.3, 0.4]);
  });

  it('keeps the smallest set that reaches p, the token that reaches it included', () => {
    expect(rounded(tokenProbabilities(logits, { ...all, topP: 0.39 }))).toEqual([0, 0, 0, 1]);
    expect(rounded(tokenProbabilities(logits, { ...all, topP: 0.5 }))).toEqual(
      [0, 0, 3 / 7, 4 / 7].map((value) => Number(value.toFixed(6))),
    );
    expect(rounded(tokenProbabilities(logits, { ...all, topP: 1e-9 }))).toEqual([0, 0, 0, 1]);
  });

  it('applies p to what k left', () => {
    const cut = tokenProbabilities(logits, { temperature: 1, topK: 2, topP: 0.55 });
    expect(rounded(cut)).toEqual([0, 0, 0, 1]);
  });

  it('always sums to one and never allows what is forbidden', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -30, max: 30, noNaN: true }), { minLength: 2, maxLength: 40 }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 0, max: 50 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, temperature, topK, topP) => {
          const given = Float32Array.of(Number.NEGATIVE_INFINITY, ...values);
          const probabilities = tokenProbabilities(given, { temperature, topK, topP });
          expect(probabilities[0]).toBe(0);
          expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
        },
      ),
    );
  });
});

describe('drawToken', () => {
  it('draws with the given frequencies and never a token of probability 0', () => {
    const random = new Random(11);
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 20_000; draw++) {
      counts[drawToken(Float64Array.of(0.25, 0, 0.75), random)]! += 1;
    }
    expect(counts[1]).toBe(0);
    // Five standard deviations of a binomial count.
    expect(Math.abs(counts[0]! - 5000)).toBeLessThan(5 * Math.sqrt(20_000 * 0.25 * 0.75));
  });

  it('takes the last possible token where rounding leaves a crumb', () => {
    const almostOne = { next: () => 1 - 2 ** -53 } as Random;
    expect(drawToken(Float64Array.of(0.5, 0.5 - 1e-12, 0), almostOne)).toBe(1);
  });
});

describe('penalizeRepetition (Keskar et al. 2019)', () => {
  it('divides positive scores and multiplies negative ones, once for each token', () => {
    const scores = Float32Array.of(4, -4, 4, -4);
    penalizeRepetition(scores, [0, 1, 1, 0, 0], 2);
    expect([...scores]).toEqual([2, -8, 4, -4]);
    penalizeRepetition(scores, [2, 3], 1);
    expect([...scores]).toEqual([2, -8, 4, -4]);
  });
});

describe('ranking', () => {
  it('is that of a full sort', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 })),
        fc.integer({ min: 0, max: 12 }),
        (list, k) => {
          const sorted = [...list.keys()].sort((a, b) => list[b]! - list[a]! || a - b);
          expect(highest(Float64Array.from(list), k)).toEqual(sorted.slice(0, k));
        },
      ),
    );
  });

  it('has log-probabilities that sum to one, forbidden tokens left out', () => {
    const logs = logProbabilities(Float32Array.of(1, 2, Number.NEGATIVE_INFINITY, 900));
    const sum = logs.reduce((total, value) => total + Math.exp(value), 0);
    expect(sum).toBeCloseTo(1, 12);
    expect(logs[2]).toBe(Number.NEGATIVE_INFINITY);
    expect(logs[1]! - logs[0]!).toBeCloseTo(1, 9);
  });
});
