import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/comparison/filter/index.ts';
import { filterNames as names } from '../../support/filter-names.ts';

const noon = new Date(2026, 10, 24, 12, 0).getTime();

describe('moments', () => {
  const moments: readonly (readonly [string, number, number])[] = [
    ['2026-11-24', Date.UTC(2026, 10, 24), 86_400_000],
    ['2026-11', Date.UTC(2026, 10, 1), 30 * 86_400_000],
    ['2026-11-24T10:30', Date.UTC(2026, 10, 24, 10, 30), 60_000],
    ['today', Date.UTC(2026, 10, 24), 86_400_000],
    ['yesterday', Date.UTC(2026, 10, 23), 86_400_000],
    ['today-7d', Date.UTC(2026, 10, 17), 86_400_000],
  ];

  it.each(moments)('%s', (text, utc, length) => {
    const filter = parseFilter(`created = ${text}`, names, noon);
    if (filter.type !== 'compare' || filter.operand.type !== 'moment') throw new Error(text);
    const { from, until } = filter.operand;
    // The machine's own zone: its clock shows what is written.
    const offset = new Date(from).getTimezoneOffset() * 60_000;
    expect([from - offset, until - from]).toEqual([utc, length]);
  });

  it('counts back from now', () => {
    const filter = parseFilter('created > now-1h30m', names, noon);
    expect(filter).toMatchObject({ operand: { from: noon - 5_400_000 } });
  });
});
