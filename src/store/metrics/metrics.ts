import type { MetricPoint, MetricSeries, MetricValues } from '../../contract/index.ts';
import type { Connection } from '../database.ts';
import { readSeries } from './downsampling.ts';
import { emptySeries, notePoints, type Series } from './series.ts';
import { SeriesStorage } from './series-storage.ts';

/** Best and last value of every metric of a run. */
export interface MetricDigest {
  readonly best: MetricValues;
  readonly last: MetricValues;
  readonly bestSteps: MetricValues;
}

/**
 * Metric series of runs: any number of points, read back downsampled in a time that hardly grows with
 * their number.
 *
 * Guarantees: a report is stored wholly or not at all, also when the process is killed while writing;
 * steps never decrease within a series.
 */
export class Metrics {
  readonly #database: Connection;
  readonly #storage: SeriesStorage;
  readonly #statements: ReturnType<typeof prepareStatements>;
  /** Series of runs that are being written, so that appending reads nothing. */
  readonly #open = new Map<number, Map<string, Series>>();

  constructor(database: Connection) {
    this.#database = database;
    this.#storage = new SeriesStorage(database);
    this.#statements = prepareStatements(database);
  }

  /** @throws RangeError on a step before the last one of its series; nothing is stored then */
  append(runId: number, points: readonly MetricPoint[]): void {
    this.#write(runId, () => {
      const open = this.#openSeries(runId);
      for (const [metric, values] of byMetric(points)) {
        const series = open.get(metric) ?? this.#createSeries(runId, metric);
        open.set(metric, series);
        checkOrder(series, values);
        this.#storage.append(series, values);
        notePoints(series, values);
        this.#statements.save.run(series);
      }
    });
  }

  /**
   * Removes the points above a step, because training goes on from there.
   * @returns whether there were any
   */
  truncate(runId: number, afterStep: number): boolean {
    return this.#write(runId, () => {
      const cut = this.#statements.ofRun.all(runId).filter((series) => series.lastStep > afterStep);
      for (const series of cut) this.#truncateSeries(series, afterStep);
      this.#open.delete(runId);
      return cut.length > 0;
    });
  }

  /** Names of the metrics that any of these runs has, in order of first appearance. */
  names(runIds: readonly number[]): string[] {
    return this.#statements.names.all(JSON.stringify(runIds)).map((row) => row.metric);
  }

  /** Every metric that any run ever measured. */
  allNames(): string[] {
    return this.#statements.allNames.all().map((row) => row.metric);
  }

  /**
   * One series for each run and metric that has points, of at most `maxPoints` (from 10) buckets; see
   * `BucketBuilder` for what a bucket keeps.
   */
  series(runIds: readonly number[], metrics: readonly string[], maxPoints: number): MetricSeries[] {
    // One transaction, so that a reader beside the writer sees one moment.
    const read = this.#database.transaction(() =>
      runIds.flatMap((runId) =>
        metrics.flatMap((metric) => {
          const series = this.#statements.find.get(runId, metric);
          return series === undefined ? [] : [readSeries(this.#storage, series, maxPoints)];
        }),
      ),
    );
    return read();
  }

  /** Runs without points are absent. */
  digests(runIds: readonly number[]): ReadonlyMap<number, MetricDigest> {
    const digests = new Map<number, MetricDigest>();
    for (const series of this.#statements.ofRuns.all(JSON.stringify(runIds))) {
      const { best, last, bestSteps } = digests.get(series.runId) ?? emptyDigest();
      last[series.metric] = series.last;
      if (series.best !== null) best[series.metric] = series.best;
      if (series.bestStep !== null) bestSteps[series.metric] = series.bestStep;
      digests.set(series.runId, { best, last, bestSteps });
    }
    return digests;
  }

  /** Lets go of what is kept in memory for a run that is no longer written. */
  release(runId: number): void {
    this.#open.delete(runId);
  }

  #write<T>(runId: number, work: () => T): T {
    try {
      return this.#database.transaction(work).immediate();
    } catch (error) {
      // What is in memory may be ahead of what was rolled back.
      this.#open.delete(runId);
      throw error;
    }
  }

  #openSeries(runId: number): Map<string, Series> {
    const known = this.#open.get(runId);
    if (known !== undefined) return known;
    const rows = this.#statements.ofRun.all(runId);
    const open = new Map(rows.map((series) => [series.metric, series]));
    this.#open.set(runId, open);
    return open;
  }

  #createSeries(runId: number, metric: string): Series {
    const { lastInsertRowid } = this.#statements.create.run(runId, metric);
    return emptySeries(Number(lastInsertRowid), runId, metric);
  }

  #truncateSeries(series: Series, afterStep: number): void {
    this.#storage.truncate(series, afterStep);
    const kept = emptySeries(series.id, series.runId, series.metric);
    for (const points of this.#storage.packedPoints(series)) notePoints(kept, points);
    notePoints(kept, this.#storage.tail(series));
    if (kept.total === 0) this.#statements.remove.run(series.id);
    else this.#statements.save.run({ ...kept, packed: series.packed });
  }
}

function emptyDigest() {
  return { best: {} as MetricValues, last: {} as MetricValues, bestSteps: {} as MetricValues };
}

/** The points of each metric in the layout of `packing.ts`; values that are no numbers are left out. */
function byMetric(points: readonly MetricPoint[]): Map<string, Float64Array> {
  const collected = new Map<string, number[]>();
  for (const { step, seconds, epoch, metrics } of points) {
    for (const [metric, value] of Object.entries(metrics)) {
      if (!Number.isFinite(value)) continue;
      const values = collected.get(metric) ?? [];
      if (values.length === 0) collected.set(metric, values);
      values.push(step, seconds, epoch, value);
    }
  }
  return new Map([...collected].map(([metric, values]) => [metric, Float64Array.from(values)]));
}

function checkOrder(series: Series, values: Float64Array): void {
  let last = series.lastStep;
  for (let i = 0; i < values.length; i += 4) {
    const step = values[i]!;
    if (step < last) {
      throw new RangeError(`${series.metric}: step ${step} comes after step ${last}`);
    }
    last = step;
  }
}

function prepareStatements(database: Connection) {
  const select = `SELECT id, run_id AS runId, metric, packed, total, last_step AS lastStep, last,
    best, best_step AS bestStep FROM metric_series`;
  return {
    find: database.prepare<[number, string], Series>(`${select} WHERE run_id = ? AND metric = ?`),
    ofRun: database.prepare<[number], Series>(`${select} WHERE run_id = ? ORDER BY id`),
    ofRuns: database.prepare<[string], Series>(
      `${select} WHERE run_id IN (SELECT value FROM json_each(?)) ORDER BY id`,
    ),
    names: database.prepare<[string], { metric: string }>(
      `SELECT metric FROM metric_series WHERE run_id IN (SELECT value FROM json_each(?))
       GROUP BY metric ORDER BY min(id)`,
    ),
    allNames: database.prepare<[], { metric: string }>('SELECT DISTINCT metric FROM metric_series'),
    create: database.prepare<[number, string]>(
      'INSERT INTO metric_series (run_id, metric) VALUES (?, ?)',
    ),
    remove: database.prepare<[number]>('DELETE FROM metric_series WHERE id = ?'),
    save: database.prepare<[Series]>(
      `UPDATE metric_series SET packed = @packed, total = @total, last_step = @lastStep,
         last = @last, best = @best, best_step = @bestStep WHERE id = @id`,
    ),
  };
}
