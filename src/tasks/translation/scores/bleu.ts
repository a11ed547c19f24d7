import { bleuOfCounts, bleuOrders } from '../../../statistics/index.ts';
import { type BleuTokenizer, bleuTokens } from './bleu-tokenizers.ts';
import { ngramCounts } from './ngram-counts.ts';

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
  const sums = new Array<number>(2 * bleuOrders + 2).fill(0);
  for (const sentence of sentences) {
    sentenceCounts(sentence, options.tokenizer).forEach((count, column) => {
      sums[column]! += count;
    });
  }
  return bleuOfCounts(sums, options.effectiveOrder);
}

/** What one sentence adds to the counts that `bleuOfCounts` takes. */
export function sentenceCounts(
  { translation, references }: ScoredSentence,
  tokenizer: BleuTokenizer,
): number[] {
  const tokens = bleuTokens(translation, tokenizer);
  const expected = references.map((reference) => bleuTokens(reference, tokenizer));
  const orders = Array.from({ length: bleuOrders }, (_, index) => index + 1);
  return [
    ...orders.map((order) => clippedMatches(tokens, expected, order)),
    ...orders.map((order) => Math.max(0, tokens.length - order + 1)),
    tokens.length,
    closestLength(tokens.length, expected),
  ];
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

/** How a score was made, in the manner of sacreBLEU's signatures. */
export function bleuSignature(sentences: readonly ScoredSentence[], options: BleuOptions): string {
  const counts = new Set(sentences.map(({ references }) => references.length));
  const references = counts.size === 1 ? [...counts][0] : 'var';
  const effective = options.effectiveOrder ? 'yes' : 'no';
  return `nrefs:${references}|case:mixed|eff:${effective}|tok:${options.tokenizer}|smooth:exp`;
}
