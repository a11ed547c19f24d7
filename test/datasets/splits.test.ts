import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contiguousSplit, splitByCounts } from '../../src/datasets/index.ts';

describe('contiguousSplit', () => {
  it('cuts in order, without gaps or overlap, whatever the shares', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 1_000_000 }),
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 0, max: 50 }),
        (length, trainPercent, valPercent) => {
          fc.pre(trainPercent + valPercent <= 100);
          const { train, val, test } = contiguousSplit(
            length,
            trainPercent / 100,
            valPercent / 100,
          );
          expect(train.start).toBe(0);
          expect(val.start).toBe(train.end);
          expect(test.start).toBe(val.end);
          expect(test.end).toBe(length);
          expect(train.end).toBe(Math.floor((length * trainPercent) / 100 + 1e-9));
        },
      ),
    );
  });

  it('leaves no test part when training and validation share everything', () => {
    const { test } = contiguousSplit(1_115_394, 0.9, 0.1);
    expect(test.end - test.start).toBe(0);
  });

  it.each([
    [100, 0, 0.5],
    [100, 0.9, 0.2],
    [100, Number.NaN, 0.1],
    [3, 0.1, 0.1],
  ])('refuses %d rows in shares %d and %d', (length, train, val) => {
    expect(() => contiguousSplit(length, train, val)).toThrow(
      expect.objectContaining({ code: 'invalid-split' }),
    );
  });
});

describe('splitByCounts', () => {
  it('takes the published ETT split and leaves the rest unused', () => {
    expect(splitByCounts(17_420, { train: 8640, val: 2880, test: 2880 })).toEqual({
      train: { split: 'train', start: 0, end: 8640 },
      val: { split: 'val', start: 8640, end: 11_520 },
      test: { split: 'test', start: 11_520, end: 14_400 },
    });
  });

  it('refuses more rows than there are', () => {
    expect(() => splitByCounts(100, { train: 80, val: 20, test: 1 })).toThrow(/does not fit/);
  });
});
