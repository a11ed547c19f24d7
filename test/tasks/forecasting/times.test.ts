import { describe, expect, it } from 'vitest';
import { continueTimes, isoTime, usualStepSeconds } from '../../../src/tasks/forecasting/times.ts';

const times = (...texts: string[]) => Float64Array.from(texts, (text) => Date.parse(text));
const continued = (given: Float64Array, count: number) =>
  continueTimes(given, count).map((time) => isoTime(time).slice(0, 10));

describe('continueTimes', () => {
  it('goes on by the usual step, whatever single gaps there were', () => {
    const hours = times(
      '2020-01-01T00:00Z',
      '2020-01-01T01:00Z',
      '2020-01-01T05:00Z',
      '2020-01-01T06:00Z',
    );
    expect(usualStepSeconds(hours)).toBe(3600);
    expect(continueTimes(hours, 2).map(isoTime)).toEqual([
      '2020-01-01T07:00:00.000Z',
      '2020-01-01T08:00:00.000Z',
    ]);
  });

  it('goes on by months on the same day', () => {
    const months = times('1960-10-01', '1960-11-01', '1960-12-01');
    expect(continued(months, 3)).toEqual(['1961-01-01', '1961-02-01', '1961-03-01']);
  });

  it('keeps the ends of months', () => {
    const ends = times('2019-11-30', '2019-12-31', '2020-01-31');
    expect(continued(ends, 3)).toEqual(['2020-02-29', '2020-03-31', '2020-04-30']);
  });

  it('does not move a 28th to the end of other months', () => {
    const days = times('2020-12-28', '2021-01-28', '2021-02-28');
    expect(continued(days, 2)).toEqual(['2021-03-28', '2021-04-28']);
  });

  it('goes on by quarters and by years', () => {
    expect(continued(times('2009-01-01', '2009-04-01', '2009-07-01'), 2)).toEqual([
      '2009-10-01',
      '2010-01-01',
    ]);
    expect(continued(times('1969-01-01', '1970-01-01', '1971-01-01'), 1)).toEqual(['1972-01-01']);
  });

  it('has no step without times', () => {
    expect(usualStepSeconds(null)).toBeNull();
    expect(isoTime(Number.NaN)).toBe('');
  });
});
