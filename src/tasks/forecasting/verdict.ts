import type { Baseline, MetricValues } from '../../contract/index.ts';
import { figure, figuresApart, judge, notMeasuredYet } from '../judged.ts';

/** What a run is judged by: the squared error, or the score of a distribution. */
export type Yardstick = 'mse' | 'crps';

const words: Readonly<Record<Yardstick, string>> = {
  mse: 'squared error',
  crps: 'ranked probability score',
};

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
  const { part, value, rival } = judge(best, test, baselines, by);
  const error = value(by);
  if (error === undefined) return notMeasuredYet;
  const naive = rival(by);
  if (naive === null) return `${sentenceCase(words[by])} ${figure(error)} on the ${part} part.`;
  const { label } = naive.baseline;
  const [own, theirs] = figuresApart(error, naive.value);
  const figures = `${words[by]} ${own} against ${theirs} on the ${part} part`;
  const gain = Math.round((1 - error / naive.value) * 100);
  if (error < naive.value && gain >= 1) {
    return `Beats the strongest naive forecast, ${label}, by ${gain} %: ${figures}.`;
  }
  if (error < naive.value) {
    return `Barely beats the strongest naive forecast, ${label}: ${figures}.`;
  }
  return `Loses to the strongest naive forecast, ${label}: ${figures}. A longer input, a smaller network or more data may help; until then the naive forecast is the better one.`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
