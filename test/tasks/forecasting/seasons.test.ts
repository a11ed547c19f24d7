import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/backend/random.ts';
import { strongSeasons } from '../../../src/tasks/forecasting/seasons.ts';

function series(rows: number, value: (row: number, noise: () => number) => number): Float32Array {
  const random = new Random(7);
  return Float32Array.from({ length: rows }, (_, row) => value(row, () => random.normal()));
}

describe('strongSeasons', () => {
  it('finds a season under noise and a trend, not its multiples', () => {
    const values = series(
      600,
      (row, noise) => row / 100 + Math.sin((2 * Math.PI * row) / 12) + 0.2 * noise(),
    );
    expect(strongSeasons(values, 1)).toEqual([12]);
  });

  it('finds a week over a day where the week is clearly stronger', () => {
    const values = series(2000, (row, noise) => {
      const weekend = row % 168 >= 120 ? -1 : 0;
      return Math.sin((2 * Math.PI * row) / 24) + weekend + 0.2 * noise();
    });
    expect(strongSeasons(values, 1)).toEqual([168, 24]);
  });

  it('finds one season under the noise of a long one', () => {
    const values = series(
      3000,
      (row, noise) => Math.sin((2 * Math.PI * row) / 365) + 0.5 * noise(),
    );
    const [season, ...others] = strongSeasons(values, 1);
    expect(Math.abs(season! - 365)).toBeLessThan(20);
    expect(others).toEqual([]);
  });

  it('finds none in noise, in a random walk and in a handful of rows', () => {
    expect(
      strongSeasons(
        series(1000, (_, noise) => noise()),
        1,
      ),
    ).toEqual([]);
    let level = 0;
    const walk = series(1000, (_, noise) => (level += noise()));
    expect(strongSeasons(walk, 1)).toEqual([]);
    expect(strongSeasons(new Float32Array([1, 2, 3]), 1)).toEqual([]);
  });

  it('looks at all channels together', () => {
    const one = series(500, (row, noise) => Math.cos((2 * Math.PI * row) / 7) + 0.1 * noise());
    const two = series(500, (_, noise) => noise());
    const both = new Float32Array(1000);
    for (let row = 0; row < 500; row++) both.set([one[row]!, two[row]!], 2 * row);
    expect(strongSeasons(both, 2)).toEqual([7]);
  });
});
