import type { Baseline, MetricValues } from '../../contract/index.ts';
import { figure, figuresApart, judge, notMeasuredYet } from '../judged.ts';

/**
 * One plain sentence: whether the network foretells better than counting does, on the test part (on
 * the validation part where there is no test).
 * @param best metrics with their split: `val/nll`; `test` likewise
 */
export function polyphonyVerdict(
  best: MetricValues,
  test: MetricValues,
  baselines: readonly Baseline[],
): string {
  const { part, value, rival } = judge(best, test, baselines, 'nll');
  const nll = value('nll');
  if (nll === undefined) return notMeasuredYet;
  const guess = rival('nll');
  if (guess === null) return `Reaches ${figure(nll, 4)} nats a frame on the ${part} part.`;
  const [own, theirs] = figuresApart(nll, guess.value, 4);
  const figures = `${own} nats a frame against ${theirs} on the ${part} part`;
  const { label } = guess.baseline;
  if (nll < guess.value) return `Beats the strongest guess, ${label}: ${figures}.`;
  return `Loses to a simple guess, ${label}: ${figures}. Longer training, less dropout or more pieces may help; until then the guess is better.`;
}
