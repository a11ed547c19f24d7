/** Middle and spread of repeated measurements. */
export interface Summary {
  readonly median: number;
  /** Interquartile range. */
  readonly spread: number;
  readonly count: number;
}

/** @param values at least one */
export function summarize(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    spread: quantile(sorted, 0.75) - quantile(sorted, 0.25),
    count: sorted.length,
  };
}

/** Between neighbours linearly (type 7 of Hyndman and Fan 1996). @param sorted ascending, not empty */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (place - below) * (high - low);
}

/**
 * Exponent p of the power law y ~ x^p that fits best: the slope of the least-squares line through
 * the logarithms. @param x at least two different values, all positive, as y
 */
export function growthExponent(x: readonly number[], y: readonly number[]): number {
  const u = x.map(Math.log);
  const v = y.map(Math.log);
  const meanU = u.reduce((sum, value) => sum + value, 0) / u.length;
  const meanV = v.reduce((sum, value) => sum + value, 0) / v.length;
  let covariance = 0;
  let variance = 0;
  for (const [i, value] of u.entries()) {
    covariance += (value - meanU) * (v[i]! - meanV);
    variance += (value - meanU) ** 2;
  }
  return covariance / variance;
}
