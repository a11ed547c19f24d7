import type { ScoredSentence } from './bleu.ts';
import { ngramCounts } from './ngram-counts.ts';

const longest = 6;
/** Recall counts twice as much as precision. */
const beta = 2;

/** N-grams of the translation, of the reference and of both, by order. */
interface Counts {
  readonly translation: number[];
  readonly reference: number[];
  readonly matches: number[];
}

/**
 * chrF2 of a whole set (Popović 2015) as sacreBLEU 2 counts it: runs of one to six characters
 * without white space; of several references the one that fits best.
 * @returns 0 to 100
 */
export function corpusChrf(sentences: readonly ScoredSentence[]): number {
  const sum: Counts = { translation: zeros(), reference: zeros(), matches: zeros() };
  for (const { translation, references } of sentences) {
    const best = bestCounts(translation, references);
    for (let order = 0; order < longest; order++) {
      sum.translation[order]! += best.translation[order]!;
      sum.reference[order]! += best.reference[order]!;
      sum.matches[order]! += best.matches[order]!;
    }
  }
  return fScore(sum);
}

function zeros(): number[] {
  return new Array<number>(longest).fill(0);
}

function bestCounts(translation: string, references: readonly string[]): Counts {
  let best: Counts | null = null;
  let bestScore = -1;
  for (const reference of references) {
    const counts = countsOf(translation, reference);
    const score = fScore(counts);
    if (score > bestScore) [best, bestScore] = [counts, score];
  }
  return best!;
}

function countsOf(translation: string, reference: string): Counts {
  const counts: Counts = { translation: zeros(), reference: zeros(), matches: zeros() };
  const [written, expected] = [charactersOf(translation), charactersOf(reference)];
  for (let order = 1; order <= longest; order++) {
    const own = ngramCounts(written, order);
    const wanted = ngramCounts(expected, order);
    const index = order - 1;
    counts.reference[index] = Math.max(0, expected.length - order + 1);
    // An order that the reference is too short for counts nothing.
    counts.translation[index] = wanted.size === 0 ? 0 : Math.max(0, written.length - order + 1);
    for (const [gram, count] of own) {
      counts.matches[index]! += Math.min(count, wanted.get(gram) ?? 0);
    }
  }
  return counts;
}

function charactersOf(line: string): string[] {
  return [...line.replace(/\s+/gu, '')];
}

/** Over the orders that both sides have; 0 to 100. */
function fScore({ translation, reference, matches }: Counts): number {
  let [precision, recall, orders] = [0, 0, 0];
  for (let order = 0; order < longest; order++) {
    if (translation[order] === 0 || reference[order] === 0) continue;
    precision += matches[order]! / translation[order]!;
    recall += matches[order]! / reference[order]!;
    orders++;
  }
  if (precision + recall === 0) return 0;
  const weight = beta ** 2;
  return (100 * (1 + weight) * precision * recall) / orders / (weight * precision + recall);
}
