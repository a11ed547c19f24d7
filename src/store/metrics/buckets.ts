import type { MetricSeries } from '../../contract/index.ts';
import { pointWidth, summaryWidth } from './packing.ts';

/**
 * Gathers a series into buckets of consecutive points for drawing.
 *
 * Guarantees: the first and the last point stand alone, so that the curve begins and ends at its true
 * values; every bucket keeps the exact minimum and maximum of its points; its value is their mean and
 * its place on the axes that of its last point, so that axes never run backwards.
 */
export class BucketBuilder {
  readonly #steps: number[] = [];
  readonly #seconds: number[] = [];
  readonly #epochs: number[] = [];
  readonly #values: number[] = [];
  readonly #minima: number[] = [];
  readonly #maxima: number[] = [];
  readonly #width: number;
  readonly #total: number;
  /** Points taken in so far. */
  #taken = 0;
  #count = 0;
  #sum = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;

  /** @param width points in a bucket; buckets end at its multiples. 1 keeps every point. */
  constructor(width: number, total: number) {
    this.#width = width;
    this.#total = total;
  }

  /** Points in the layout of `packing.ts`, following those before. */
  addPoints(points: Float64Array): void {
    for (let i = 0; i < points.length; i += pointWidth) {
      const value = points[i + 3]!;
      this.#merge(1, value, value, value);
      if (this.#bucketEnds()) this.#close(points, i);
    }
  }

  /** Summaries of `size` points each; a bucket's end must not lie inside one. */
  addSummaries(summaries: Float64Array, size: number): void {
    for (let i = 0; i < summaries.length; i += summaryWidth) {
      this.#merge(size, summaries[i + 3]!, summaries[i + 4]!, summaries[i + 5]!);
      if (this.#bucketEnds()) this.#close(summaries, i);
    }
  }

  finish(runId: number, metric: string): MetricSeries {
    return {
      runId,
      metric,
      steps: this.#steps,
      seconds: this.#seconds,
      epochs: this.#epochs,
      values: this.#values,
      minima: this.#minima,
      maxima: this.#maxima,
      total: this.#total,
    };
  }

  #merge(size: number, minimum: number, maximum: number, sum: number): void {
    this.#taken += size;
    this.#count += size;
    this.#sum += sum;
    if (minimum < this.#minimum) this.#minimum = minimum;
    if (maximum > this.#maximum) this.#maximum = maximum;
  }

  #bucketEnds(): boolean {
    return this.#taken === 1 || this.#taken % this.#width === 0 || this.#taken >= this.#total - 1;
  }

  #close(source: Float64Array, offset: number): void {
    this.#steps.push(source[offset]!);
    this.#seconds.push(source[offset + 1]!);
    this.#epochs.push(source[offset + 2]!);
    this.#values.push(this.#sum / this.#count);
    this.#minima.push(this.#minimum);
    this.#maxima.push(this.#maximum);
    this.#count = 0;
    this.#sum = 0;
    this.#minimum = Number.POSITIVE_INFINITY;
    this.#maximum = Number.NEGATIVE_INFINITY;
  }
}
