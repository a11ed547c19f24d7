import type { Baseline, MetricValues } from '../../contract/index.ts';
import { judge, notMeasuredYet } from '../judged.ts';

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
  const { part, value, rival } = judge(best, test, baselines, 'nats');
  const nats = value('nats');
  if (nats === undefined) return notMeasuredYet;
  const ngram = rival('nats');
  const own = `${nats.toFixed(3)} nats a ${unit}`;
  if (ngram === null)
    return `Reaches ${own} on the ${part} part (perplexity ${Math.exp(nats).toFixed(2)}).`;
  const { value: reference, baseline: counts } = ngram;
  const figures = `${own} against ${reference.toFixed(3)} on the ${part} part, perplexity ${Math.exp(nats).toFixed(2)} against ${Math.exp(reference).toFixed(2)}`;
  if (nats < reference) {
    return `Beats the best table of counts, a ${counts.name}: ${figures}.`;
  }
  return `Loses to the best table of counts, a ${counts.name}: ${figures}. Longer training or a larger network may help; until then counting is better.`;
}
