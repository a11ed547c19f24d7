import { describeMetric, type Run, runColor, type Theme } from '../../../src/contract/index.ts';
import type { BaselineLine, Curve, CurveData, CurveOptions } from '../../charts/curves/data.ts';
import type { LiveSeries } from '../../charts/live-series.ts';
import { progressLabel, splitLabel } from '../../charts/words.ts';
import { rankedBaselines } from '../runs/run-figures.ts';
import type { MetricGroup } from './chart-groups.ts';

/** A series as a curve of its run's colour. */
export function curveOf(
  series: LiveSeries,
  look: { label: string; color: string; pale: boolean },
  options: CurveOptions,
): Curve {
  return {
    id: `${series.runId} ${series.metric}`,
    ...look,
    xs: series.along(options.progress),
    values: series.values,
    minima: series.minima,
    maxima: series.maxima,
  };
}

/** One run's chart of a group of metrics. */
export function groupData(
  run: Run,
  group: MetricGroup,
  seriesOf: (metric: string) => LiveSeries | undefined,
  options: CurveOptions,
  theme: Theme,
): CurveData {
  const color = runColor(run.color, theme);
  const shown = group.metrics.filter((metric) => (seriesOf(metric)?.length ?? 0) > 0);
  const curves = shown.map((metric) => {
    const pale = group.metrics.length > 1 && metric !== group.metrics[group.metrics.length - 1];
    const label = group.metrics.length > 1 ? splitLabel(metric) : '';
    return curveOf(seriesOf(metric)!, { label, color, pale }, options);
  });
  const baselines: BaselineLine[] =
    group.baselineBy === null ? [] : rankedBaselines(run.baselines, group.baselineBy);
  const { label, unit } = describeMetric(group.lead);
  return {
    curves,
    baselines,
    options,
    xLabel: progressLabel(options.progress),
    yLabel: unit === '' ? label : `${label} (${unit})`,
    domains: null,
  };
}
