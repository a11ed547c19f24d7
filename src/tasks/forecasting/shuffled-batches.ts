import type { Random, RandomState } from '../../backend/random.ts';

/** Where training stands: enough to make the same batches again. */
export interface BatchCursor {
  /** State before this epoch's order was drawn. */
  readonly shuffle: RandomState;
  /** Items of this epoch handed out so far; 0 before the first batch. */
  readonly position: number;
}

/**
 * Hands out all items in a new random order each epoch, a batch at a time; the last batch of an
 * epoch may be smaller and none is dropped. The order depends on the random state alone.
 */
export class ShuffledBatches {
  readonly #items: Int32Array;
  readonly #batchSize: number;
  readonly #random: Random;
  #shuffle: RandomState;
  #order: Int32Array | null = null;
  #position = 0;

  constructor(items: Int32Array, batchSize: number, random: Random) {
    this.#items = items;
    this.#batchSize = batchSize;
    this.#random = random;
    this.#shuffle = random.state();
  }

  get batchesPerEpoch(): number {
    return Math.ceil(this.#items.length / this.#batchSize);
  }

  /** The next batch, or null at the end of an epoch; the call after that begins another epoch. */
  next(): Int32Array | null {
    if (this.#order !== null && this.#position >= this.#items.length) {
      this.#order = null;
      this.#shuffle = this.#random.state();
      this.#position = 0;
      return null;
    }
    const order = this.#order ?? this.#draw();
    const batch = order.slice(this.#position, this.#position + this.#batchSize);
    this.#position += batch.length;
    return batch;
  }

  cursor(): BatchCursor {
    return { shuffle: this.#shuffle, position: this.#position };
  }

  restore({ shuffle, position }: BatchCursor): void {
    this.#random.restore(shuffle);
    this.#shuffle = shuffle;
    this.#order = null;
    this.#position = position;
    if (position > 0) this.#draw();
  }

  #draw(): Int32Array {
    this.#order = this.#items.slice();
    this.#random.shuffle(this.#order);
    return this.#order;
  }
}
