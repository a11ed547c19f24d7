import type { Baseline, MetricValues } from '../../contract/index.ts';
import { judge, notMeasuredYet, percent, percentApart } from '../judged.ts';

/**
 * One plain sentence: how many words are wrong, against guessing without listening, on the test
 * part (on the validation part where there is no test).
 * @param best metrics with their split: `val/wer`; `test` likewise: `test/wer`
 */
export function speechVerdict(
  best: MetricValues,
  test: MetricValues,
  baselines: readonly Baseline[],
): string {
  const { part, value, rival } = judge(best, test, baselines, 'wer');
  const wer = value('wer');
  if (wer === undefined) return notMeasuredYet;
  const accuracy = value('accuracy');
  const whole =
    accuracy === undefined ? '' : `; ${percent(accuracy)} of the recordings are entirely right`;
  const guess = rival('wer');
  if (guess === null) return `${percent(wer)} of the words are wrong on the ${part} part${whole}.`;
  const [own, theirs] = percentApart(wer, guess.value);
  const figures = `${own} of the words are wrong on the ${part} part against ${theirs}`;
  const { label } = guess.baseline;
  if (wer < guess.value) return `Beats guessing without listening (${label}): ${figures}${whole}.`;
  return `Loses to guessing without listening (${label}): ${figures}. Longer training, more recordings or a higher learning rate may help: a network that writes nothing yet has not found the alignment.`;
}
