import type { Random, RandomState } from '../../backend/random.ts';

/** One stretch of every stream, time first, in freshly made arrays: tensors may take them over. */
export interface StreamBatch {
  readonly time: number;
  readonly streams: number;
  /** (time, streams): tokens read. */
  readonly inputs: Int32Array;
  /** (time, streams): tokens to predict, each the one after its input. */
  readonly targets: Int32Array;
  /** Whether the streams begin here, so that the state starts from zero. */
  readonly first: boolean;
}

export interface StreamOptions {
  readonly batchSize: number;
  /** Usual length of a stretch. */
  readonly bptt: number;
  /** Draws the lengths of stretches; without it every one has the usual length. */
  readonly random?: Random;
}

/** Plain JSON. */
export interface StreamState {
  readonly position: number;
  /** Of the drawn lengths. */
  readonly random?: RandomState;
  /** Of the last stretch, in which a run may have been stopped. */
  readonly factor?: number;
}

/** How lengths are drawn (Merity et al. 2018): around the usual length, seldom around half of it. */
const usualChance = 0.95;
const lengthSpread = 5;
const leastLength = 5;
/** More than four standard deviations are cut off, to bound memory. */
const mostAbove = 20;

/**
 * Cuts a text into streams of equal length that are read side by side, a stretch of `bptt` tokens
 * at a time: stretch after stretch each stream goes on where it stopped, so that the state can be
 * carried. The last stretch of an epoch may be shorter; fewer than `streams` tokens at the very end
 * are left out.
 */
export class StreamBatches {
  readonly #tokens: Int32Array;
  readonly #streams: number;
  readonly #bptt: number;
  readonly #random: Random | null;
  /** Tokens predicted in each stream in an epoch. */
  readonly #length: number;
  #position = 0;
  #factor = 1;

  /** @param tokens more than `batchSize` */
  constructor(tokens: Int32Array, { batchSize, bptt, random }: StreamOptions) {
    this.#tokens = tokens;
    this.#streams = batchSize;
    this.#bptt = bptt;
    this.#random = random ?? null;
    this.#length = Math.floor((tokens.length - 1) / batchSize);
  }

  /** Of stretches with drawn lengths as many as are to be expected. */
  get batchesPerEpoch(): number {
    const expected = this.#random === null ? 1 : usualChance + (1 - usualChance) / 2;
    return Math.max(1, Math.ceil(this.#length / (expected * this.#bptt)));
  }

  /** What the learning rate of the last stretch is multiplied by: its drawn length over the usual. */
  get learningRateFactor(): number {
    return this.#factor;
  }

  /** Tokens predicted in a full batch. */
  get tokensPerBatch(): number {
    return Math.min(this.#bptt, this.#length) * this.#streams;
  }

  /** The next stretch, or null at the end of an epoch; the call after that begins at the start. */
  next(): StreamBatch | null {
    if (this.#position >= this.#length) {
      this.#position = 0;
      return null;
    }
    const first = this.#position === 0;
    const time = Math.min(this.#drawLength(), this.#length - this.#position);
    const inputs = new Int32Array(time * this.#streams);
    const targets = new Int32Array(time * this.#streams);
    for (let stream = 0; stream < this.#streams; stream++) {
      const start = stream * this.#length + this.#position;
      for (let step = 0; step < time; step++) {
        inputs[step * this.#streams + stream] = this.#tokens[start + step]!;
        targets[step * this.#streams + stream] = this.#tokens[start + step + 1]!;
      }
    }
    this.#position += time;
    return { time, streams: this.#streams, inputs, targets, first };
  }

  #drawLength(): number {
    const random = this.#random;
    if (random === null) return this.#bptt;
    const base = random.next() < usualChance ? this.#bptt : this.#bptt / 2;
    const drawn = Math.floor(base + lengthSpread * random.normal());
    const length = Math.min(
      this.#bptt + mostAbove,
      Math.max(Math.min(leastLength, this.#bptt), drawn),
    );
    this.#factor = length / this.#bptt;
    return length;
  }

  state(): StreamState {
    const random = this.#random?.state();
    return {
      position: this.#position,
      ...(random === undefined ? {} : { random, factor: this.#factor }),
    };
  }

  restore({ position, random, factor }: StreamState): void {
    this.#position = position;
    if (random !== undefined) this.#random?.restore(random);
    this.#factor = factor ?? 1;
  }
}
