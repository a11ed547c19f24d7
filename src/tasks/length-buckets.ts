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

/** What a batch holds a number of: sequences, or steps, padded ones included. */
export type BatchMeasure = 'sequences' | 'steps';

/**
 * Batches of sequences of similar length, so that little is padded. Every sequence comes once an
 * epoch.
 *
 * By sequences: each epoch shuffles all of them, cuts them into stretches of sixteen batches, sorts
 * each stretch by length, cuts it into batches and shuffles the batches; the last batch may be
 * smaller. By steps: all sequences are sorted by length, those of equal length in a new order each
 * epoch, and each batch takes as many as fit when padded to the longest, at least one; so every
 * epoch has as many batches.
 */
export class LengthBuckets {
  readonly batchesPerEpoch: number;
  readonly #lengths: readonly number[];
  readonly #batchSize: number;
  readonly #measure: BatchMeasure;
  readonly #random: Random;
  #batches: readonly (readonly number[])[] = [];
  #epochStart: RandomState;
  #taken = -1;

  /**
   * @param lengths of every sequence, by its number
   * @param batchSize sequences or steps in a batch
   */
  constructor(
    lengths: readonly number[],
    batchSize: number,
    random: Random,
    measure: BatchMeasure = 'sequences',
  ) {
    this.#lengths = lengths;
    this.#batchSize = batchSize;
    this.#measure = measure;
    this.#random = random;
    this.#epochStart = random.state();
    this.batchesPerEpoch =
      measure === 'sequences'
        ? Math.ceil(lengths.length / batchSize)
        : this.#cutBySteps(lengths.map((_, index) => index)).length;
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
    const batches =
      this.#measure === 'sequences' ? this.#cutBySequences(order) : this.#cutBySteps(order);
    const places = batches.map((_, index) => index);
    this.#random.shuffle(places);
    this.#batches = places.map((place) => batches[place]!);
    this.#taken = 0;
  }

  #cutBySequences(order: readonly number[]): number[][] {
    const batches: number[][] = [];
    const stretch = this.#batchSize * bucketBatches;
    for (let from = 0; from < order.length; from += stretch) {
      const some = order.slice(from, from + stretch);
      some.sort((a, b) => this.#lengths[a]! - this.#lengths[b]!);
      for (let at = 0; at < some.length; at += this.#batchSize) {
        batches.push(some.slice(at, at + this.#batchSize));
      }
    }
    return batches;
  }

  #cutBySteps(order: readonly number[]): number[][] {
    const sorted = [...order].sort((a, b) => this.#lengths[a]! - this.#lengths[b]!);
    const batches: number[][] = [];
    let batch: number[] = [];
    for (const sequence of sorted) {
      // The newest is the longest so far.
      if (batch.length > 0 && (batch.length + 1) * this.#lengths[sequence]! > this.#batchSize) {
        batches.push(batch);
        batch = [];
      }
      batch.push(sequence);
    }
    return batch.length === 0 ? batches : [...batches, batch];
  }
}
