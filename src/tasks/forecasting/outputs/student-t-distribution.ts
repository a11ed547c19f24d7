import { incompleteBeta, logBeta } from '../../../statistics/special-functions.ts';
import { normalQuantile } from './normal-distribution.ts';

/** Student's t distribution with location 0 and scale 1; `freedom` above 0. */
export function studentDensity(z: number, freedom: number): number {
  const logNormalizer = 0.5 * Math.log(freedom) + logBeta(0.5, freedom / 2);
  return Math.exp(-logNormalizer - ((freedom + 1) / 2) * Math.log1p((z * z) / freedom));
}

export function studentProbability(z: number, freedom: number): number {
  const tail = 0.5 * incompleteBeta(freedom / (freedom + z * z), freedom / 2, 0.5);
  return z > 0 ? 1 - tail : tail;
}

/** Newton's method on the probability, from the first terms of Cornish and Fisher's expansion. */
export function studentQuantile(level: number, freedom: number): number {
  if (level === 0.5) return 0;
  if (level > 0.5) return -studentQuantile(1 - level, freedom);
  const z = normalQuantile(level);
  let t = z + (z ** 3 + z) / (4 * freedom);
  for (let round = 0; round < 60; round++) {
    const step = (studentProbability(t, freedom) - level) / studentDensity(t, freedom);
    // Where the tail is heavy a whole step may leap over the quantile and far away from it.
    const bounded = Math.sign(step) * Math.min(Math.abs(step), 0.5 * Math.abs(t));
    t -= bounded;
    if (Math.abs(bounded) < 1e-12 * Math.abs(t)) break;
  }
  return t;
}

/**
 * Continuous ranked probability score (Jordan, Krueger and Lerch 2019, appendix A).
 * @param freedom above 1
 */
export function studentCrps(z: number, freedom: number): number {
  const spread = Math.exp(logBeta(0.5, freedom - 0.5) - 2 * logBeta(0.5, freedom / 2));
  return (
    z * (2 * studentProbability(z, freedom) - 1) +
    (2 * studentDensity(z, freedom) * (freedom + z * z)) / (freedom - 1) -
    (2 * Math.sqrt(freedom) * spread) / (freedom - 1)
  );
}

const steps = 512;

/**
 * A quantile for any freedom from 2 upwards, quickly: between two points of a table over
 * 1 / freedom, in which quantiles are nearly straight. Within 1e-5 of the exact one.
 */
export function studentQuantileTable(level: number): (freedom: number) => number {
  const table = Float64Array.from({ length: steps + 1 }, (_, index) =>
    index === 0 ? normalQuantile(level) : studentQuantile(level, (2 * steps) / index),
  );
  return (freedom) => {
    const place = (2 * steps) / freedom;
    const below = Math.min(steps - 1, Math.floor(place));
    const share = place - below;
    return table[below]! * (1 - share) + table[below + 1]! * share;
  };
}
