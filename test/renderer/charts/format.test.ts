import { describe, expect, it } from 'vitest';
import {
  formatChange,
  formatCount,
  formatDuration,
  formatShort,
  formatTicks,
  formatValue,
} from '../../../renderer/charts/format.ts';

describe('numbers as people read them', () => {
  it.each([
    [1.66912, '1.669'],
    [0.0421337, '0.04213'],
    [12345.6, '12,346'],
    [3.2e-5, '3.2e−5'],
    [-0.5, '−0.5000'],
    [0, '0'],
    [Number.NaN, '–'],
    [null, '–'],
    [Infinity, '∞'],
  ])('formatValue(%s) is %s', (value, text) => expect(formatValue(value)).toBe(text));

  it.each([
    [950, '950'],
    [12_000, '12k'],
    [1_250_000, '1.25M'],
    [-20_000, '−20k'],
    [0.25, '0.250'],
  ])('formatShort(%s) is %s', (value, text) => expect(formatShort(value)).toBe(text));

  it.each([
    [0.42, '0.4 s'],
    [42.4, '42 s'],
    [187, '3:07'],
    [3729, '1:02:09'],
    [187_200, '2 d 4 h'],
    [-1, '–'],
    [59.9, '1:00'],
  ])('formatDuration(%s) is %s', (value, text) => expect(formatDuration(value)).toBe(text));

  it('shows a change with its sign', () => {
    expect(formatChange(0.314)).toBe('+31 %');
    expect(formatChange(-0.042)).toBe('−4.2 %');
    expect(formatChange(9.99)).toBe('+999 %');
    expect(formatChange(-57.17)).toBe('−57×');
    expect(formatCount(1234567)).toBe('1,234,567');
    expect(formatTicks([0, 0.0002, 0.0004])).toEqual(['0', '2e−4', '4e−4']);
  });
});
