import type { DecodingOptions } from './decoding.ts';

/** A source token that received less counts as this, so that one that was overlooked costs much. */
const leastCoverage = 1e-4;

/**
 * The score of a finished hypothesis (Wu et al. 2016, equation 14):
 *
 *     log p(Y) / ((5 + |Y|) / 6)^alpha + beta * sum_s log min(sum_t a_ts, 1)
 */
export function hypothesisScore(
  hypothesis: {
    readonly tokens: readonly number[];
    readonly logProbability: number;
    readonly attention: readonly (readonly number[])[];
  },
  { lengthPenalty, coveragePenalty }: DecodingOptions,
): number {
  const { tokens, logProbability, attention } = hypothesis;
  const normalised = logProbability / ((5 + tokens.length) / 6) ** lengthPenalty;
  if (coveragePenalty === 0 || attention.length === 0) return normalised;
  let coverage = 0;
  for (let source = 0; source < attention[0]!.length; source++) {
    let received = 0;
    for (const weights of attention) received += weights[source]!;
    coverage += Math.log(Math.max(leastCoverage, Math.min(received, 1)));
  }
  return normalised + coveragePenalty * coverage;
}
