import { describeMetric, isBetter } from '../../contract/index.ts';
import { pointWidth } from './packing.ts';

/** One metric of one run, without its points. */
export interface Series {
  id: number;
  runId: number;
  metric: string;
  /** Points that lie in chunks; the others, the newest, are rows of the tail. */
  packed: number;
  total: number;
  lastStep: number;
  last: number;
  best: number | null;
  bestStep: number | null;
}

export function emptySeries(id: number, runId: number, metric: string): Series {
  const figures = { packed: 0, total: 0, lastStep: -1, last: 0, best: null, bestStep: null };
  return { id, runId, metric, ...figures };
}

/** Folds points (in the layout of `packing.ts`) into the figures of their series. */
export function notePoints(series: Series, points: Float64Array): void {
  const directed = describeMetric(series.metric).direction !== 'none';
  for (let i = 0; i < points.length; i += pointWidth) {
    const step = points[i]!;
    const value = points[i + 3]!;
    if (directed && isBetter(series.metric, value, series.best ?? undefined)) {
      series.best = value;
      series.bestStep = step;
    }
    series.last = value;
    series.lastStep = step;
    series.total += 1;
  }
}
