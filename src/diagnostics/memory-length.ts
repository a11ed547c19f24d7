/** Gradients below this share of the first say nothing but rounding. */
const leastShare = 1e-12;

/**
 * Steps after which norms by lag have fallen to 1/e: the tau of c exp(-k / tau), fitted by least
 * squares to their logarithms.
 * @param norms by lag from 0
 * @returns null where they do not fall, or fewer than three are known
 */
export function memoryLength(norms: readonly number[]): number | null {
  const [first = 0] = norms;
  const known = norms
    .map((norm, lag) => ({ lag, norm }))
    .filter(({ norm }) => Number.isFinite(norm) && norm > first * leastShare && norm > 0);
  if (known.length < 3) return norms.length >= 3 && first > 0 ? 1 : null;
  const logs = known.map(({ norm }) => Math.log(norm));
  const meanLag = mean(known.map(({ lag }) => lag));
  const meanLog = mean(logs);
  let [covariance, variance] = [0, 0];
  known.forEach(({ lag }, index) => {
    covariance += (lag - meanLag) * (logs[index]! - meanLog);
    variance += (lag - meanLag) ** 2;
  });
  const slope = covariance / variance;
  return slope < 0 ? -1 / slope : null;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
