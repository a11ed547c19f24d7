import { incompleteBeta } from './special-functions.ts';

/** Student's t distribution by the regularised incomplete beta function. */

/**
 * Probability of |T| at least as large as |t|.
 * @param degrees of freedom, above 0, not necessarily whole
 */
export function twoSidedProbability(t: number, degrees: number): number {
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/**
 * The t that |T| exceeds with probability 1 - confidence.
 * @param confidence from 0 to 1, for instance 0.95
 */
export function criticalValue(confidence: number, degrees: number): number {
  const tail = 1 - confidence;
  let high = 2;
  while (twoSidedProbability(high, degrees) > tail) high *= 2;
  let low = 0;
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (twoSidedProbability(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
