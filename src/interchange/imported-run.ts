import type { MetricPoint, RunSource, RunState, Settings } from '../contract/index.ts';

/** A run that another program recorded, in Unroll's terms. */
export interface ImportedRun {
  /** As the other program calls it; made unique when it is kept. */
  readonly name: string;
  readonly settings: Settings;
  /** In the order of their steps. */
  readonly points: readonly MetricPoint[];
  readonly state: Extract<RunState, 'completed' | 'failed' | 'cancelled' | 'interrupted'>;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly tags: readonly string[];
  readonly notes: string;
  readonly source: RunSource;
}

/** A value with its metric and place, as other programs keep them: one by one. */
export interface LooseValue {
  readonly metric: string;
  readonly step: number;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Gathers loose values into points with ascending steps. Of several values of a metric at one step the
 * last one counts; what is no number is left out.
 * @param start of the run, milliseconds since 1970
 */
export function pointsOf(values: readonly LooseValue[], start: number): MetricPoint[] {
  const byStep = new Map<number, { at: number; metrics: Record<string, number> }>();
  for (const { metric, step, value, at } of values) {
    if (!Number.isFinite(value)) continue;
    const place = Math.max(0, Math.round(step));
    const point = byStep.get(place) ?? { at, metrics: {} };
    point.metrics[metric] = value;
    point.at = Math.max(point.at, at);
    byStep.set(place, point);
  }
  let seconds = 0;
  return [...byStep]
    .sort(([a], [b]) => a - b)
    .map(([step, { at, metrics }]) => {
      // Time never runs backwards, whatever order values were logged in.
      seconds = Math.max(seconds, (at - start) / 1000);
      return { step, seconds, epoch: 0, metrics };
    });
}

/** Numbers and truth values as such, everything else as text. */
export function settingOf(text: string): number | boolean | string {
  const trimmed = text.trim();
  if (/^(true|false)$/i.test(trimmed)) return trimmed.toLowerCase() === 'true';
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
}

/** The metric that says how good a run is: a validation loss or score before any other. */
export function decidingMetric(names: readonly string[]): string {
  const patterns = [
    /^val(idation)?[/_].*loss/i,
    /^(eval|test)[/_].*loss/i,
    /loss/i,
    /^val/i,
    /acc/i,
  ];
  for (const pattern of patterns) {
    const found = names.find((name) => pattern.test(name));
    if (found !== undefined) return found;
  }
  return names[0] ?? 'loss';
}
