import { SvelteSet } from 'svelte/reactivity';
import type { MetricPoint } from '../../src/contract/index.ts';
import { listen } from '../state/notices.ts';
import { problemFrom, request } from '../workbench.ts';
import { LiveSeries } from './live-series.ts';

/** Points asked for and shown of each series: more than a chart is wide, so nothing is lost to the eye. */
const MAX_POINTS = 1500;

/** Shortest time between two drawings: the processor is the trainer's, and the eye does not miss them. */
const REDRAW_MILLISECONDS = 80;

/**
 * The series that a view draws, kept up to date by `points` notices. Reading `version` in a
 * derivation makes it follow; it moves some times a second, however fast points come.
 */
export class SeriesBoard {
  version = $state(0);
  /** False until the first answer: the view reserves the room meanwhile. */
  loaded = $state(false);
  /** Why the series could not be had. */
  failure = $state.raw<string | null>(null);
  /** Every metric seen of the watched runs. */
  readonly names = new SvelteSet<string>();

  private readonly series = new Map<string, LiveSeries>();
  private readonly early = new Map<number, MetricPoint[]>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private loads = 0;
  private generation = 0;

  get(runId: number, metric: string): LiveSeries | undefined {
    return this.series.get(`${runId} ${metric}`);
  }

  /**
   * Says whether any of some series has changed: derive it, and what depends on it is made anew only
   * then. Reads `version`.
   */
  revisionOf(runIds: readonly number[], metrics: readonly string[]): string {
    void this.version;
    const revisions = runIds.flatMap((id) =>
      metrics.map((metric) => this.get(id, metric)?.revision ?? -1),
    );
    return `${this.loads} ${revisions.join(' ')}`;
  }

  /**
   * Watches runs; call it in an `$effect` and return its result.
   * @param metrics null for every metric that the runs have
   */
  watch(runIds: readonly number[], metrics: readonly string[] | null): () => void {
    const watched = new Set(runIds);
    const wanted = metrics === null ? null : new Set(metrics);
    const stops = [
      listen('points', ({ runId, points }) => {
        if (watched.has(runId)) this.take(runId, points, wanted);
      }),
      listen('points-void', ({ runId, afterStep }) => {
        if (watched.has(runId)) this.forget(runId, afterStep);
      }),
    ];
    void this.load(runIds, metrics);
    return () => {
      for (const stop of stops) stop();
      clearTimeout(this.timer);
      this.timer = undefined;
      this.generation++;
    };
  }

  private async load(runIds: readonly number[], metrics: readonly string[] | null): Promise<void> {
    const generation = ++this.generation;
    this.early.clear();
    for (const runId of runIds) this.early.set(runId, []);
    try {
      const names = await request('metrics.names', { runIds: [...runIds] });
      const known = (metrics ?? names).filter((name) => names.includes(name)).slice(0, 50);
      const loaded =
        known.length === 0
          ? []
          : await request('metrics.series', {
              runIds: [...runIds],
              metrics: known,
              maxPoints: MAX_POINTS,
            });
      if (generation !== this.generation) return;
      for (const name of [...this.names]) if (!names.includes(name)) this.names.delete(name);
      for (const name of names) this.names.add(name);
      this.series.clear();
      this.loads++;
      for (const one of loaded) {
        this.series.set(`${one.runId} ${one.metric}`, new LiveSeries(one, MAX_POINTS));
      }
      const wanted = metrics === null ? null : new Set(metrics);
      const early = [...this.early];
      this.early.clear();
      for (const [runId, points] of early) this.take(runId, points, wanted);
      this.failure = null;
    } catch (error) {
      if (generation !== this.generation) return;
      this.failure = problemFrom(error).message;
    }
    this.loaded = true;
    this.changed();
  }

  private take(
    runId: number,
    points: readonly MetricPoint[],
    wanted: ReadonlySet<string> | null,
  ): void {
    const waiting = this.early.get(runId);
    if (waiting !== undefined) {
      // The stored series are still on their way; appending first would put these points before them.
      waiting.push(...points);
      return;
    }
    let changed = false;
    for (const point of points) {
      for (const metric of Object.keys(point.metrics)) {
        this.names.add(metric);
        if (wanted !== null && !wanted.has(metric)) continue;
        changed = this.seriesOf(runId, metric).append(point) || changed;
      }
    }
    if (changed) this.changed();
  }

  private forget(runId: number, afterStep: number): void {
    const waiting = this.early.get(runId);
    if (waiting !== undefined) {
      this.early.set(
        runId,
        waiting.filter((point) => point.step <= afterStep),
      );
    }
    let changed = false;
    for (const series of this.series.values()) {
      if (series.runId === runId) changed = series.voidAfter(afterStep) || changed;
    }
    if (changed) this.changed();
  }

  private seriesOf(runId: number, metric: string): LiveSeries {
    const key = `${runId} ${metric}`;
    const known = this.series.get(key);
    if (known !== undefined) return known;
    const made = LiveSeries.empty(runId, metric, MAX_POINTS);
    this.series.set(key, made);
    return made;
  }

  private changed(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.version++;
    }, REDRAW_MILLISECONDS);
  }
}
