import { mean, standardDeviation, variance } from './moments.ts';
import { criticalValue, twoSidedProbability } from './student-t.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface MeanEstimate {
  readonly mean: number;
  /** Sample standard deviation; null of a single value. */
  readonly spread: number | null;
  /** t interval of the mean; null of a single value. */
  readonly interval: Interval | null;
  readonly count: number;
}

/** @param values at least one @param confidence from 0 to 1 */
export function estimateMean(values: readonly number[], confidence = 0.95): MeanEstimate {
  const count = values.length;
  const middle = mean(values);
  if (count < 2) return { mean: middle, spread: null, interval: null, count };
  const spread = standardDeviation(values);
  const reach = (criticalValue(confidence, count - 1) * spread) / Math.sqrt(count);
  return { mean: middle, spread, interval: { low: middle - reach, high: middle + reach }, count };
}

export interface DifferenceTest {
  /** Mean of the second minus mean of the first. */
  readonly difference: number;
  readonly interval: Interval;
  /** Two-sided. */
  readonly p: number;
  readonly degrees: number;
}

/**
 * Welch's t test of the difference of two means with unequal variances (Welch 1947), degrees of
 * freedom after Satterthwaite. Groups without any spread differ for certain or not at all.
 * @param a at least two values @param b at least two values
 */
export function welchTest(
  a: readonly number[],
  b: readonly number[],
  confidence = 0.95,
): DifferenceTest {
  const difference = mean(b) - mean(a);
  const [partA, partB] = [variance(a) / a.length, variance(b) / b.length];
  const error = Math.sqrt(partA + partB);
  if (error === 0) {
    const interval = { low: difference, high: difference };
    return { difference, interval, p: difference === 0 ? 1 : 0, degrees: a.length + b.length - 2 };
  }
  const degrees =
    (partA + partB) ** 2 / (partA ** 2 / (a.length - 1) + partB ** 2 / (b.length - 1));
  const reach = criticalValue(confidence, degrees) * error;
  return {
    difference,
    interval: { low: difference - reach, high: difference + reach },
    p: twoSidedProbability(difference / error, degrees),
    degrees,
  };
}

/**
 * Standard deviation common to several groups: the root of their variances' mean, weighted by the
 * degrees of freedom. Null where no group has two values.
 */
export function pooledSpread(groups: readonly (readonly number[])[]): number | null {
  let [squares, degrees] = [0, 0];
  for (const group of groups) {
    if (group.length < 2) continue;
    squares += variance(group) * (group.length - 1);
    degrees += group.length - 1;
  }
  return degrees === 0 ? null : Math.sqrt(squares / degrees);
}

/** Standard normal quantiles of a two-sided 5 % level and of a power of 80 %. */
const [levelQuantile, powerQuantile] = [1.959963984540054, 0.8416212335729143];

/**
 * Runs that each of two groups needs so that a difference of this size is found in four cases of
 * five, at a level of 5 % (normal approximation with Guenther's correction for the t test, 1981).
 * @returns at least 2; infinite for no difference at all
 */
export function runsNeeded(difference: number, spread: number): number {
  if (difference === 0) return Number.POSITIVE_INFINITY;
  const effect = Math.abs(difference) / spread;
  if (!Number.isFinite(effect)) return 2;
  const normal = 2 * ((levelQuantile + powerQuantile) / effect) ** 2;
  return Math.max(2, Math.ceil(normal + levelQuantile ** 2 / 4));
}
