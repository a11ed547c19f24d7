import type { Baseline, MetricValues } from '../../contract/index.ts';

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
  const split = test['test/loss'] === undefined ? 'val' : 'test';
  const part = split === 'test' ? 'test' : 'validation';
  const values = split === 'test' ? test : best;
  if (values[`${split}/loss`] === undefined)
    return 'The run ended before its first measurement, so nothing is known yet.';
  const byAccuracy = kind !== 'number' && values[`${split}/accuracy`] !== undefined;
  const metric = byAccuracy ? 'accuracy' : values[`${split}/mse`] === undefined ? 'loss' : 'mse';
  const own = values[`${split}/${metric}`]!;
  const guess = strongest(baselines, `${split}/${metric}`, byAccuracy);
  const says = (value: number) =>
    byAccuracy
      ? percent(value)
      : `${metric === 'mse' ? 'squared error' : 'loss'} ${Number(value.toPrecision(3))}`;
  const what = kind === 'steps' ? 'labelled steps' : 'sequences';
  const right = byAccuracy ? ` of the ${what} are told right` : '';
  if (guess === null) return `${says(own)}${right} on the ${part} part.`;
  const reference = guess.metrics[`${split}/${metric}`]!;
  const figures = byAccuracy
    ? `${says(own)}${right} on the ${part} part against ${says(reference)}`
    : `${says(own)} against ${Number(reference.toPrecision(3))} on the ${part} part`;
  if (byAccuracy ? own > reference : own < reference)
    return `Beats the strongest guess, ${guess.label}: ${figures}.`;
  if (own === reference) return `Equals the strongest guess, ${guess.label}: ${figures}.`;
  return `Loses to a simple guess, ${guess.label}: ${figures}. Longer training, another pooling or more data may help; until then the guess is better.`;
}

function strongest(
  baselines: readonly Baseline[],
  metric: string,
  isHigher: boolean,
): Baseline | null {
  const known = baselines.filter(({ metrics }) => metrics[metric] !== undefined);
  const [first] = [...known].sort((a, b) => {
    const difference = a.metrics[metric]! - b.metrics[metric]!;
    return isHigher ? -difference : difference;
  });
  return first ?? null;
}

/** Three digits that count at most. */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
