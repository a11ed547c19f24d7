import { describe, expect, it } from 'vitest';
import { splitByCounts } from '../../../src/datasets/index.ts';
import { makeSeries, toOriginal } from '../../../src/tasks/forecasting/series.ts';

const { train } = splitByCounts(6, { train: 4, val: 1, test: 1 });
const nan = Number.NaN;

describe('makeSeries', () => {
  it('scales by mean and population deviation of the training rows alone', () => {
    const series = makeSeries(new Map([['a', Float64Array.of(1, 3, 5, 7, 1000, -1000)]]), train);
    expect(series.scaler.channels[0]).toEqual({ mean: 4, std: Math.sqrt(5) });
    expect(series.values[0]).toBeCloseTo(-3 / Math.sqrt(5), 6);
    expect(toOriginal(series, 0, series.values[4]!)).toBeCloseTo(1000, 2);
    expect(series.missing).toBeNull();
  });

  it('fills gaps from the past, never from the value after them', () => {
    const column = Float64Array.of(nan, 2, nan, 4, nan, 9);
    const series = makeSeries(new Map([['a', column]]), train);
    const original = [...series.values].map((value) => toOriginal(series, 0, value));
    // The first has no past and takes the training mean (2 + 4) / 2.
    for (const [index, value] of [3, 2, 2, 4, 4, 9].entries()) {
      expect(original[index]).toBeCloseTo(value, 5);
    }
    expect([...series.missing!]).toEqual([1, 0, 1, 0, 1, 0]);
    expect(column[0]).toBeNaN();
  });

  it('draws a line between training rows where that is asked for, and nowhere else', () => {
    const column = Float64Array.of(nan, 2, nan, 5, nan, 9, nan, 11);
    const split = splitByCounts(8, { train: 5, val: 2, test: 1 }).train;
    const series = makeSeries(new Map([['a', column]]), split, 'line');
    const original = [...series.values].map((value) => toOriginal(series, 0, value));
    for (const [index, value] of [3.5, 2, 3.5, 5, 5, 9, 9, 11].entries()) {
      expect(original[index]).toBeCloseTo(value, 5);
    }
    expect([...series.missing!]).toEqual([1, 0, 1, 0, 1, 0, 1, 0]);
  });

  it('keeps several channels row by row', () => {
    const columns = new Map([
      ['a', Float64Array.of(0, 2, 0, 2, 0, 2)],
      ['b', Float64Array.of(10, 10, 30, 30, 10, 30)],
    ]);
    const { values, channels } = makeSeries(columns, train);
    expect(channels).toEqual(['a', 'b']);
    expect([...values.slice(0, 6)]).toEqual([-1, -1, 1, -1, -1, 1]);
  });

  it('reads an infinite value as missing', () => {
    const columns = new Map([['a', Float64Array.of(1, 3, Infinity, 3, 1, 1)]]);
    expect([...makeSeries(columns, train).missing!]).toEqual([0, 0, 1, 0, 0, 0]);
  });
});
