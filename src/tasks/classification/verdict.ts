import type { Baseline, MetricValues } from '../../contract/index.ts';
import { figure, figuresApart, judge, notMeasuredYet, percent, percentApart } from '../judged.ts';

/**
 * One plain sentence: whether the network tells more than a guess without memory does, on the test
 * part (on the validation part where there is no test).
 * @param best metrics with their split: `val/accuracy`; `test` likewise
 */
export function classificationVerdict(
  best: MetricValues,
  test: MetricValues,
  baselines: readonly Baseline[],
  kind: 'class' | 'number' | 'steps',
): string {
  const { part, value, rival } = judge(best, test, baselines, 'loss');
  if (value('loss') === undefined) return notMeasuredYet;
  const byAccuracy = kind !== 'number' && value('accuracy') !== undefined;
  const metric = byAccuracy ? 'accuracy' : value('mse') === undefined ? 'loss' : 'mse';
  const own = value(metric)!;
  const what = kind === 'steps' ? 'labelled steps' : 'sequences';
  const told = `of the ${what} are told right on the ${part} part`;
  const error = metric === 'mse' ? 'squared error' : 'loss';
  const guess = rival(metric);
  if (guess === null) {
    return byAccuracy ? `${percent(own)} ${told}.` : `${error} ${figure(own)} on the ${part} part.`;
  }
  const [mine, theirs] = (byAccuracy ? percentApart : figuresApart)(own, guess.value);
  const figures = byAccuracy
    ? `${mine} ${told} against ${theirs}`
    : `${error} ${mine} against ${theirs} on the ${part} part`;
  const { label } = guess.baseline;
  if (byAccuracy ? own > guess.value : own < guess.value)
    return `Beats the strongest guess, ${label}: ${figures}.`;
  if (own === guess.value) return `Equals the strongest guess, ${label}: ${figures}.`;
  return `Loses to a simple guess, ${label}: ${figures}. Longer training, another pooling or more data may help; until then the guess is better.`;
}
