import { complementaryError } from '../../../statistics/special-functions.ts';

/** The standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

export function normalProbability(z: number): number {
  return 0.5 * complementaryError(-z / Math.SQRT2);
}

/** Newton's method on the probability. @param level from 1e-12 to 1 - 1e-12 */
export function normalQuantile(level: number): number {
  if (level === 0.5) return 0;
  if (level > 0.5) return -normalQuantile(1 - level);
  // Abramowitz and Stegun 26.2.23 begins within 5e-4.
  const t = Math.sqrt(-2 * Math.log(level));
  let z =
    (2.515517 + t * (0.802853 + t * 0.010328)) /
      (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) -
    t;
  for (let round = 0; round < 4; round++) z -= (normalProbability(z) - level) / normalDensity(z);
  return z;
}

/** Continuous ranked probability score of the standard normal (Gneiting and Raftery 2007, eq. 21). */
export function normalCrps(z: number): number {
  return z * (2 * normalProbability(z) - 1) + 2 * normalDensity(z) - 1 / Math.sqrt(Math.PI);
}
