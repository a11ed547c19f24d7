import type { PairedDifference } from '../../../contract/index.ts';
import { studentQuantile } from '../outputs/student-t-distribution.ts';

const fewest = 8;

/**
 * Mean of a series of differences with its 95 % confidence interval. Windows that overlap miss by
 * similar amounts, so the variance of the mean counts the autocovariances up to a lag with weights
 * that fall in a straight line (Newey and West 1987), as the test of Diebold and Mariano (1995) does.
 *
 * @param differences in the order of time; NaN is passed over
 * @param lag of the last autocovariance that counts, at most a third of the windows
 */
export function pairedDifference(differences: ArrayLike<number>, lag: number): PairedDifference {
  const known = Float64Array.from(differences).filter(Number.isFinite);
  const count = known.length;
  const mean = known.reduce((sum, value) => sum + value, 0) / Math.max(1, count);
  if (count < fewest) return { mean, interval: null };
  const lags = Math.min(lag, Math.floor(count / 3));
  let variance = autocovariance(known, mean, 0);
  for (let k = 1; k <= lags; k++) {
    variance += 2 * (1 - k / (lags + 1)) * autocovariance(known, mean, k);
  }
  const error = Math.sqrt(Math.max(0, variance) / count);
  const reach = studentQuantile(0.975, count - 1) * error;
  return { mean, interval: [mean - reach, mean + reach] };
}

function autocovariance(values: Float64Array, mean: number, lag: number): number {
  let sum = 0;
  for (let index = lag; index < values.length; index++) {
    sum += (values[index]! - mean) * (values[index - lag]! - mean);
  }
  return sum / values.length;
}
