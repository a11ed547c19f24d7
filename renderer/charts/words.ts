import { describeMetric } from '../../src/contract/index.ts';
import { metrics } from '../messages/zh-CN/metrics.ts';
import { m } from '../paraglide/messages.js';
import { getLocale } from '../paraglide/runtime.js';
import type { Progress } from './live-series.ts';

/** Words of charts in the window's language. */
export function progressLabel(progress: Progress): string {
  if (progress === 'time') return m.chart_time();
  return progress === 'epoch' ? m.chart_epoch() : m.chart_step();
}

/** Name and unit of a metric such as `val/mse`, without its split. */
export function metricWords(name: string): { readonly label: string; readonly unit: string } {
  const own = metrics[name] ?? metrics[name.slice(name.indexOf('/') + 1)];
  return getLocale() === 'zh-CN' && own !== undefined ? own : describeMetric(name);
}

/** What a search makes small or large: a metric with its name, or a cost. */
export function objectiveLabel(name: string): string {
  if (name === 'parameters') return m.search_parameters();
  return name === 'seconds' ? m.search_seconds() : axisLabel(name);
}

/** "Loss (nats)": name and unit for an axis, the unit only where the name does not say it already. */
export function axisLabel(name: string): string {
  const { label, unit } = metricWords(name);
  const said = unit === '' || label.toLowerCase().includes(unit.toLowerCase());
  return said ? label : `${label} (${unit})`;
}

/** A label inside a sentence: "mean squared error", but "BLEU". */
export function inSentence(label: string): string {
  return /^[A-Z][a-z]/.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label;
}

/** "train", "validation", "test"; empty for a metric that has no split. */
export function splitLabel(metric: string): string {
  const split = metric.slice(0, metric.indexOf('/'));
  if (split === 'train') return m.chart_train();
  if (split === 'val') return m.chart_val();
  return split === 'test' ? m.chart_test() : '';
}

/** Name of a curve among those that share a chart. */
export function curveLabel(metric: string): string {
  if (metric === 'grad_norm') return m.chart_before_clipping();
  if (metric === 'grad_norm_clipped') return m.chart_after_clipping();
  return splitLabel(metric) || metricWords(metric).label;
}

/** A baseline's name in the window's language: its own words say which rule it follows. */
export function baselineLabel(baseline: { readonly name: string; readonly label: string }): string {
  if (getLocale() !== 'zh-CN') return baseline.label;
  const order = /^(\d+)-gram$/.exec(baseline.name);
  if (order !== null) return m.chart_baseline_ngram({ order: order[1]! });
  const period = /^seasonal-(\d+)$/.exec(baseline.name);
  if (period !== null) return m.chart_baseline_seasonal({ period: period[1]! });
  const fixed: Readonly<Record<string, () => string>> = {
    'last-value': m.chart_baseline_last,
    mean: m.chart_baseline_mean,
    unigram: m.chart_baseline_unigram,
    'most-frequent': m.chart_baseline_most_frequent,
    'nearest-length': m.chart_baseline_nearest_length,
    'frequent-class': m.chart_baseline_frequent_class,
    logistic: m.chart_baseline_logistic,
    linear: m.chart_baseline_linear,
    nearest: m.chart_baseline_nearest,
    dictionary: m.chart_baseline_dictionary,
    copy: m.chart_baseline_copy,
    memoryless: m.chart_baseline_memoryless,
    'note-frequency': m.chart_baseline_note_frequency,
    'last-frame': m.chart_baseline_last_frame,
    'own-habit': m.chart_baseline_own_habit,
  };
  return fixed[baseline.name]?.() ?? baseline.label;
}
