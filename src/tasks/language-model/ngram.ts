import type { Patience } from '../task.ts';

/**
 * Counts of all token sequences up to a length, as a tree: a node is a sequence, its children are
 * the tokens that followed. Children are found through one hash table on typed arrays, since a
 * million small maps would not fit in memory.
 */
class SequenceCounts {
  readonly #vocabulary: number;
  /** Open addressing; key = node * vocabulary + token + 1, 0 is free. */
  #keys = new Float64Array(1 << 16);
  #children = new Int32Array(1 << 16);
  #nodes = 1;
  /** How often a node's sequence was seen. */
  #seen = new Int32Array(1 << 14);
  /** How many tokens followed it in all, and how many different ones. */
  #followers = new Int32Array(1 << 14);
  #kinds = new Int32Array(1 << 14);

  constructor(vocabulary: number) {
    this.#vocabulary = vocabulary;
  }

  /** The node of the sequence with one more token, or -1. */
  child(node: number, token: number): number {
    const key = node * this.#vocabulary + token + 1;
    const slot = this.#slot(key);
    return this.#keys[slot] === key ? this.#children[slot]! : -1;
  }

  /** Counts one more occurrence of a token after a node's sequence; returns the longer one's node. */
  count(node: number, token: number): number {
    const key = node * this.#vocabulary + token + 1;
    let slot = this.#slot(key);
    if (this.#keys[slot] !== key) {
      if (this.#nodes * 2 > this.#keys.length) {
        this.#rehash();
        slot = this.#slot(key);
      }
      this.#keys[slot] = key;
      this.#children[slot] = this.#nodes++;
      this.#kinds[node]! += 1;
      if (this.#nodes > this.#seen.length) this.#growNodes();
    }
    const child = this.#children[slot]!;
    this.#seen[child]! += 1;
    this.#followers[node]! += 1;
    return child;
  }

  seen(node: number): number {
    return this.#seen[node]!;
  }
  followers(node: number): number {
    return this.#followers[node]!;
  }
  kinds(node: number): number {
    return this.#kinds[node]!;
  }

  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    const high = Math.floor(key / 2 ** 32);
    let hash = Math.imul((key | 0) ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
    hash ^= hash >>> 15;
    let slot = hash & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #rehash(): void {
    const [keys, children] = [this.#keys, this.#children];
    this.#keys = new Float64Array(keys.length * 2);
    this.#children = new Int32Array(keys.length * 2);
    for (const [index, key] of keys.entries()) {
      if (key === 0) continue;
      const slot = this.#slot(key);
      this.#keys[slot] = key;
      this.#children[slot] = children[index]!;
    }
  }

  #growNodes(): void {
    const grow = (values: Int32Array) => {
      const larger = new Int32Array(values.length * 2);
      larger.set(values);
      return larger;
    };
    this.#seen = grow(this.#seen);
    this.#followers = grow(this.#followers);
    this.#kinds = grow(this.#kinds);
  }
}

/** Tokens handled before messages are let in again. */
const piece = 20_000;

/**
 * Interpolated Witten-Bell n-gram model (Witten and Bell 1991; Chen and Goodman 1998, eq. 13):
 *
 *   p(w | h) = (c(h w) + T(h) p(w | h')) / (c(h) + T(h))
 *
 * with c(h) the tokens that followed h, T(h) how many different ones, h' the history without its
 * oldest token, and 1 / vocabulary below the unigram. An unseen history passes on p(w | h').
 */
export class NgramModel {
  readonly #counts: SequenceCounts;
  readonly #vocabulary: number;
  readonly #order: number;

  private constructor(vocabulary: number, order: number) {
    this.#counts = new SequenceCounts(vocabulary);
    this.#vocabulary = vocabulary;
    this.#order = order;
  }

  /**
   * Counts the tokens of a training part.
   * @param order longest n-gram
   * @returns null when patience says stop
   */
  static async train(
    tokens: Int32Array,
    vocabulary: number,
    order: number,
    patience: Patience,
  ): Promise<NgramModel | null> {
    const model = new NgramModel(vocabulary, order);
    /** Node of the last k tokens at index k. */
    const history = [0];
    for (let index = 0; index < tokens.length; index++) {
      if (index % piece === 0 && (await patience.pause(index / tokens.length))) return null;
      // From the longest down: a shorter history's node is still the one before this token.
      for (let length = Math.min(order - 1, history.length - 1); length >= 0; length--) {
        const longer = model.#counts.count(history[length]!, tokens[index]!);
        if (length + 1 < order) history[length + 1] = longer;
      }
    }
    return model;
  }

  /**
   * Sum of -log p in nats over all tokens but the first, for every order at once.
   * @returns index n - 1 holds the n-gram's sum; null when patience says stop
   */
  async crossEntropy(tokens: Int32Array, patience: Patience): Promise<Float64Array | null> {
    const sums = new Float64Array(this.#order);
    /** Node of the last k tokens at index k; -1 where they were never seen in training. */
    const history = [0];
    for (let index = 0; index < tokens.length; index++) {
      if (index % piece === 0 && (await patience.pause(index / tokens.length))) return null;
      const token = tokens[index]!;
      if (index > 0) this.#addNats(history, token, sums);
      for (let length = Math.min(this.#order - 2, history.length - 1); length >= 0; length--) {
        const node = history[length]!;
        history[length + 1] = node < 0 ? -1 : this.#counts.child(node, token);
      }
    }
    return sums;
  }

  #addNats(history: readonly number[], token: number, sums: Float64Array): void {
    let probability = 1 / this.#vocabulary;
    for (let length = 0; length < this.#order; length++) {
      const node = history[length] ?? -1;
      const followers = node < 0 ? 0 : this.#counts.followers(node);
      if (followers > 0) {
        const kinds = this.#counts.kinds(node);
        const child = this.#counts.child(node, token);
        const count = child < 0 ? 0 : this.#counts.seen(child);
        probability = (count + kinds * probability) / (followers + kinds);
      }
      sums[length]! -= Math.log(probability);
    }
  }
}
