import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { Decoder } from '../../../src/tasks/speech/decoding/decoder.ts';
import { decodeGreedily, type LabelScores } from '../../../src/tasks/speech/decoding/greedy.ts';
import { searchPrefixes } from '../../../src/tasks/speech/decoding/prefix-beam.ts';
import { LabelNgram } from '../../../src/tasks/speech/label-ngram.ts';

/** Rows of probabilities, blank last. */
function scoresOf(rows: readonly (readonly number[])[]): LabelScores {
  const values = Float32Array.from(rows.flat(), (p) => Math.log(p));
  return { time: rows.length, classes: rows[0]?.length ?? 3, values };
}

function randomScores(time: number, classes: number, seed: number): LabelScores {
  const random = new Random(seed);
  const rows = Array.from({ length: time }, () => {
    const weights = Array.from({ length: classes }, () => Math.exp(2 * random.normal()));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / sum);
  });
  return scoresOf(rows);
}

/** Probability of every transcript, over all paths. */
function byEnumeration({ time, classes, values }: LabelScores): Map<string, number> {
  const sums = new Map<string, number>();
  for (let path = 0; path < classes ** time; path++) {
    const symbols = Array.from(
      { length: time },
      (_, t) => Math.floor(path / classes ** t) % classes,
    );
    const labels = symbols.filter((s, t) => s !== classes - 1 && s !== symbols[t - 1]).join();
    const log = symbols.reduce((sum, s, t) => sum + values[t * classes + s]!, 0);
    sums.set(labels, (sums.get(labels) ?? 0) + Math.exp(log));
  }
  return sums;
}

const plain = { languageModel: null, languageWeight: 0, labelBonus: 0 } as const;

describe('greedy decoding', () => {
  it('merges repeats, drops blanks and keeps labels that a blank parts', () => {
    const scores = scoresOf([
      [0.8, 0.1, 0.1],
      [0.7, 0.1, 0.2],
      [0.1, 0.1, 0.8],
      [0.9, 0.05, 0.05],
      [0.1, 0.8, 0.1],
    ]);
    expect(decodeGreedily(scores)).toEqual([0, 0, 1]);
    expect(decodeGreedily(scoresOf([]))).toEqual([]);
  });
});

describe('prefix beam search', () => {
  it('adds up the paths that give one transcript, where the greedy one is not the likeliest', () => {
    // Blank twice is the likeliest path (.36), but label 0 has .16 + .24 + .24.
    const scores = scoresOf([
      [0.4, 0.6],
      [0.4, 0.6],
    ]);
    expect(decodeGreedily(scores)).toEqual([]);
    const [best] = searchPrefixes(scores, { ...plain, width: 8 });
    expect(best!.labels).toEqual([0]);
    expect(Math.exp(best!.score)).toBeCloseTo(0.64, 6);
  });

  it('with a wide beam gives every transcript its true probability', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 2, max: 3 }),
        fc.nat(),
        (time, classes, seed) => {
          const scores = randomScores(time, classes, seed);
          const expected = byEnumeration(scores);
          const found = searchPrefixes(scores, { ...plain, width: 10_000 });
          expect(found.length).toBe(expected.size);
          for (const { labels, score } of found) {
            expect(Math.abs(Math.exp(score) - expected.get(labels.join())!)).toBeLessThan(1e-5);
          }
          const sorted = [...found].sort((a, b) => b.score - a.score);
          expect(found).toEqual(sorted);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('a wider beam never finds a worse transcript than a narrow one here', () => {
    for (let seed = 0; seed < 20; seed++) {
      const scores = randomScores(12, 5, seed);
      const [narrow] = searchPrefixes(scores, { ...plain, width: 2 });
      const [wide] = searchPrefixes(scores, { ...plain, width: 64 });
      expect(wide!.score).toBeGreaterThanOrEqual(narrow!.score - 1e-9);
    }
  });

  it('a language model decides between what sounds alike', () => {
    // After label 0, labels 1 and 2 sound the same; the transcripts only ever had 0 1.
    const scores = scoresOf([
      [0.98, 0.005, 0.005, 0.01],
      [0.01, 0.47, 0.51, 0.01],
    ]);
    const languageModel = new LabelNgram([[0, 1], [0, 1], [2]], 3, 2);
    const options = { width: 8, languageModel, labelBonus: 0 };
    expect(searchPrefixes(scores, { ...options, languageWeight: 0 })[0]!.labels).toEqual([0, 2]);
    expect(searchPrefixes(scores, { ...options, languageWeight: 0.5 })[0]!.labels).toEqual([0, 1]);
  });

  it('a bonus makes transcripts longer, a malus shorter', () => {
    const scores = scoresOf([
      [0.45, 0.02, 0.53],
      [0.02, 0.45, 0.53],
    ]);
    const lengthWith = (labelBonus: number) =>
      searchPrefixes(scores, { ...plain, width: 8, labelBonus })[0]!.labels.length;
    expect(lengthWith(-5)).toBe(0);
    expect(lengthWith(5)).toBe(2);
  });
});

it('the decoder searches only where it is asked to', () => {
  const scores = scoresOf([
    [0.4, 0.6],
    [0.4, 0.6],
  ]);
  expect(new Decoder({ ...plain, width: 1 }).decode(scores)).toEqual([]);
  expect(new Decoder({ ...plain, width: 4 }).decode(scores)).toEqual([0]);
});
