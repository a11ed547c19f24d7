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
  /** Tokens predicted in each stream in an epoch. */
  readonly #length: number;
  #position = 0;

  /** @param tokens more than `streams` */
  constructor(tokens: Int32Array, streams: number, bptt: number) {
    this.#tokens = tokens;
    this.#streams = streams;
    this.#bptt = bptt;
    this.#length = Math.floor((tokens.length - 1) / streams);
  }

  get batchesPerEpoch(): number {
    return Math.ceil(this.#length / this.#bptt);
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
    const time = Math.min(this.#bptt, this.#length - this.#position);
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

  /** Tokens of each stream read in this epoch. */
  get position(): number {
    return this.#position;
  }

  restore(position: number): void {
    this.#position = position;
  }
}
