import { describeMetric } from '../../../src/contract/index.ts';

/** Metrics that share one chart. */
export interface MetricGroup {
  readonly id: string;
  /** The metric whose name and unit stand over the chart. */
  readonly lead: string;
  /** In the order of drawing: what is pale first. */
  readonly metrics: readonly string[];
  /** Baselines are drawn by this metric; null where none makes sense. */
  readonly baselineBy: string | null;
  /** Says the same as another chart in other units: shown only on request. */
  readonly restated: boolean;
}

interface Together {
  readonly lead: string;
  /** In the order of drawing. */
  readonly metrics: readonly string[];
}

/** Memory with its peak, that of a GPU with all there is: by whose name comes first. */
const together: Readonly<Record<string, Together>> = {
  'sys/peak_rss': { lead: 'sys/rss', metrics: ['sys/rss', 'sys/peak_rss'] },
  'sys/gpu_memory': {
    lead: 'sys/gpu_memory',
    metrics: ['sys/gpu_memory_total', 'sys/gpu_memory'],
  },
};

/** Metrics that are another one times a constant, so that their curves have the same shape. */
const restatements: Readonly<Record<string, string>> = {
  bits: 'nats',
  bpc: 'nats',
  mse_original: 'mse',
  mae_original: 'mae',
  mase: 'mae',
};

/** Whether a metric only says in other units what another one of the same split says. */
export function restates(name: string, present: Iterable<string>): boolean {
  const [split, base = ''] = name.split('/');
  const original = restatements[base];
  return original !== undefined && [...present].includes(`${split}/${original}`);
}

/**
 * How a run's metrics are spread over charts: first the primary metric with the training loss, then
 * other measured metrics, the learning rate, the gradient, speed, and what the machine reports.
 * @param primary metric that decides "best", with its split: `val/mse`
 */
export function chartGroups(names: Iterable<string>, primary: string): MetricGroup[] {
  const present = new Set(names);
  const groups = [mainGroup(present, primary)];
  const used = new Set(groups[0]!.metrics);
  const take = (
    id: string,
    metrics: readonly string[],
    baselineBy: string | null = null,
    first?: string,
  ): void => {
    const rest = metrics.filter((name) => present.has(name) && !used.has(name));
    if (rest.length === 0) return;
    for (const name of rest) used.add(name);
    const restated = restates(rest[0]!, present);
    const lead = first !== undefined && rest.includes(first) ? first : rest[0]!;
    groups.push({ id, lead, metrics: rest, baselineBy, restated });
  };
  for (const base of measuredBases(present))
    take(base, [`train/${base}`, `val/${base}`], `val/${base}`);
  take('lr', ['lr']);
  // Before clipping is the pale one: what is applied is what counts.
  take('grad_norm', ['grad_norm', 'grad_norm_clipped']);
  for (const name of [...present].sort(bySpeedThenMemory)) {
    const group = together[name] ?? { lead: name, metrics: [name] };
    take(name, group.metrics, null, group.lead);
  }
  return groups;
}

function mainGroup(present: ReadonlySet<string>, primary: string): MetricGroup {
  const base = primary.slice(primary.indexOf('/') + 1);
  const train =
    present.has(`train/${base}`) || present.has('val/loss') ? `train/${base}` : 'train/loss';
  return {
    id: 'main',
    lead: primary,
    metrics: [train, primary],
    baselineBy: primary,
    restated: false,
  };
}

/** Bases of `train/` and `val/` metrics; those with a direction first, in order of their names. */
function measuredBases(present: ReadonlySet<string>): string[] {
  const bases = [...present]
    .filter((name) => name.startsWith('val/') || name.startsWith('train/'))
    .map((name) => name.slice(name.indexOf('/') + 1));
  const rank = (base: string): number =>
    describeMetric(`val/${base}`).direction === 'none' ? 1 : 0;
  return [...new Set(bases)].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

function bySpeedThenMemory(a: string, b: string): number {
  const rank = (name: string): number =>
    name.endsWith('_per_sec') ? 0 : name.startsWith('sys/') ? 2 : 1;
  return rank(a) - rank(b) || a.localeCompare(b);
}
