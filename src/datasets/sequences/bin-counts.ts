/** Counts over equal bins from the lowest to the highest value; one bin where all are the same. */
export function binCounts(values: readonly number[], bins: number): number[] {
  if (values.length === 0) return [];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const used = Math.max(1, Math.min(bins, Math.floor(high - low) + 1));
  const counts = new Array<number>(used).fill(0);
  for (const value of values) {
    const share = high > low ? (value - low) / (high - low) : 0;
    counts[Math.min(used - 1, Math.floor(share * used))]! += 1;
  }
  return counts;
}
