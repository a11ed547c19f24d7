import { SvelteMap } from 'svelte/reactivity';
import type { Run } from '../../../src/contract/index.ts';
import { request } from '../../workbench.ts';

/** Points of a curve the width of a word. */
const POINTS = 48;
/** A running run's curve is fetched anew no more often than this. */
const REFRESH_MILLISECONDS = 4000;
/** Quiet before asking: while a person scrolls fast, nothing is fetched. */
const DELAY_MILLISECONDS = 90;

interface Fetched {
  readonly values: readonly number[];
  readonly step: number;
  readonly at: number;
}

const fetched = new SvelteMap<number, Fetched>();
const waiting = new Map<number, { run: Run; metric: string }>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Values of a run's primary metric for its row; undefined until they have come. Reactive. */
export function sparkValues(runId: number): readonly number[] | undefined {
  return fetched.get(runId)?.values;
}

/** Says that a row is in view; its curve is fetched with the others' in one request. */
export function wantSparkline(run: Run, metric: string): void {
  const known = fetched.get(run.id);
  if (known !== undefined) {
    if (known.step === run.step) return;
    if (run.state === 'running' && Date.now() - known.at < REFRESH_MILLISECONDS) return;
  }
  if (run.step === 0) return;
  waiting.set(run.id, { run, metric });
  clearTimeout(timer);
  timer = setTimeout(() => void fetchWaiting(), DELAY_MILLISECONDS);
}

async function fetchWaiting(): Promise<void> {
  const byMetric = new Map<string, { run: Run }[]>();
  for (const entry of waiting.values()) {
    byMetric.set(entry.metric, [...(byMetric.get(entry.metric) ?? []), entry]);
  }
  waiting.clear();
  for (const [metric, wanted] of byMetric) {
    const steps = new Map(wanted.slice(-200).map(({ run }) => [run.id, run.step]));
    const runIds = [...steps.keys()];
    try {
      const input = { runIds, metrics: [metric], maxPoints: POINTS };
      const series = await request('metrics.series', input);
      const at = Date.now();
      for (const { runId, values } of series) {
        fetched.set(runId, { values, step: steps.get(runId) ?? 0, at });
      }
    } catch {
      // A row without its curve is still a row; the next scroll asks again.
    }
  }
}
