/** Longest rows of tokens that BLEU counts. */
export const bleuOrders = 4;

/**
 * BLEU from the counts of a set of sentences, as sacreBLEU 2 makes it: the geometric mean of the
 * precisions, orders without a match smoothed exponentially, and the brevity penalty.
 * @param counts matches of one to four tokens in a row, rows of one to four tokens, length of the
 *   translations, length of their references
 * @param effectiveOrder leaves out orders of which the translation has none: for single sentences
 * @returns 0 to 100
 */
export function bleuOfCounts(counts: ArrayLike<number>, effectiveOrder = false): number {
  const matches = Array.from({ length: bleuOrders }, (_, i) => counts[i] ?? 0);
  const totals = Array.from({ length: bleuOrders }, (_, i) => counts[bleuOrders + i] ?? 0);
  const length = counts[2 * bleuOrders] ?? 0;
  const referenceLength = counts[2 * bleuOrders + 1] ?? 0;
  if (matches.every((count) => count === 0)) return 0;
  const brevity = length < referenceLength ? Math.exp(1 - referenceLength / length) : 1;
  return 100 * brevity * meanPrecision(matches, totals, effectiveOrder);
}

/** Geometric mean; the n-th order without a match counts as 1 / 2^n of one (Chen and Cherry 2014). */
function meanPrecision(
  matches: readonly number[],
  totals: readonly number[],
  effectiveOrder: boolean,
): number {
  let logs = 0;
  let orders = 0;
  let smoothing = 1;
  for (const [index, total] of totals.entries()) {
    if (total === 0) return effectiveOrder ? Math.exp(logs / orders) : 0;
    orders++;
    if (matches[index] === 0) {
      smoothing *= 2;
      logs += Math.log(1 / (smoothing * total));
    } else logs += Math.log(matches[index]! / total);
  }
  return Math.exp(logs / orders);
}
