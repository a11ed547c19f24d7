import type { Baseline, MetricValues } from '../contract/index.ts';

/** Values that are no finite numbers say nothing, and cannot be written into a checkpoint. */
function finiteMetrics(values: MetricValues): MetricValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}

/** The finite ones, under the names that tell the part: `val/loss`. */
export function metricsOfPart(part: 'val' | 'test', values: MetricValues): MetricValues {
  const finite = Object.entries(finiteMetrics(values));
  return Object.fromEntries(finite.map(([name, value]) => [`${part}/${name}`, value]));
}

/** Baselines with their finite metrics only. */
export function finiteBaselines(baselines: readonly Baseline[]): Baseline[] {
  return baselines.map((baseline) => ({ ...baseline, metrics: finiteMetrics(baseline.metrics) }));
}
