import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contiguousSplit, interpolateMissing, StandardScaler } from '../../src/datasets/index.ts';

const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true });

describe('StandardScaler', () => {
  it('gives the closed form on a known series', () => {
    const values = Float64Array.from([2, 4, 4, 4, 5, 5, 7, 9, 1000, -1000]);
    const { train } = contiguousSplit(10, 0.8, 0.1);
    const scaler = StandardScaler.fit([values], train);
    expect(scaler.channels).toEqual([{ mean: 5, std: 2 }]);
    expect([...scaler.scale(0, values)].slice(0, 3)).toEqual([-1.5, -0.5, -0.5]);
  });

  it('is blind to everything after the training part', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 20, maxLength: 60 }), finite, (list, other) => {
        const values = Float64Array.from(list);
        const { train, test } = contiguousSplit(values.length, 0.6, 0.2);
        const before = StandardScaler.fit([values], train).channels;
        values.fill(other, train.end, test.end);
        expect(StandardScaler.fit([values], train).channels).toEqual(before);
      }),
    );
  });

  it('restores what it scaled', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 10, maxLength: 40 }), (list) => {
        const values = Float64Array.from(list);
        const scaler = StandardScaler.fit([values], contiguousSplit(values.length, 1, 0).train);
        const back = scaler.restore(0, scaler.scale(0, values));
        const size = Math.max(...list.map(Math.abs), 1);
        for (const [i, value] of back.entries()) {
          expect(Math.abs(value - values[i]!)).toBeLessThan(size * 1e-12);
        }
      }),
    );
  });

  it('scales a constant to zero and passes over missing values', () => {
    const { train } = contiguousSplit(4, 1, 0);
    const constant = Float64Array.from([0.1, 0.1, 0.1, 0.1]);
    const gaps = Float64Array.from([1, Number.NaN, 3, Number.NaN]);
    const empty = new Float64Array(4).fill(Number.NaN);
    const scaler = StandardScaler.fit([constant, gaps, empty], train);
    for (const value of scaler.scale(0, constant)) expect(Math.abs(value)).toBeLessThan(1e-15);
    expect(scaler.channels[1]).toEqual({ mean: 2, std: 1 });
    expect(scaler.channels[2]).toEqual({ mean: 0, std: 1 });
    expect(scaler.scale(1, gaps)[1]).toBeNaN();
  });

  it('comes back from JSON as it was', () => {
    const scaler = new StandardScaler([{ mean: 13.3, std: 8.6 }]);
    const again = new StandardScaler(JSON.parse(JSON.stringify(scaler)));
    expect(again.channels).toEqual(scaler.channels);
  });
});

describe('interpolateMissing', () => {
  const nan = Number.NaN;
  const whole = (length: number) => [{ split: 'train', start: 0, end: length }] as const;

  it('draws a straight line through a gap and repeats at the ends', () => {
    const values = Float64Array.from([nan, 1, nan, nan, 4, nan]);
    expect(interpolateMissing(values, whole(6))).toBe(4);
    expect([...values]).toEqual([1, 1, 2, 3, 4, 4]);
  });

  it('lets no value of a later part reach an earlier one', () => {
    const values = Float64Array.from([1, 2, nan, nan, nan, nan, 100, 8, nan, 9]);
    const { train, val, test } = contiguousSplit(10, 0.4, 0.2);
    interpolateMissing(values, [train, val, test]);
    expect([...values]).toEqual([1, 2, 2, 2, 2, 2, 100, 8, 8.5, 9]);
  });

  it('leaves present values and complete series alone', () => {
    fc.assert(
      fc.property(fc.array(fc.option(finite, { nil: nan })), (list) => {
        const values = Float64Array.from(list);
        const filled = interpolateMissing(values, whole(list.length));
        expect(filled).toBe(list.filter(Number.isNaN).length);
        list.forEach((value, i) => {
          if (!Number.isNaN(value)) expect(values[i]).toBe(value);
        });
        expect([...values].some(Number.isNaN)).toBe(false);
      }),
    );
  });
});
