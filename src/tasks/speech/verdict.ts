import type { Baseline, MetricValues } from '../../contract/index.ts';

/** The guess with the lowest word error rate on a split, or null when none was measured. */
function strongestGuess(baselines: readonly Baseline[], split: 'val' | 'test'): Baseline | null {
  const rate = (baseline: Baseline) => baseline.metrics[`${split}/wer`] ?? Number.POSITIVE_INFINITY;
  const [first] = [...baselines].sort((a, b) => rate(a) - rate(b));
  return first !== undefined && Number.isFinite(rate(first)) ? first : null;
}

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
  const split = test['test/wer'] === undefined ? 'val' : 'test';
  const part = split === 'test' ? 'test' : 'validation';
  const values = split === 'test' ? test : best;
  const wer = values[`${split}/wer`];
  if (wer === undefined)
    return 'The run ended before its first measurement, so nothing is known yet.';
  const accuracy = values[`${split}/accuracy`];
  const whole =
    accuracy === undefined ? '' : `; ${percent(accuracy)} of the recordings are entirely right`;
  const guess = strongestGuess(baselines, split);
  if (guess === null) return `${percent(wer)} of the words are wrong on the ${part} part${whole}.`;
  const reference = guess.metrics[`${split}/wer`]!;
  const figures = `${percent(wer)} of the words are wrong on the ${part} part against ${percent(reference)}`;
  if (wer < reference)
    return `Beats guessing without listening (${guess.label}): ${figures}${whole}.`;
  return `Loses to guessing without listening (${guess.label}): ${figures}. Longer training, more recordings or a higher learning rate may help: a network that writes nothing yet has not found the alignment.`;
}

/** Three digits that count at most. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
