import {
  describeMetric,
  isBetter,
  type Run,
  runColor,
  type Theme,
} from '../../../src/contract/index.ts';
import type { Domain } from '../../charts/axis.ts';
import type { BaselineLine, Curve, CurveData, CurveOptions } from '../../charts/curves/data.ts';
import type { LiveSeries } from '../../charts/live-series.ts';
import { axisLabel, progressLabel } from '../../charts/words.ts';
import { restates } from '../run/chart-groups.ts';
import { baselineLines, curveOf } from '../run/curve-data.ts';
import { bandOf } from './bands.ts';
import { shownSetting } from './colouring.ts';

/** Most runs whose curves are still told apart. */
export const mostRuns = 50;

/** How compared runs are drawn. */
export interface CompareLook {
  /** The setting by which curves have their colours; null gives each run its own. */
  colourBy: string | null;
  /** Runs that share this setting become one band; `seedsOnly`: those that share all of them. */
  bandsOver: string | null;
  /** Leaves rare values out of view. */
  clipped: boolean;
}

/** Stands for runs that differ in nothing but the seed. */
export const seedsOnly = 'seeds';

/** One metric of several runs in one chart. */
export function compareData(
  runs: readonly Run[],
  metric: string,
  seriesOf: (runId: number, metric: string) => LiveSeries | undefined,
  options: CurveOptions,
  look: { readonly colors: ReadonlyMap<number, string>; readonly bandsOver: string | null },
  theme: Theme,
  shared: Domain | null,
): CurveData {
  const pale = metric.startsWith('train/');
  const curves = runs.flatMap((run) => {
    const series = seriesOf(run.id, metric);
    if (series === undefined || series.length === 0) return [];
    const color = look.colors.get(run.id) ?? runColor(run.color, theme);
    return [{ run, curve: curveOf(series, { label: run.name, color, pale }, options) }];
  });
  return {
    curves:
      look.bandsOver === null ? curves.map(({ curve }) => curve) : bandsOf(curves, look.bandsOver),
    baselines: sharedBaselines(runs, metric),
    options,
    xLabel: progressLabel(options.progress),
    yLabel: axisLabel(metric),
    shared,
    domains: null,
  };
}

/** One curve with a band for each value of a setting, or for runs with equal settings. */
function bandsOf(
  curves: readonly { readonly run: Run; readonly curve: Curve }[],
  over: string,
): Curve[] {
  const groups = new Map<string, { readonly run: Run; readonly curve: Curve }[]>();
  for (const one of curves) {
    const key = over === seedsOnly ? withoutSeed(one.run) : shownSetting(one.run.settings[over]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([key, members]) => {
    const [first] = members;
    if (first === undefined || members.length === 1) return members[0]!.curve;
    const { pale, color } = first.curve;
    const name = over === seedsOnly ? first.run.name : `${over} = ${key}`;
    const label = `${name} × ${members.length}`;
    return bandOf(
      members.map(({ curve }) => curve),
      { id: `${key} ${first.curve.id}`, label, color, pale },
    );
  });
}

function withoutSeed({ task, datasetHash, settings }: Run): string {
  const { seed: _, ...others } = settings;
  return JSON.stringify([task, datasetHash, others]);
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
