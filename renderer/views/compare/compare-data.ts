import {
  describeMetric,
  isBetter,
  type Run,
  runColor,
  type Theme,
} from '../../../src/contract/index.ts';
import type { Domain } from '../../charts/axis.ts';
import type { BaselineLine, CurveData, CurveOptions } from '../../charts/curves/data.ts';
import type { LiveSeries } from '../../charts/live-series.ts';
import { axisLabel, progressLabel } from '../../charts/words.ts';
import { restates } from '../run/chart-groups.ts';
import { baselineLines, curveOf } from '../run/curve-data.ts';

/** Most runs whose curves are still told apart. */
export const mostRuns = 50;

/** One metric of several runs in one chart. */
export function compareData(
  runs: readonly Run[],
  metric: string,
  seriesOf: (runId: number, metric: string) => LiveSeries | undefined,
  options: CurveOptions,
  theme: Theme,
  shared: Domain | null,
): CurveData {
  const pale = metric.startsWith('train/');
  const curves = runs.flatMap((run) => {
    const series = seriesOf(run.id, metric);
    if (series === undefined || series.length === 0) return [];
    return [curveOf(series, { label: run.name, color: runColor(run.color, theme), pale }, options)];
  });
  return {
    curves,
    baselines: sharedBaselines(runs, metric),
    options,
    xLabel: progressLabel(options.progress),
    yLabel: axisLabel(metric),
    shared,
    domains: null,
  };
}

/**
 * The baselines of all runs without doubles, the strongest first: runs on the same data have the same
 * ones. Training curves are measured against validation's, since that is what the runs must beat.
 */
function sharedBaselines(runs: readonly Run[], metric: string): BaselineLine[] {
  const all = runs.flatMap((run) => baselineLines(run, metric));
  const distinct = new Map(
    all.map((baseline) => [`${baseline.label} ${baseline.value}`, baseline]),
  );
  return [...distinct.values()].sort((a, b) => (isBetter(metric, a.value, b.value) ? -1 : 1));
}

/** Metrics in the order of a chooser: validation first, then training, then what is only watched. */
export function orderMetrics(names: Iterable<string>): string[] {
  const rank = (name: string): number => {
    if (name.startsWith('val/')) return 0;
    if (name.startsWith('train/')) return 1;
    return describeMetric(name).direction === 'none' ? 3 : 2;
  };
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Metrics shown before a person has chosen: what decides "best" in each task, and the training loss. */
export function usualMetrics(primaries: readonly string[], names: ReadonlySet<string>): string[] {
  const wanted = [...new Set(primaries), 'train/loss'];
  return names.size === 0 ? wanted : wanted.filter((name) => names.has(name));
}

/** Columns of the results: what decides, then the other metrics, then what says the same in other units. */
export function orderResults(names: readonly string[], primaries: readonly string[]): string[] {
  const rank = (name: string): number => {
    if (primaries.includes(name)) return 0;
    if (restates(name, names)) return 3;
    return name.startsWith('test/') ? 2 : 1;
  };
  return names.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}
