/**
 * Losses often span decades: a bad trial is off by thousands, good ones differ by thousandths. A
 * Gaussian process needs them closer to a normal distribution.
 *
 * Shifts the losses to start at 0, in units of their median, and takes log(loss + c) with the c that
 * makes the result most likely to be normal (profile likelihood, with the Jacobian, as Box and Cox
 * 1964 choose their power); then standardises. A large c leaves the shape as it is.
 */
export function warpedLosses(losses: readonly number[]): Float64Array {
  const lowest = Math.min(...losses);
  const shifted = losses.map((loss) => loss - lowest);
  const sorted = shifted.toSorted((a, b) => a - b);
  const unit = sorted[Math.floor(sorted.length / 2)]! || sorted.at(-1)! || 1;
  const scaled = shifted.map((loss) => loss / unit);
  if (losses.length < 4) return standardized(scaled);
  let best = scaled;
  let most = -Infinity;
  for (const offset of [1000, 10, 3, 1]) {
    const logs = scaled.map((loss) => Math.log(loss + offset));
    const jacobian = logs.reduce((sum, log) => sum - log, 0);
    const likelihood = jacobian - (losses.length / 2) * Math.log(varianceOf(logs) || 1e-300);
    if (likelihood > most) [best, most] = [logs, likelihood];
  }
  return standardized(best);
}

/** Mean 0, standard deviation 1; all 0 where all are equal. */
function standardized(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(varianceOf(values)) || 1;
  return Float64Array.from(values, (value) => (value - mean) / deviation);
}

function varianceOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
