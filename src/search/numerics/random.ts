/**
 * Random numbers that depend on their keys alone: the same seed, trial and purpose give the same
 * numbers in whichever order trials are asked for, so that nothing about a generator need be stored.
 * Generator: sfc32 (Doty-Humphrey, PractRand), started from a hash of the keys.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #count = 1;
  #spare: number | null = null;

  /** @param keys what the numbers are for: seed, trial number, attempt, purpose */
  constructor(...keys: readonly (number | string)[]) {
    const text = keys.join('|');
    this.#a = hash(text, 0x9e3779b9);
    this.#b = hash(text, 0x85ebca6b);
    this.#c = hash(text, 0xc2b2ae35);
    for (let i = 0; i < 12; i++) this.#next();
  }

  /** From 0 (inclusive) to 1 (exclusive), with 53 random bits. */
  uniform(): number {
    return ((this.#next() >>> 5) * 67_108_864 + (this.#next() >>> 6)) / 9_007_199_254_740_992;
  }

  /** A whole number from 0 to `count - 1`. */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** One of `items`, each as likely. @throws on an empty list: a defect */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('nothing to pick from');
    return items[this.integer(items.length)]!;
  }

  /** An index with a probability in proportion to its weight. */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) total += weights[i]!;
    let rest = this.uniform() * total;
    for (let i = 0; i < weights.length; i++) {
      rest -= weights[i]!;
      if (rest < 0) return i;
    }
    return weights.length - 1;
  }

  /** The items in a random order, as a new list (Fisher and Yates). */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const order = [...items];
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }

  #next(): number {
    const result = (this.#a + this.#b + this.#count++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }
}

/** 32 bits of a text: FNV-1a, then the finalizer of MurmurHash3, so that neighbouring keys differ widely. */
export function hash(text: string, start = 0): number {
  let value = 0x811c9dc5 ^ start;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return mix(value);
}

/** The finalizer of MurmurHash3: a bijection of 32 bits in which every bit depends on every other. */
export function mix(bits: number): number {
  let value = bits;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
