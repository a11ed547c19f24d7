import type { SubwordModel } from './subword-model.ts';

/** Two neighbouring tokens that become one; earlier merges go first. */
export type Merge = readonly [left: number, right: number];

/** More tokens than any vocabulary has: a pair of numbers fits one exact number. */
const base = 2 ** 26;

export function pairKey(left: number, right: number): number {
  return left * base + right;
}

/**
 * Byte-pair encoding (Sennrich et al. 2016) over bytes: a piece starts as its bytes; of all pairs
 * side by side that have a merge, the one learnt first is joined, from the left, until none is left.
 */
export class BytePairModel implements SubwordModel {
  readonly kind = 'bpe';
  readonly tokens: readonly Uint8Array[];
  readonly merges: readonly Merge[];
  /** Token of each single byte. */
  readonly #byteTokens = new Int32Array(256).fill(-1);
  readonly #ranks = new Map<number, number>();
  /** Token that each merge makes. */
  readonly #results: Int32Array;

  /**
   * @param tokens single bytes and what the merges make, in any order
   * @throws RangeError when a byte or the result of a merge is no token
   */
  constructor(tokens: readonly Uint8Array[], merges: readonly Merge[]) {
    this.tokens = tokens;
    this.merges = merges;
    const numbers = new Map<string, number>();
    tokens.forEach((token, id) => {
      if (token.length === 1) this.#byteTokens[token[0]!] = id;
      numbers.set(token.join(), id);
    });
    if (this.#byteTokens.includes(-1)) throw new RangeError('a byte is no token');
    this.#results = Int32Array.from(merges, ([left, right], rank) => {
      const joined = numbers.get([...(tokens[left] ?? []), ...(tokens[right] ?? [])].join());
      if (joined === undefined) throw new RangeError(`merge ${rank} makes no token`);
      const key = pairKey(left, right);
      if (!this.#ranks.has(key)) this.#ranks.set(key, rank);
      return joined;
    });
  }

  cut(piece: Uint8Array): number[] {
    const tokens = Array.from(piece, (byte) => this.#byteTokens[byte]!);
    for (;;) {
      const rank = this.#lowestRank(tokens);
      if (rank === Number.POSITIVE_INFINITY) return tokens;
      const [left, right] = this.merges[rank]!;
      joinAll(tokens, left, right, this.#results[rank]!);
    }
  }

  #lowestRank(tokens: readonly number[]): number {
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = 0; i + 1 < tokens.length; i++) {
      const rank = this.#ranks.get(pairKey(tokens[i]!, tokens[i + 1]!));
      if (rank !== undefined && rank < lowest) lowest = rank;
    }
    return lowest;
  }
}

/** Joins every `left` followed by `right` in place, from the left. */
function joinAll(tokens: number[], left: number, right: number, joined: number): void {
  let to = 0;
  for (let from = 0; from < tokens.length; from++) {
    const isPair = tokens[from] === left && tokens[from + 1] === right;
    tokens[to++] = isPair ? joined : tokens[from]!;
    if (isPair) from++;
  }
  tokens.length = to;
}
