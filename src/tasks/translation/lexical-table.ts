import type { Patience } from '../task.ts';
import type { EncodedPairs } from './corpus.ts';

/** Stands before every source sentence for words that nothing in it asks for; no token has it. */
const nothing = -1;
const rounds = 5;
/** Bounds time and memory: more pairs change a table of words little. */
const mostPairs = 40_000;
/** Share of a probability that comes from single frequencies, so that none is zero. */
const smoothing = 0.05;

/**
 * Chances that a target token stands for a source token, from co-occurrence alone: IBM model 1
 * (Brown et al. 1993), by expectation and maximisation from even chances. The probability of a
 * target token in a sentence is the mean over its source tokens and "nothing".
 */
export class LexicalTable {
  /** Target tokens by source token. */
  readonly #chances: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly #frequencies: Float64Array;

  private constructor(
    chances: ReadonlyMap<number, ReadonlyMap<number, number>>,
    frequencies: Float64Array,
  ) {
    this.#chances = chances;
    this.#frequencies = frequencies;
  }

  /** @returns null when patience says stop */
  static async learn(
    { sourceTokens, targetTokens }: EncodedPairs,
    targetVocabulary: number,
    patience: Patience,
  ): Promise<LexicalTable | null> {
    const step = Math.max(1, Math.ceil(sourceTokens.length / mostPairs));
    const chosen = sourceTokens.map((_, index) => index).filter((index) => index % step === 0);
    const links = new Links(
      chosen.map((index) => sourceTokens[index]!),
      chosen.map((index) => targetTokens[index]!),
    );
    for (let round = 0; round < rounds; round++) {
      if (await patience.pause(round / rounds)) return null;
      links.improve();
    }
    return new LexicalTable(links.chances(), frequenciesOf(targetTokens, targetVocabulary));
  }

  /** Of a target token, given the source sentence. */
  probability(target: number, source: Int32Array): number {
    let sum = this.#chances.get(nothing)?.get(target) ?? 0;
    for (const token of source) sum += this.#chances.get(token)?.get(target) ?? 0;
    const frequency = this.#frequencies[target] ?? 0;
    return ((1 - smoothing) * sum) / (source.length + 1) + smoothing * frequency;
  }

  /** The likeliest target token of a sentence, wherever it stands. */
  likeliest(source: Int32Array): number {
    const sums = new Map<number, number>(this.#chances.get(nothing));
    for (const token of source) {
      for (const [target, chance] of this.#chances.get(token) ?? []) {
        sums.set(target, (sums.get(target) ?? 0) + chance);
      }
    }
    return largest(sums) ?? 0;
  }

  /** The likeliest target token for a source token; null where the training part lacks it. */
  translate(token: number): number | null {
    const chances = this.#chances.get(token);
    return chances === undefined ? null : largest(chances);
  }
}

function largest(values: ReadonlyMap<number, number>): number | null {
  let best: number | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const [key, value] of values) {
    if (value > most || (value === most && key < best!)) [best, most] = [key, value];
  }
  return best;
}

function frequenciesOf(sentences: readonly Int32Array[], vocabulary: number): Float64Array {
  const counts = new Float64Array(vocabulary).fill(1);
  let total = vocabulary;
  for (const sentence of sentences) {
    for (const token of sentence) counts[token]!++;
    total += sentence.length;
  }
  return counts.map((count) => count / total);
}

/** Every pair of a source and a target token that stand in one pair of sentences, numbered. */
class Links {
  readonly #sources: readonly Int32Array[];
  readonly #targets: readonly Int32Array[];
  readonly #numbers = new Map<number, Map<number, number>>();
  /** Number of the link of each source and target token, sentence by sentence, target by target. */
  readonly #grid: Int32Array;
  #chances: Float64Array;

  constructor(sources: readonly Int32Array[], targets: readonly Int32Array[]) {
    this.#sources = sources.map((sentence) => Int32Array.of(nothing, ...sentence));
    this.#targets = targets;
    const size = this.#sources.reduce(
      (sum, s, index) => sum + s.length * targets[index]!.length,
      0,
    );
    this.#grid = new Int32Array(size);
    let next = 0;
    let count = 0;
    this.#forEachLink((source, target) => {
      const row = this.#numbers.get(source) ?? new Map<number, number>();
      this.#numbers.set(source, row);
      const number = row.get(target) ?? count++;
      row.set(target, number);
      this.#grid[next++] = number;
    });
    this.#chances = new Float64Array(count).fill(1);
  }

  #forEachLink(visit: (source: number, target: number) => void): void {
    for (const [index, sentence] of this.#sources.entries()) {
      for (const target of this.#targets[index]!)
        for (const source of sentence) visit(source, target);
    }
  }

  /** One round: counts by the chances so far, then chances by the counts. */
  improve(): void {
    const counts = new Float64Array(this.#chances.length);
    let at = 0;
    for (const [index, { length }] of this.#sources.entries()) {
      for (let target = 0; target < this.#targets[index]!.length; target++) {
        let sum = 0;
        for (let i = 0; i < length; i++) sum += this.#chances[this.#grid[at + i]!]!;
        for (let i = 0; i < length; i++) {
          const link = this.#grid[at + i]!;
          counts[link]! += this.#chances[link]! / sum;
        }
        at += length;
      }
    }
    for (const row of this.#numbers.values()) {
      let total = 0;
      for (const link of row.values()) total += counts[link]!;
      for (const link of row.values()) counts[link]! /= total;
    }
    this.#chances = counts;
  }

  chances(): Map<number, Map<number, number>> {
    const found = new Map<number, Map<number, number>>();
    for (const [source, row] of this.#numbers) {
      const chances = new Map<number, number>();
      for (const [target, link] of row) chances.set(target, this.#chances[link]!);
      found.set(source, chances);
    }
    return found;
  }
}
