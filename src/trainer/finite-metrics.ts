import type { Baseline, MetricValues } from '../contract/index.ts';

/** Figures that are no finite numbers say nothing, and cannot be written into a checkpoint. */
export function finiteMetrics(values: MetricValues): MetricValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}

export function finiteBaselines(baselines: readonly Baseline[]): Baseline[] {
  return baselines.map((baseline) => ({ ...baseline, metrics: finiteMetrics(baseline.metrics) }));
}
