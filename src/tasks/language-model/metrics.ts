import type { MetricValues } from '../../contract/index.ts';

/**
 * Cross-entropy in the usual units: `nats` and `bits` a token, perplexity `ppl` = exp(nats), and
 * `bpc` and `bpb`, bits for each character and for each byte (UTF-8) of the text behind the tokens:
 * these two compare vocabularies (for character tokens `bpc` is the same as `bits`; for words white
 * space is free).
 * @param nats sum of -log p over all predicted tokens; none gives no metrics
 */
export function textMetrics(
  nats: number,
  tokens: number,
  { characters, bytes }: { readonly characters: number; readonly bytes: number },
): MetricValues {
  if (tokens === 0) return {};
  const mean = nats / tokens;
  const bits = nats / Math.LN2;
  return {
    nats: mean,
    bits: mean / Math.LN2,
    ppl: Math.exp(mean),
    bpc: bits / characters,
    bpb: bits / bytes,
  };
}
