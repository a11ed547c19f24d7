import type { MetricValues } from '../../contract/index.ts';

/**
 * Cross-entropy in the usual units: `nats` and `bits` a token, perplexity `ppl` = exp(nats), and
 * `bpc`, bits for each character of the text behind the tokens (for character tokens the same as
 * `bits`; for words it makes vocabularies comparable, white space being free).
 * @param nats sum of -log p over all predicted tokens; none gives no metrics
 */
export function textMetrics(nats: number, tokens: number, characters: number): MetricValues {
  if (tokens === 0) return {};
  const mean = nats / tokens;
  return {
    nats: mean,
    bits: mean / Math.LN2,
    ppl: Math.exp(mean),
    bpc: nats / Math.LN2 / characters,
  };
}
