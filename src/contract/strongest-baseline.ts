import { isBetter } from './metrics.ts';
import type { Baseline } from './records/index.ts';

/** A naive row with its value of a metric. */
export interface RankedBaseline {
  readonly baseline: Baseline;
  readonly value: number;
}

/** The naive row that does best on a metric, by the metric's own direction; null where none has it. */
export function strongestBaseline(
  baselines: readonly Baseline[],
  metric: string,
): RankedBaseline | null {
  let best: RankedBaseline | null = null;
  for (const baseline of baselines) {
    const value = baseline.metrics[metric];
    if (value !== undefined && isBetter(metric, value, best?.value)) best = { baseline, value };
  }
  return best;
}
