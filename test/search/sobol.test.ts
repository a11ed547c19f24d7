import { describe, expect, it } from 'vitest';
import { sobol } from '../../src/search/samplers/sobol-sequence.ts';
import fixture from './fixtures/sobol.json';

/** Centred discrepancy (Hickernell 1998), computed as SciPy's `qmc.discrepancy` does. */
function discrepancy(points: readonly (readonly number[])[]): number {
  const dimensions = points[0]!.length;
  const away = points.map((point) => point.map((x) => Math.abs(x - 0.5)));
  const product = (of: (k: number) => number): number =>
    Array.from({ length: dimensions }, (_, k) => of(k)).reduce((a, b) => a * b, 1);
  let single = 0;
  let double = 0;
  for (const [i, a] of away.entries()) {
    single += product((k) => 1 + 0.5 * a[k]! - 0.5 * a[k]! ** 2);
    for (const [j, b] of away.entries()) {
      const apart = (k: number): number => Math.abs(points[i]![k]! - points[j]![k]!);
      double += product((k) => 1 + 0.5 * a[k]! + 0.5 * b[k]! - 0.5 * apart(k));
    }
  }
  const n = points.length;
  return (13 / 12) ** dimensions - (2 / n) * single + double / (n * n);
}

describe("Sobol's sequence", () => {
  it('is the one of SciPy, exactly', () => {
    for (const [index, point] of fixture.first.entries()) {
      expect(point.map((_, dimension) => sobol(index, dimension))).toEqual(point);
    }
    for (const { index, dimension, value } of fixture.later) {
      expect(sobol(index, dimension)).toBe(value);
    }
  });

  it('puts one of every 2^k scrambled points into each of 2^k equal cells', () => {
    for (const count of [16, 64, 256]) {
      for (let dimension = 0; dimension < 160; dimension += 13) {
        const cells = Array.from({ length: count }, (_, index) =>
          Math.floor(sobol(index, dimension, 7) * count),
        );
        expect(new Set(cells).size).toBe(count);
      }
    }
  });

  it('keeps its low discrepancy when scrambled', () => {
    const points = Array.from({ length: 256 }, (_, index) =>
      [0, 1, 2, 3].map((dimension) => sobol(index, dimension, 11)),
    );
    const { plain, random } = fixture.discrepancy;
    expect(discrepancy(points)).toBeLessThan(plain * 1.5);
    expect(discrepancy(points)).toBeLessThan(random / 5);
  });
});
