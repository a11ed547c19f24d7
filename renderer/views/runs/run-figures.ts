import { type Baseline, describeMetric, isBetter, type Run } from '../../../src/contract/index.ts';

/** A naive forecast by one metric. */
export interface RankedBaseline {
  readonly name: string;
  readonly label: string;
  readonly value: number;
}

/** What stands in a run's row beside its own record. */
export interface RunFigures {
  /** Best value of the primary metric; null before the first measurement. */
  readonly best: number | null;
  /** The strongest naive forecast by the same metric. */
  readonly baseline: RankedBaseline | null;
  /** Share by which the best value beats it (negative: loses); null when either is missing. */
  readonly gain: number | null;
  /** Share of the work done, 0 to 1; null while unknown. */
  readonly done: number | null;
}

/** @param primary metric that decides "best", with its split: `val/mse` */
export function figuresOf(run: Run, primary: string): RunFigures {
  const best = run.best[primary] ?? null;
  const baseline = strongestBaseline(run.baselines, primary);
  const gain = best === null || baseline === null ? null : gainOver(primary, best, baseline.value);
  return { best, baseline, gain, done: doneShare(run) };
}

/** The baselines that were measured by a metric, the strongest first. */
export function rankedBaselines(baselines: readonly Baseline[], metric: string): RankedBaseline[] {
  const measured = baselines.flatMap(({ name, label, metrics }) => {
    const value = metrics[metric];
    return value === undefined || !Number.isFinite(value) ? [] : [{ name, label, value }];
  });
  return measured.sort((a, b) => (isBetter(metric, a.value, b.value) ? -1 : 1));
}

function strongestBaseline(baselines: readonly Baseline[], metric: string): RunFigures['baseline'] {
  return rankedBaselines(baselines, metric)[0] ?? null;
}

/** By what share `value` is better than `reference`: 0.31 is "31 % better". */
export function gainOver(metric: string, value: number, reference: number): number | null {
  const { direction } = describeMetric(metric);
  if (direction === 'none' || reference === 0) return null;
  const change = (value - reference) / Math.abs(reference);
  return direction === 'min' ? -change : change;
}

function doneShare(run: Run): number | null {
  if (run.state === 'completed') return 1;
  if (run.remainingSeconds === null || run.seconds + run.remainingSeconds <= 0) return null;
  return run.seconds / (run.seconds + run.remainingSeconds);
}
