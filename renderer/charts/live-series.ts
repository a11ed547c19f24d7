import type { MetricPoint, MetricSeries } from '../../src/contract/index.ts';

/** What runs along the x axis. */
export type Progress = 'step' | 'time' | 'epoch';

/**
 * One metric of one run in the window: what the store sent, merged into buckets, and what has come
 * since, merged as finely, so that the newest part looks like the rest. When it grows past twice the
 * wanted length, neighbours are merged in pairs; minima and maxima are kept, so no spike is lost.
 */
export class LiveSeries {
  readonly runId: number;
  readonly metric: string;
  steps: number[];
  seconds: number[];
  epochs: number[];
  values: number[];
  minima: number[];
  maxima: number[];
  private readonly maxPoints: number;
  /** Measured points that one point here stands for, and how many the last one holds so far. */
  private bucket: number;
  private inLast: number;
  /** Moves with every change. */
  revision = 0;

  /** @param maxPoints what the series was asked for with; at most twice as many are kept */
  constructor(series: MetricSeries, maxPoints: number) {
    this.runId = series.runId;
    this.metric = series.metric;
    this.steps = [...series.steps];
    this.seconds = [...series.seconds];
    this.epochs = [...series.epochs];
    this.values = [...series.values];
    this.minima = [...series.minima];
    this.maxima = [...series.maxima];
    this.maxPoints = maxPoints;
    this.bucket = Math.max(1, Math.round(series.total / Math.max(1, series.steps.length)));
    // What the store's last bucket holds is not known; a new one is begun.
    this.inLast = this.bucket;
  }

  static empty(runId: number, metric: string, maxPoints: number): LiveSeries {
    const none = { steps: [], seconds: [], epochs: [], values: [], minima: [], maxima: [] };
    return new LiveSeries({ runId, metric, ...none, total: 0 }, maxPoints);
  }

  get length(): number {
    return this.steps.length;
  }

  /** Positions along the axis, ascending. */
  along(progress: Progress): readonly number[] {
    if (progress === 'time') return this.seconds;
    return progress === 'epoch' ? this.epochs : this.steps;
  }

  /**
   * Adds a point; whether anything changed. A point that the store already sent is passed over, so
   * points that arrive while the series is being fetched are not drawn twice.
   */
  append(point: MetricPoint): boolean {
    const value = point.metrics[this.metric];
    const last = this.steps[this.steps.length - 1];
    if (value === undefined || (last !== undefined && point.step <= last)) return false;
    if (this.inLast < this.bucket) this.mergeIntoLast(point, value);
    else this.push(point, value);
    if (this.steps.length > 2 * this.maxPoints) this.halve();
    this.revision++;
    return true;
  }

  private push(point: MetricPoint, value: number): void {
    this.steps.push(point.step);
    this.seconds.push(point.seconds);
    this.epochs.push(point.epoch);
    for (const array of [this.values, this.minima, this.maxima]) array.push(value);
    this.inLast = 1;
  }

  private mergeIntoLast(point: MetricPoint, value: number): void {
    const last = this.steps.length - 1;
    this.steps[last] = point.step;
    this.seconds[last] = point.seconds;
    this.epochs[last] = point.epoch;
    this.values[last]! += (value - this.values[last]!) / (this.inLast + 1);
    this.minima[last] = Math.min(this.minima[last]!, value);
    this.maxima[last] = Math.max(this.maxima[last]!, value);
    this.inLast++;
  }

  /** Forgets what lies after a step: the run went on from an earlier checkpoint. */
  voidAfter(step: number): boolean {
    const kept = this.steps.findIndex((candidate) => candidate > step);
    if (kept < 0) return false;
    this.inLast = this.bucket;
    for (const array of [this.steps, this.seconds, this.epochs]) array.length = kept;
    for (const array of [this.values, this.minima, this.maxima]) array.length = kept;
    this.revision++;
    return true;
  }

  private halve(): void {
    // The newest is left alone: it is still being filled.
    const pairs = (array: number[], join: (a: number, b: number) => number): number[] => {
      const joined: number[] = [];
      const end = array.length - 1;
      for (let i = 0; i < end; i += 2) {
        joined.push(i + 1 < end ? join(array[i]!, array[i + 1]!) : array[i]!);
      }
      joined.push(array[end]!);
      return joined;
    };
    this.steps = pairs(this.steps, (_, b) => b);
    this.seconds = pairs(this.seconds, (_, b) => b);
    this.epochs = pairs(this.epochs, (_, b) => b);
    this.values = pairs(this.values, (a, b) => (a + b) / 2);
    this.minima = pairs(this.minima, Math.min);
    this.maxima = pairs(this.maxima, Math.max);
    this.bucket *= 2;
  }
}
