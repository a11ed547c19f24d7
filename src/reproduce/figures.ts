import { type RankedBaseline, strongestBaseline } from '../contract/index.ts';
import type { Target, Trained } from './reproduction.ts';

/** Value of a metric of a run: measured at the end, or the best one while training. */
export function measured({ run }: Trained, metric: string): number | null {
  return run.test[metric] ?? run.best[metric] ?? null;
}

/** Every value that was measured of the trials with this label, or of all. */
export function valuesOf(trained: readonly Trained[], metric: string, label?: string): number[] {
  return trained
    .filter(({ trial }) => label === undefined || trial.label === label)
    .map((one) => measured(one, metric))
    .filter((value) => value !== null);
}

/** Arithmetic mean; null of nothing. */
export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation over a sample (divided by n - 1); null of fewer than two. */
export function spread(values: readonly number[]): number | null {
  const center = mean(values);
  if (center === null || values.length < 2) return null;
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** The mean of a metric over all runs of a row, or of one trial: what most rows measure. */
export function meanOf(metric: string, label?: string): Pick<Target, 'metric' | 'value'> {
  return { metric, value: (trained) => mean(valuesOf(trained, metric, label)) };
}

/** The naive row that does best on a metric in any of the runs. */
export function strongestRow(trained: readonly Trained[], metric: string): RankedBaseline | null {
  return strongestBaseline(
    trained.flatMap(({ run }) => run.baselines),
    metric,
  );
}

/** As many digits that count. */
export function figureText(value: number, count = 4): string {
  const digits = Number(value.toPrecision(count));
  return String(digits);
}
