import type { Random, RandomState } from '../backend/random.ts';

/** Where an epoch stands, plain JSON. */
export interface BucketCursor {
  /** Of the generator at the epoch's beginning; null before the first epoch. */
  readonly random: RandomState;
  /** Batches taken in this epoch; -1 between epochs. */
  readonly taken: number;
}

/** Batches among which lengths are sorted: more leaves less padding and less chance. */
const bucketBatches = 16;

/**
 * Batches of sequences of similar length, so that little is padded: each epoch shuffles all
 * sequences, cuts them into stretches of sixteen batches, sorts each stretch by length, cuts it
 * into batches and shuffles the batches. Every sequence comes once an epoch; the last batch may be
 * smaller.
 */
export class LengthBuckets {
  readonly batchesPerEpoch: number;
  readonly #lengths: readonly number[];
  readonly #batchSize: number;
  readonly #random: Random;
  #batches: readonly (readonly number[])[] = [];
  #epochStart: RandomState;
  #taken = -1;

  /** @param lengths of every sequence, by its number */
  constructor(lengths: readonly number[], batchSize: number, random: Random) {
    this.#lengths = lengths;
    this.#batchSize = batchSize;
    this.#random = random;
    this.#epochStart = random.state();
    this.batchesPerEpoch = Math.ceil(lengths.length / batchSize);
  }

  /** Numbers of the next batch's sequences, or null at the end of an epoch; then another begins. */
  next(): readonly number[] | null {
    if (this.#taken < 0) this.#beginEpoch();
    if (this.#taken >= this.#batches.length) {
      this.#taken = -1;
      return null;
    }
    return this.#batches[this.#taken++]!;
  }

  cursor(): BucketCursor {
    const between = this.#taken < 0;
    return { random: between ? this.#random.state() : this.#epochStart, taken: this.#taken };
  }

  restore({ random, taken }: BucketCursor): void {
    this.#random.restore(random);
    this.#taken = -1;
    if (taken < 0) return;
    this.#beginEpoch();
    this.#taken = taken;
  }

  #beginEpoch(): void {
    this.#epochStart = this.#random.state();
    const order = this.#lengths.map((_, index) => index);
    this.#random.shuffle(order);
    const batches: (readonly number[])[] = [];
    const stretch = this.#batchSize * bucketBatches;
    for (let from = 0; from < order.length; from += stretch) {
      const some = order.slice(from, from + stretch);
      some.sort((a, b) => this.#lengths[a]! - this.#lengths[b]!);
      for (let at = 0; at < some.length; at += this.#batchSize) {
        batches.push(some.slice(at, at + this.#batchSize));
      }
    }
    const places = batches.map((_, index) => index);
    this.#random.shuffle(places);
    this.#batches = places.map((place) => batches[place]!);
    this.#taken = 0;
  }
}
