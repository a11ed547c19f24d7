import type { Baseline, MetricValues } from '../../contract/index.ts';

/** What a run is judged by: the squared error, or the score of a distribution. */
export type Yardstick = 'mse' | 'crps';

const words: Readonly<Record<Yardstick, string>> = {
  mse: 'squared error',
  crps: 'ranked probability score',
};

/** The baseline with the smallest error on a split, or null when none was measured. */
export function strongestBaseline(
  baselines: readonly Baseline[],
  split: 'val' | 'test',
  by: Yardstick = 'mse',
): Baseline | null {
  const error = (baseline: Baseline) =>
    baseline.metrics[`${split}/${by}`] ?? Number.POSITIVE_INFINITY;
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
  by: Yardstick = 'mse',
): string {
  const split = test[`test/${by}`] === undefined ? 'val' : 'test';
  const part = split === 'test' ? 'test' : 'validation';
  const error = split === 'test' ? test[`test/${by}`] : best[`val/${by}`];
  if (error === undefined)
    return 'The run ended before its first measurement, so nothing is known yet.';
  const naive = strongestBaseline(baselines, split, by);
  if (naive === null) return `${sentenceCase(words[by])} ${figure(error)} on the ${part} part.`;
  const reference = naive.metrics[`${split}/${by}`]!;
  const figures = `${words[by]} ${figure(error)} against ${figure(reference)} on the ${part} part`;
  const gain = Math.round((1 - error / reference) * 100);
  if (error < reference && gain >= 1) {
    return `Beats the strongest naive forecast, ${naive.label}, by ${gain} %: ${figures}.`;
  }
  if (error < reference) {
    return `Barely beats the strongest naive forecast, ${naive.label}: ${figures}.`;
  }
  return `Loses to the strongest naive forecast, ${naive.label}: ${figures}. A longer input, a smaller network or more data may help; until then the naive forecast is the better one.`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Three digits that count, without an exponent. */
function figure(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
