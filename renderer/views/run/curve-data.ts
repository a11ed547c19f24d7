import { type Run, runColor, type Theme } from '../../../src/contract/index.ts';
import { type Domain, growProgress, unionOf } from '../../charts/axis.ts';
import type { BaselineLine, Curve, CurveData, CurveOptions } from '../../charts/curves/data.ts';
import { endsOf } from '../../charts/curves/domains.ts';
import type { LiveSeries } from '../../charts/live-series.ts';
import { axisLabel, baselineLabel, curveLabel, progressLabel } from '../../charts/words.ts';
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

/** How fast a run goes is read from its mean; the raw line is noise and stays a shadow. */
const speedSmoothing = 0.8;
const isSpeed = (metric: string): boolean => metric.endsWith('_per_sec');

/** One run's chart of a group of metrics. */
export function groupData(
  run: Run,
  group: MetricGroup,
  seriesOf: (metric: string) => LiveSeries | undefined,
  options: CurveOptions,
  theme: Theme,
  shared: Domain | null,
): CurveData {
  const color = runColor(run.color, theme);
  const drawn = isSpeed(group.lead)
    ? { ...options, smoothing: Math.max(speedSmoothing, options.smoothing) }
    : options;
  const shown = group.metrics.filter((metric) => (seriesOf(metric)?.length ?? 0) > 0);
  const curves = shown.map((metric) => {
    const pale = group.metrics.length > 1 && metric !== group.metrics[group.metrics.length - 1];
    const label = group.metrics.length > 1 ? curveLabel(metric) : '';
    return curveOf(seriesOf(metric)!, { label, color, pale }, options);
  });
  const baselines: BaselineLine[] =
    group.baselineBy === null ? [] : baselineLines(run, group.baselineBy);
  return {
    curves,
    baselines,
    options: drawn,
    xLabel: progressLabel(options.progress),
    yLabel: axisLabel(group.lead),
    shared,
    domains: null,
  };
}

/** A run's baselines by a metric, the strongest first, named in the window's language. */
export function baselineLines(run: Run, metric: string): BaselineLine[] {
  return rankedBaselines(run.baselines, metric).map((baseline) => ({
    label: baselineLabel(baseline),
    value: baseline.value,
  }));
}

/**
 * How far several series reach along x together. While live it moves in steps, as the axis does, and
 * gives the same object until then, so that charts whose own data stands still are left alone.
 */
export function sharedAxis(): (
  series: Iterable<LiveSeries | undefined>,
  options: CurveOptions,
) => Domain | null {
  let kept: { key: string; domain: Domain } | undefined;
  return (series, { progress, xScaling, live }) => {
    let extent: Domain | undefined;
    for (const one of series) {
      if (one !== undefined) extent = unionOf(extent, endsOf(one.along(progress), xScaling));
    }
    if (extent === undefined) return null;
    const key = `${progress} ${xScaling} ${live}`;
    const previous = kept?.key === key ? kept.domain : undefined;
    kept = { key, domain: live ? growProgress(previous, extent.max, xScaling) : extent };
    return kept.domain;
  };
}
