/** Arithmetic mean. @param values at least one */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance, with n - 1. @param values at least two */
export function variance(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return squares / (values.length - 1);
}

/** Sample standard deviation. @param values at least two */
export function standardDeviation(values: readonly number[]): number {
  return Math.sqrt(variance(values));
}
