import { BytePairModel, type Merge, pairKey } from './bpe.ts';
import { byteAlphabet, tokenBytes } from './byte-alphabet.ts';
import { type Candidate, CandidateQueue } from './candidate-queue.ts';
import type { CountedPiece } from './pre-tokens.ts';

interface PairCandidate extends Candidate {
  readonly left: number;
  readonly right: number;
}

/** How often two tokens stand side by side, and the pieces in which they may, some of them twice. */
interface PairFacts {
  count: number;
  readonly pieces: number[];
}

/**
 * Learns merges: the pair of neighbouring tokens that is most frequent in the text becomes a token,
 * until there are enough. Of equally frequent pairs the one with the smaller numbers goes first, so
 * that the same text gives the same merges as the Rust library `tokenizers` learns.
 *
 * @param pieces different pieces of the training text with their counts
 * @param size tokens wanted; at least the 256 bytes
 * @param minCount rarer pairs are not joined
 */
export function trainBytePairs(
  pieces: readonly CountedPiece[],
  size: number,
  minCount = 2,
): BytePairModel {
  const training = new MergeTraining(pieces);
  while (training.tokens.length < size && training.joinBest(minCount));
  return new BytePairModel(training.tokens, training.merges);
}

class MergeTraining {
  readonly tokens: Uint8Array[] = byteAlphabet.map((sign) => tokenBytes(sign)!);
  readonly merges: Merge[] = [];
  readonly #counts: readonly number[];
  /** Each piece as tokens so far. */
  readonly #sequences: number[][];
  /** By left token, then right token. */
  readonly #pairs: Map<number, PairFacts>[] = [];
  readonly #queue = new CandidateQueue<PairCandidate>();
  readonly #numbers = new Map<string, number>();

  constructor(pieces: readonly CountedPiece[]) {
    const ofByte = new Int32Array(256);
    this.tokens.forEach(([byte], id) => {
      ofByte[byte!] = id;
    });
    this.#counts = pieces.map(({ count }) => count);
    this.#sequences = pieces.map(({ bytes }) => Array.from(bytes, (byte) => ofByte[byte]!));
    for (const [piece, tokens] of this.#sequences.entries()) {
      for (let i = 0; i + 1 < tokens.length; i++) this.#count(tokens[i]!, tokens[i + 1]!, piece);
    }
    this.#pairs.forEach((rights, left) => {
      for (const right of rights.keys()) this.#enqueue(left, right);
    });
  }

  /** @returns false when no pair is frequent enough */
  joinBest(minCount: number): boolean {
    for (let best = this.#queue.pop(); best !== undefined; best = this.#queue.pop()) {
      const facts = this.#pairs[best.left]?.get(best.right);
      if (facts === undefined || facts.count < minCount) continue;
      if (facts.count === best.score) {
        this.#join(best, facts);
        return true;
      }
      // Its count has fallen since: it waits again at its new place.
      this.#queue.push({ ...best, score: facts.count });
    }
    return false;
  }

  #join({ left, right }: PairCandidate, { pieces }: PairFacts): void {
    const joined = this.#tokenFor(left, right);
    this.merges.push([left, right]);
    const changed = new Map<number, [number, number]>();
    const count = (a: number, b: number, piece: number) => {
      this.#count(a, b, piece);
      changed.set(pairKey(a, b), [a, b]);
    };
    for (const piece of pieces) {
      const tokens = this.#sequences[piece]!;
      let to = 0;
      for (let from = 0; from < tokens.length; from++) {
        if (tokens[from] !== left || tokens[from + 1] !== right) {
          tokens[to++] = tokens[from]!;
          continue;
        }
        const [before, after] = [tokens[to - 1], tokens[from + 2]];
        if (to > 0) {
          this.#discount(before!, left, piece);
          count(before!, joined, piece);
        }
        if (after !== undefined) {
          this.#discount(right, after, piece);
          count(joined, after, piece);
        }
        tokens[to++] = joined;
        from++;
      }
      tokens.length = to;
    }
    this.#pairs[left]!.delete(right);
    for (const [a, b] of changed.values()) this.#enqueue(a, b);
  }

  /** Different merges can make the same token. */
  #tokenFor(left: number, right: number): number {
    const bytes = Uint8Array.of(...this.tokens[left]!, ...this.tokens[right]!);
    const name = bytes.join();
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.tokens.push(bytes);
    this.#numbers.set(name, this.tokens.length - 1);
    return this.tokens.length - 1;
  }

  #count(left: number, right: number, piece: number): void {
    this.#pairs[left] ??= new Map();
    const rights = this.#pairs[left];
    const facts = rights.get(right);
    if (facts === undefined) {
      rights.set(right, { count: this.#counts[piece]!, pieces: [piece] });
      return;
    }
    facts.count += this.#counts[piece]!;
    if (facts.pieces[facts.pieces.length - 1] !== piece) facts.pieces.push(piece);
  }

  #discount(left: number, right: number, piece: number): void {
    const facts = this.#pairs[left]?.get(right);
    if (facts !== undefined) facts.count -= this.#counts[piece]!;
  }

  #enqueue(left: number, right: number): void {
    const facts = this.#pairs[left]?.get(right);
    if (facts === undefined || facts.count <= 0) return;
    this.#queue.push({ left, right, score: facts.count, order: pairKey(left, right) });
  }
}
