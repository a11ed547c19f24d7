import type { Baseline, MetricValues } from '../../contract/index.ts';

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
  const split = test['test/nll'] === undefined ? 'val' : 'test';
  const part = split === 'test' ? 'test' : 'validation';
  const nll = split === 'test' ? test['test/nll'] : best['val/nll'];
  if (nll === undefined)
    return 'The run ended before its first measurement, so nothing is known yet.';
  const own = `${figure(nll)} nats a frame`;
  const [guess] = [...baselines]
    .filter(({ metrics }) => metrics[`${split}/nll`] !== undefined)
    .sort((a, b) => a.metrics[`${split}/nll`]! - b.metrics[`${split}/nll`]!);
  if (guess === undefined) return `Reaches ${own} on the ${part} part.`;
  const reference = guess.metrics[`${split}/nll`]!;
  const figures = `${own} against ${figure(reference)} on the ${part} part`;
  if (nll < reference) return `Beats the strongest guess, ${guess.label}: ${figures}.`;
  return `Loses to a simple guess, ${guess.label}: ${figures}. Longer training, less dropout or more pieces may help; until then the guess is better.`;
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
