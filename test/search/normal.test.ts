import { expect, it } from 'vitest';
import {
  erfc,
  logExpectedExcess,
  normalBetween,
  normalCdf,
  normalQuantile,
} from '../../src/search/numerics/normal.ts';
import fixture from './fixtures/normal.json';

/** Relative, since tails are as small as 1e-300. SciPy itself is good to about 1e-14. */
const tolerance = 2e-12;

function expectNear(found: number, wanted: number): void {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(
    tolerance * Math.max(Math.abs(wanted), 1e-300),
  );
}

it('the normal distribution agrees with SciPy in the middle and in the tails', () => {
  for (const [index, z] of fixture.places.entries()) {
    expectNear(normalCdf(z), fixture.cdf[index]!);
    expectNear(logExpectedExcess(z), fixture.logExcess[index]!);
  }
  for (const [index, probability] of fixture.probabilities.entries()) {
    expect(normalQuantile(probability)).toBeCloseTo(fixture.quantiles[index]!, 8);
  }
});

it('an interval in the tail loses no digits', () => {
  expectNear(normalBetween(10, 11), 0.5 * (erfc(10 * Math.SQRT1_2) - erfc(11 * Math.SQRT1_2)));
  expect(normalBetween(30, 31)).toBeGreaterThan(0);
  expectNear(normalBetween(-1, 1), 0.6826894921370859);
});
