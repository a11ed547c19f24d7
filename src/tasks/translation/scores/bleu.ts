import { type BleuTokenizer, bleuTokens } from './bleu-tokenizers.ts';
import { ngramCounts } from './ngram-counts.ts';

const longest = 4;

/** A translation and all that it may say. */
export interface ScoredSentence {
  readonly translation: string;
  /** At least one. */
  readonly references: readonly string[];
}

export interface BleuOptions {
  readonly tokenizer: BleuTokenizer;
  /** Leaves out orders of which the translation has none: for single sentences. */
  readonly effectiveOrder: boolean;
}

/**
 * BLEU of a whole set (Papineni et al. 2002) as sacreBLEU 2 counts it: up to four tokens in a row,
 * matches clipped by the reference that has most, the closest reference for the length, orders
 * without a match smoothed exponentially.
 * @returns 0 to 100
 */
export function corpusBleu(sentences: readonly ScoredSentence[], options: BleuOptions): number {
  const matches = new Array<number>(longest).fill(0);
  const totals = new Array<number>(longest).fill(0);
  let [length, referenceLength] = [0, 0];
  for (const { translation, references } of sentences) {
    const tokens = bleuTokens(translation, options.tokenizer);
    const expected = references.map((reference) => bleuTokens(reference, options.tokenizer));
    length += tokens.length;
    referenceLength += closestLength(tokens.length, expected);
    for (let order = 1; order <= longest; order++) {
      matches[order - 1]! += clippedMatches(tokens, expected, order);
      totals[order - 1]! += Math.max(0, tokens.length - order + 1);
    }
  }
  if (matches.every((count) => count === 0)) return 0;
  const brevity = length < referenceLength ? Math.exp(1 - referenceLength / length) : 1;
  return 100 * brevity * meanPrecision(matches, totals, options.effectiveOrder);
}

function closestLength(length: number, references: readonly (readonly string[])[]): number {
  let closest = references[0]!.length;
  for (const { length: other } of references) {
    const nearer = Math.abs(other - length) - Math.abs(closest - length);
    if (nearer < 0 || (nearer === 0 && other < closest)) closest = other;
  }
  return closest;
}

function clippedMatches(
  tokens: readonly string[],
  references: readonly (readonly string[])[],
  order: number,
): number {
  const counted = references.map((reference) => ngramCounts(reference, order));
  let matches = 0;
  for (const [gram, count] of ngramCounts(tokens, order)) {
    const most = Math.max(...counted.map((reference) => reference.get(gram) ?? 0));
    matches += Math.min(count, most);
  }
  return matches;
}

/** Geometric mean; the n-th order without a match counts as 1 / 2^n of one (Chen and Cherry 2014). */
function meanPrecision(
  matches: readonly number[],
  totals: readonly number[],
  effectiveOrder: boolean,
): number {
  let logs = 0;
  let orders = 0;
  let smoothing = 1;
  for (const [index, total] of totals.entries()) {
    if (total === 0) return effectiveOrder ? Math.exp(logs / orders) : 0;
    orders++;
    if (matches[index] === 0) {
      smoothing *= 2;
      logs += Math.log(1 / (smoothing * total));
    } else logs += Math.log(matches[index]! / total);
  }
  return Math.exp(logs / orders);
}

/** How a score was made, in the manner of sacreBLEU's signatures. */
export function bleuSignature(sentences: readonly ScoredSentence[], options: BleuOptions): string {
  const counts = new Set(sentences.map(({ references }) => references.length));
  const references = counts.size === 1 ? [...counts][0] : 'var';
  const effective = options.effectiveOrder ? 'yes' : 'no';
  return `nrefs:${references}|case:mixed|eff:${effective}|tok:${options.tokenizer}|smooth:exp`;
}
