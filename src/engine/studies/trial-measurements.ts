import {
  type MetricPoint,
  primaryMetricOf,
  type Run,
  type TaskDescriptor,
} from '../../contract/index.ts';
import type { Study } from '../../search/study.ts';
import type { Store } from '../../store/store.ts';
import { measuredAt } from './objectives.ts';
import { notMeasured } from './problems.ts';

/** What the runs of a study's trials measure on their way, told to the study as reports. */
export class TrialMeasurements {
  readonly #study: Study;
  readonly #task: TaskDescriptor;
  readonly #store: Store;
  /** Training steps at which each trial was evaluated, in order: their count is a report's step. */
  readonly #evaluated = new Map<number, number[]>();

  constructor(study: Study, task: TaskDescriptor, store: Store) {
    this.#study = study;
    this.#task = task;
    this.#store = store;
  }

  /** A trial begins, or goes on with what its run measured before. */
  begin(number: number, runId: number): void {
    const [series] = this.#store.metrics.series([runId], [this.#firstMetric], 100_000);
    this.#evaluated.set(number, [...(series?.steps ?? [])]);
  }

  /**
   * @returns whether the trial has reports
   * @throws UnrollError `objective-not-measured` when no trial of the study measures an objective
   */
  hear(number: number, runId: number, points: readonly MetricPoint[]): boolean {
    const first = this.#firstMetric;
    for (const point of points) {
      this.#expectMeasured(runId, point);
      if (point.metrics[first] === undefined) continue;
      const parameters = this.#store.runs.get(runId).facts?.parameters;
      const values = measuredAt(this.#study.definition.objectives, point, parameters);
      if (values === null) continue;
      const steps = this.#evaluated.get(number)!;
      if (!steps.includes(point.step)) steps.push(point.step);
      this.#study.report(number, steps.length, values);
    }
    return this.#study.trials[number]!.reports.length > 0;
  }

  /** Reports that a resumed run will make again stay until it does: they are the same. */
  forget(number: number, afterStep: number): void {
    const steps = this.#evaluated.get(number)!;
    this.#evaluated.set(
      number,
      steps.filter((step) => step <= afterStep),
    );
  }

  /** What was measured where the run was best, which is the checkpoint that it keeps. */
  resultsOf(run: Run, number: number): readonly number[] | null {
    const { reports, until } = this.#study.trials[number]!;
    // The next stretch goes on from its end, not from where it was best.
    if (until !== null) return reports.at(-1)?.values ?? null;
    const kept = (this.#evaluated.get(number) ?? []).indexOf(run.bestStep ?? -1);
    return (reports[kept] ?? reports.at(-1))?.values ?? null;
  }

  end(number: number): void {
    this.#evaluated.delete(number);
  }

  /** One trial of many may lack what its settings do not give; the first evaluation may not. */
  #expectMeasured(runId: number, { metrics }: MetricPoint): void {
    if (this.#study.trials.some(({ reports }) => reports.length > 0)) return;
    const deciding = primaryMetricOf(this.#task, this.#store.runs.get(runId).settings);
    if (metrics[deciding] === undefined) return;
    const absent = this.#study.definition.objectives.find(
      ({ name }) => name.startsWith('val/') && metrics[name] === undefined,
    );
    if (absent !== undefined) throw notMeasured(absent.name, Object.keys(metrics));
  }

  /** The objective that tells evaluations from other points. */
  get #firstMetric(): string {
    const measured = this.#study.definition.objectives.find(({ name }) => name.startsWith('val/'));
    return measured?.name ?? this.#task.primaryMetric;
  }
}
