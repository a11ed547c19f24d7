import type { Baseline, MetricValues } from '../../contract/index.ts';

/** The baseline with the smallest squared error on a split, or null when none was measured. */
export function strongestBaseline(
  baselines: readonly Baseline[],
  split: 'val' | 'test',
): Baseline | null {
  const error = (baseline: Baseline) =>
    baseline.metrics[`${split}/mse`] ?? Number.POSITIVE_INFINITY;
  const sorted = [...baselines].sort((a, b) => error(a) - error(b));
  const [first] = sorted;
  return first !== undefined && Number.isFinite(error(first)) ? first : null;
}

/**
 * One plain sentence: by how much the network beats the strongest naive forecast on the test part
 * (on the validation part where there is no test), or that it does not.
 * @param best metrics with their split: `val/mse`; `test` likewise: `test/mse`
 */
export function forecastingVerdict(
  best: MetricValues,
  test: MetricValues,
  baselines: readonly Baseline[],
): string {
  const split = test['test/mse'] === undefined ? 'val' : 'test';
  const part = split === 'test' ? 'test' : 'validation';
  const mse = split === 'test' ? test['test/mse'] : best['val/mse'];
  if (mse === undefined)
    return 'The run ended before its first measurement, so nothing is known yet.';
  const naive = strongestBaseline(baselines, split);
  if (naive === null) return `Squared error ${figure(mse)} on the ${part} part.`;
  const reference = naive.metrics[`${split}/mse`]!;
  const figures = `squared error ${figure(mse)} against ${figure(reference)} on the ${part} part`;
  const gain = Math.round((1 - mse / reference) * 100);
  if (mse < reference && gain >= 1) {
    return `Beats the strongest naive forecast, ${naive.label}, by ${gain} %: ${figures}.`;
  }
  if (mse < reference) {
    return `Barely beats the strongest naive forecast, ${naive.label}: ${figures}.`;
  }
  return `Loses to the strongest naive forecast, ${naive.label}: ${figures}. A longer input, a smaller network or more data may help; until then the naive forecast is the better one.`;
}

/** Three digits that count, without an exponent. */
function figure(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
