import { m } from '../paraglide/messages.js';
import type { Progress } from './live-series.ts';

/** Words of charts in the window's language. */
export function progressLabel(progress: Progress): string {
  if (progress === 'time') return m.chart_time();
  return progress === 'epoch' ? m.chart_epoch() : m.chart_step();
}

/** Short name of a metric's half: "train", "validation"; the metric itself where it has no split. */
export function splitLabel(metric: string): string {
  if (metric === 'grad_norm') return m.chart_before_clipping();
  if (metric === 'grad_norm_clipped') return m.chart_after_clipping();
  const split = metric.slice(0, metric.indexOf('/'));
  if (split === 'train') return m.chart_train();
  if (split === 'val') return m.chart_val();
  return split === 'test' ? m.chart_test() : '';
}
