import type { Baseline, MetricValues } from '../../contract/index.ts';

/** The n-gram with the lowest cross-entropy on a split, or null when none was measured. */
function strongestNgram(baselines: readonly Baseline[], split: 'val' | 'test'): Baseline | null {
  const nats = (baseline: Baseline) =>
    baseline.metrics[`${split}/nats`] ?? Number.POSITIVE_INFINITY;
  const [first] = [...baselines].sort((a, b) => nats(a) - nats(b));
  return first !== undefined && Number.isFinite(nats(first)) ? first : null;
}

/**
 * One plain sentence: whether the network predicts better than counting does, on the test part
 * (on the validation part where there is no test).
 * @param best metrics with their split: `val/nats`; `test` likewise: `test/nats`
 * @param unit "character" or "word"
 */
export function languageModelVerdict(
  best: MetricValues,
  test: MetricValues,
  baselines: readonly Baseline[],
  unit: string,
): string {
  const split = test['test/nats'] === undefined ? 'val' : 'test';
  const part = split === 'test' ? 'test' : 'validation';
  const nats = split === 'test' ? test['test/nats'] : best['val/nats'];
  if (nats === undefined)
    return 'The run ended before its first measurement, so nothing is known yet.';
  const ngram = strongestNgram(baselines, split);
  const own = `${nats.toFixed(3)} nats a ${unit}`;
  if (ngram === null)
    return `Reaches ${own} on the ${part} part (perplexity ${Math.exp(nats).toFixed(2)}).`;
  const reference = ngram.metrics[`${split}/nats`]!;
  const figures = `${own} against ${reference.toFixed(3)} on the ${part} part, perplexity ${Math.exp(nats).toFixed(2)} against ${Math.exp(reference).toFixed(2)}`;
  if (nats < reference) {
    return `Beats the best table of counts, a ${ngram.name}: ${figures}.`;
  }
  return `Loses to the best table of counts, a ${ngram.name}: ${figures}. Longer training or a larger network may help; until then counting is better.`;
}
