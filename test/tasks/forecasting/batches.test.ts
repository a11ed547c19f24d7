import { describe, expect, it } from 'vitest';
import { splitByCounts } from '../../../src/datasets/index.ts';
import { type BatchLayout, layBatch, lookBack } from '../../../src/tasks/forecasting/batches.ts';
import { makeSeries } from '../../../src/tasks/forecasting/series.ts';

/** Channel a holds 0, 1, 2, ...; b the same plus 100; scaled by mean 0 and deviation 1 in effect. */
const rows = 12;
const { train } = splitByCounts(rows, { train: 2, val: 5, test: 5 });
// Training rows -1 and 1 have mean 0 and deviation 1, so that scaled values equal the raw ones.
const ramp = (offset: number) =>
  Float64Array.from({ length: rows }, (_, row) => (row < 2 ? 2 * row - 1 : row + offset));
const series = makeSeries(
  new Map([
    ['a', ramp(0)],
    ['b', ramp(100)],
  ]),
  train,
);

const layout: BatchLayout = {
  input: 4,
  horizon: 3,
  segment: 2,
  channels: 'independent',
  normalization: 'none',
  season: null,
};

describe('layBatch', () => {
  it('makes each channel of each window a sequence of segments', () => {
    const batch = layBatch(series, layout, [6, 7]);
    expect(batch).toMatchObject({ segments: 2, sequences: 4, width: 1 });
    expect([...batch.entities]).toEqual([0, 1, 0, 1]);
    // (segments, sequences, segment): first segments of all four sequences, then the second ones.
    expect([...batch.inputs]).toEqual([
      2, 3, 102, 103, 3, 4, 103, 104, 4, 5, 104, 105, 5, 6, 105, 106,
    ]);
    expect([...batch.targets]).toEqual([6, 7, 8, 106, 107, 108, 7, 8, 9, 107, 108, 109]);
  });

  it('puts all channels of a window in one sequence when joint', () => {
    const batch = layBatch(series, { ...layout, channels: 'joint' }, [6]);
    expect(batch).toMatchObject({ segments: 2, sequences: 1, width: 2 });
    expect([...batch.inputs]).toEqual([2, 102, 3, 103, 4, 104, 5, 105]);
    expect([...batch.targets]).toEqual([6, 106, 7, 107, 8, 108]);
  });

  it('subtracts the last input value of each window and channel', () => {
    const batch = layBatch(series, { ...layout, normalization: 'last-value' }, [6]);
    expect([...batch.location]).toEqual([5, 5, 5, 105, 105, 105]);
    expect([...batch.inputs]).toEqual([-3, -2, -3, -2, -1, 0, -1, 0]);
    expect([...batch.targets]).toEqual([1, 2, 3, 1, 2, 3]);
    expect(batch.spread).toBeNull();
  });

  it('subtracts what stood one season before, in the horizon the latest known season', () => {
    const seasonal = { ...layout, normalization: 'season', season: 2 } as const;
    expect(lookBack(seasonal)).toBe(6);
    const squares = makeSeries(
      new Map([
        ['a', Float64Array.from({ length: rows }, (_, row) => (row < 2 ? 2 * row - 1 : row ** 2))],
      ]),
      train,
    );
    const batch = layBatch(squares, seasonal, [8]);
    // Rows 4 to 7 hold 16, 25, 36, 49; two rows earlier stand 4, 9, 16, 25.
    expect([...batch.inputs]).toEqual([12, 16, 20, 24]);
    // Rows 8, 9, 10 against rows 6, 7 and again 6: row 8 is not known when the forecast is made.
    expect([...batch.location]).toEqual([36, 49, 36]);
    expect([...batch.targets]).toEqual([64 - 36, 81 - 49, 100 - 36]);
  });

  it('divides by the spread of the input, not of the target', () => {
    const batch = layBatch(series, { ...layout, normalization: 'mean-std' }, [6]);
    const spread = Math.sqrt(1.25 + 1e-5);
    expect(batch.spread![0]).toBeCloseTo(spread, 6);
    expect(batch.location[0]).toBeCloseTo(3.5, 6);
    expect(batch.inputs[0]).toBeCloseTo(-1.5 / spread, 5);
    expect(batch.targets[0]).toBeCloseTo(2.5, 6);
  });

  it('repeats the oldest value where the input does not fill its first segment', () => {
    const batch = layBatch(series, { ...layout, input: 3 }, [6]);
    expect([...batch.inputs]).toEqual([3, 3, 103, 103, 4, 5, 104, 105]);
  });

  it('lays the window after the last row, whose truth nobody knows', () => {
    const batch = layBatch(series, layout, [rows]);
    expect([...batch.inputs.slice(0, 2)]).toEqual([8, 9]);
    expect([...batch.inputs.slice(4, 6)]).toEqual([10, 11]);
  });

  it('marks missing truth', () => {
    const column = ramp(0);
    column[7] = Number.NaN;
    const gappy = makeSeries(new Map([['a', column]]), train);
    expect([...layBatch(gappy, layout, [6]).present!]).toEqual([1, 0, 1]);
  });

  it('never hands out the same arrays twice', () => {
    const [first, second] = [layBatch(series, layout, [6]), layBatch(series, layout, [6])];
    expect(second.inputs.buffer).not.toBe(first.inputs.buffer);
    expect(second.targets.buffer).not.toBe(first.targets.buffer);
  });
});
