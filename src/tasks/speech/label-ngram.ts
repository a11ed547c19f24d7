/** Stands for what comes before an utterance; `end` for what comes after. */
const outside = -1;

interface Continuations {
  total: number;
  readonly counts: Map<number, number>;
}

/**
 * How labels follow each other in transcripts: an n-gram interpolated by Witten and Bell's method
 * (1991), down to equal chances, so that nothing is impossible.
 */
export class LabelNgram {
  readonly order: number;
  /** Number of the label that ends an utterance. */
  readonly end: number;
  readonly #contexts = new Map<string, Continuations>();

  /** @param labels how many there are; @param order labels looked at, the predicted one included */
  constructor(transcripts: readonly (readonly number[])[], labels: number, order: number) {
    this.order = order;
    this.end = labels;
    for (const transcript of transcripts) {
      const padded = this.#padded([...transcript, this.end]);
      for (let at = order - 1; at < padded.length; at++) {
        for (let length = 0; length < order; length++) {
          this.#count(padded.slice(at - length, at).join(), padded[at]!);
        }
      }
    }
  }

  /**
   * Natural logarithm of the chance that `next` (a label or `end`) follows.
   * @param before all labels of the utterance so far
   */
  logProbability(before: readonly number[], next: number): number {
    const context = this.#padded(before);
    let probability = 1 / (this.end + 1);
    for (let length = 0; length < this.order; length++) {
      const seen = this.#contexts.get(context.slice(context.length - length).join());
      if (seen === undefined) break;
      const distinct = seen.counts.size;
      const count = seen.counts.get(next) ?? 0;
      probability = (count + distinct * probability) / (seen.total + distinct);
    }
    return Math.log(probability);
  }

  /** Of a whole utterance with its end. */
  logProbabilityOf(transcript: readonly number[]): number {
    return [...transcript, this.end].reduce(
      (sum, label, at) => sum + this.logProbability(transcript.slice(0, at), label),
      0,
    );
  }

  #padded(labels: readonly number[]): number[] {
    return [...new Array<number>(this.order - 1).fill(outside), ...labels];
  }

  #count(context: string, next: number): void {
    const seen = this.#contexts.get(context) ?? { total: 0, counts: new Map<number, number>() };
    seen.total++;
    seen.counts.set(next, (seen.counts.get(next) ?? 0) + 1);
    this.#contexts.set(context, seen);
  }
}
