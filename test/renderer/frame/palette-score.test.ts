import { describe, expect, it } from 'vitest';
import { paletteScore } from '../../../renderer/frame/palette-score.ts';

describe('what the palette offers', () => {
  const sample = ['Electricity demand', 'Half-hourly electricity demand in England'];

  it('is what begins with the words typed first, then what has them within', () => {
    expect(paletteScore('elec', sample)).toBe(1);
    expect(paletteScore('demand', ['Electricity demand'])).toBe(0.8);
    expect(paletteScore('tricity', ['Electricity demand'])).toBe(0.5);
    expect(paletteScore('演示', ['打开演示'])).toBe(0.5);
  });

  it('has every word typed, in any order and any of its names', () => {
    expect(paletteScore('Demand  elec', sample)).toBeGreaterThan(0);
    expect(paletteScore('england demand', sample)).toBeGreaterThan(0);
    expect(paletteScore('elec France', sample)).toBe(0);
  });

  it('is never a command that only has the letters somewhere', () => {
    expect(paletteScore('elec', ['Switch the language', 'language', 'chinese'])).toBe(0);
  });

  it('is everything before a letter is typed', () => {
    expect(paletteScore(' ', sample)).toBe(1);
  });
});
