import { describe, expect, it } from 'vitest';
import { splitRows } from '../../../src/tasks/forecasting/splits.ts';

const byShares = {
  train_rows: 0,
  val_rows: 0,
  test_rows: 0,
  val_fraction: 0.1,
  test_fraction: 0.1,
};
const shape = { input: 10, horizon: 5 };

describe('splitRows', () => {
  it('cuts by shares in the order of time', () => {
    expect(splitRows(1000, byShares, shape)).toMatchObject({
      train: { start: 0, end: 800 },
      val: { start: 800, end: 900 },
      test: { start: 900, end: 1000 },
    });
  });

  it('prefers counts and leaves the rest unused', () => {
    const counts = { ...byShares, train_rows: 8640, val_rows: 2880, test_rows: 2880 };
    expect(splitRows(17_420, counts, shape).test).toMatchObject({ start: 11_520, end: 14_400 });
  });

  it.each([
    [{ train_rows: 900, val_rows: 0 }, 'incomplete-split'],
    [{ train_rows: 900, val_rows: 90, test_rows: 90 }, 'split-too-long'],
    [{ val_fraction: 0.5, test_fraction: 0.5 }, 'no-training-rows'],
    [{ val_fraction: 0.001 }, 'too-few-rows'],
    [{ val_fraction: 0.49, test_fraction: 0.001 }, 'too-few-rows'],
    [{ train_rows: 12, val_rows: 900 }, 'too-few-rows'],
  ])('refuses %j with %s', (changes, code) => {
    expect(() => splitRows(1000, { ...byShares, ...changes }, shape)).toThrowError(
      expect.objectContaining({ code }),
    );
  });

  it('allows no test part', () => {
    const { test } = splitRows(1000, { ...byShares, test_fraction: 0 }, shape);
    expect(test.end - test.start).toBe(0);
  });
});
