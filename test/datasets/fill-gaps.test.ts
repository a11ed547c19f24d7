import { describe, expect, it } from 'vitest';
import { fillGaps } from '../../src/datasets/table/fill-gaps.ts';
import type { TableData } from '../../src/datasets/table/read-columns.ts';

const hour = 3_600_000;

function table(times: readonly number[] | null): TableData {
  const rows = times?.length ?? 3;
  return {
    rows,
    columns: new Map([['v', Float64Array.from({ length: rows }, (_, row) => row)]]),
    times: times === null ? null : Float64Array.from(times),
    timeColumn: times === null ? null : 'date',
    madeRows: 0,
  };
}

const monthsOf2024 = (...months: number[]) => months.map((month) => Date.UTC(2024, month - 1, 1));

describe('fillGaps', () => {
  it('puts a row without values wherever an hour is missing', () => {
    const filled = fillGaps(table([0, hour, 2 * hour, 5 * hour, 6 * hour]));
    expect(filled).toMatchObject({ rows: 7, madeRows: 2 });
    expect([...filled.times!]).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => i * hour));
    const nan = Number.NaN;
    expect([...filled.columns.get('v')!]).toEqual([0, 1, 2, nan, nan, 3, 4]);
  });

  it('leaves a table without gaps as it is', () => {
    const whole = table([0, hour, 2 * hour]);
    expect(fillGaps(whole)).toBe(whole);
  });

  it('takes months of any length for one step', () => {
    expect(fillGaps(table(monthsOf2024(1, 2, 3, 4, 6, 7, 8, 9, 12)))).toMatchObject({
      madeRows: 3,
    });
    const yearly = [2019, 2020, 2021, 2022, 2024].map((year) => Date.UTC(year, 0, 1));
    expect(fillGaps(table(yearly)).madeRows).toBe(1);
  });

  it('keeps weekends out of working days', () => {
    const first = Date.UTC(2024, 0, 1);
    const days = [0, 1, 2, 3, 4, 7, 8, 10, 11, 14].map((day) => first + day * 24 * hour);
    const filled = fillGaps(table(days));
    expect(filled.madeRows).toBe(1);
    expect(filled.times![7]).toBe(first + 9 * 24 * hour);
  });

  it('passes over rows whose time is unreadable', () => {
    const filled = fillGaps(table([0, hour, Number.NaN, 3 * hour, 4 * hour, 5 * hour]));
    expect(filled.madeRows).toBe(1);
    expect(filled.rows).toBe(7);
  });

  it('refuses what cannot be filled', () => {
    expect(() => fillGaps(table(null))).toThrow(/no column tells the time/);
    expect(() => fillGaps(table([0, hour, 0, hour, 2 * hour]))).toThrow(/several series/);
    expect(() => fillGaps(table([0, hour, 2 * hour, 1e6 * hour]))).toThrow(/more than double/);
  });
});
