import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  criticalValue,
  estimateMean,
  judge,
  pairedBootstrap,
  pooledSpread,
  runsNeeded,
  twoSidedProbability,
  welchTest,
} from '../../src/statistics/index.ts';

interface Fixtures {
  readonly tails: readonly { t: number; degrees: number; p: number }[];
  readonly critical: readonly { confidence: number; degrees: number; t: number }[];
  readonly means: readonly { values: number[]; low: number; high: number }[];
  readonly welch: readonly {
    a: number[];
    b: number[];
    p: number;
    degrees: number;
    low: number;
    high: number;
  }[];
  readonly paired: {
    words: number[];
    first: number[];
    second: number[];
    difference: number;
    low: number;
    high: number;
  };
}
const fixtures = JSON.parse(
  readFileSync(resolve(import.meta.dirname, 'fixtures/statistics.json'), 'utf8'),
) as Fixtures;

/** Equal to a relative 1e-9, the same scale for tails of any size. */
function near(value: number, expected: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(
    1e-9 * Math.max(1e-12, Math.abs(expected)),
  );
}

describe('as SciPy computes it, to nine digits', () => {
  it('tails and critical values of the t distribution', () => {
    for (const { t, degrees, p } of fixtures.tails) near(twoSidedProbability(t, degrees), p);
    for (const { confidence, degrees, t } of fixtures.critical) {
      near(criticalValue(confidence, degrees), t);
    }
  });

  it('intervals of means', () => {
    for (const { values, low, high } of fixtures.means) {
      const { interval } = estimateMean(values);
      near(interval!.low, low);
      near(interval!.high, high);
    }
  });

  it('Welch’s test', () => {
    for (const { a, b, p, degrees, low, high } of fixtures.welch) {
      const test = welchTest(a, b);
      near(test.p, p);
      near(test.degrees, degrees);
      near(test.interval.low, low);
      near(test.interval.high, high);
    }
  });

  it('a paired bootstrap of a ratio, its interval to a tenth of its width', () => {
    const { words, first, second, difference, low, high } = fixtures.paired;
    const table = (errors: readonly number[]) => ({
      rows: errors.map((count, i) => [count, words[i]!]),
    });
    const rate = (sums: Float64Array) => sums[0]! / sums[1]!;
    const test = pairedBootstrap(table(first), table(second), rate, { resamples: 4000 });
    near(test.difference, difference);
    expect(Math.abs(test.interval.low - low)).toBeLessThan(0.1 * (high - low));
    expect(Math.abs(test.interval.high - high)).toBeLessThan(0.1 * (high - low));
    expect(test.p).toBeLessThan(0.05);
    const itself = pairedBootstrap(table(first), table(first), rate, { resamples: 100 });
    expect(itself).toMatchObject({ difference: 0, p: 1 });
    expect(() => pairedBootstrap(table(first), table([1]), rate)).toThrow(RangeError);
  });
});

describe('how many runs it takes', () => {
  it('agrees with tables of the power of the t test', () => {
    // Cohen 1988, table 2.4.1, two-sided 5 %, power 80 %: d = 0.5, 0.8, 1.0, 1.4.
    expect([0.5, 0.8, 1.0, 1.4].map((effect) => runsNeeded(effect, 1))).toEqual([64, 26, 17, 9]);
    expect(runsNeeded(0, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(runsNeeded(1, 0)).toBe(2);
  });

  it('pools spreads by degrees of freedom', () => {
    expect(pooledSpread([[1, 3], [5], [2, 4, 6]])).toBeCloseTo(Math.sqrt((2 + 8) / 3), 12);
    expect(pooledSpread([[1], [2]])).toBeNull();
  });
});

describe('the judgement of a difference', () => {
  it('calls real what seeds do not explain', () => {
    expect(judge([1, 1.01, 0.99], [1.5, 1.51, 1.49], null).says).toBe('real');
  });

  it('asks for seeds when there is one of each', () => {
    expect(judge([1], [1.1], null)).toEqual({ says: 'more', test: null, first: 2, second: 2 });
  });

  it('takes the spread of other groups where these have none', () => {
    const other = [[1, 1.2, 0.8]];
    expect(judge([1], [1.3], null, { others: other })).toMatchObject({
      says: 'more',
      first: 7,
      second: 7,
    });
  });

  it('asks for as many seeds as it takes', () => {
    const judgement = judge([1, 1.2, 0.8], [1.25, 1.05, 1.45], null);
    expect(judgement).toMatchObject({ says: 'more', first: 9, second: 9 });
  });

  it('calls noise what twenty runs of each would not show, or a repetition', () => {
    expect(judge([1, 1.2, 0.8], [1.02, 1.18, 0.83], null).says).toBe('noise');
    expect(judge([1], [1.001], 0.001).says).toBe('noise');
    expect(judge([1], [1], null).says).toBe('same');
  });
});
