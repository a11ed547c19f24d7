import { type Baseline, describeMetric, isBetter, type Run } from '../contract/index.ts';
import { decidingMetricOf } from '../tasks/descriptors.ts';
import { figure } from './terminal/figures.ts';
import type { Terminal } from './terminal/terminal.ts';
import { textTable } from './terminal/text-table.ts';

/**
 * Runs over the naive rows that they must beat, on the same metrics; the best of each column is
 * marked. Test figures first, then the best validation value.
 */
export function resultTable(
  runs: readonly Run[],
  baselines: readonly Baseline[],
  terminal: Terminal,
): string {
  const metrics = metricNames(runs, baselines);
  const values = [
    ...runs.map((run) => ({ ...run.best, ...run.test })),
    ...baselines.map((baseline) => baseline.metrics),
  ];
  const best = new Map(metrics.map((metric) => [metric, bestOf(metric, values)]));
  const cells = (row: Readonly<Record<string, number>>) =>
    metrics.map((metric) => {
      const text = figure(row[metric]);
      return row[metric] !== undefined && row[metric] === best.get(metric)
        ? terminal.colors.bold(terminal.colors.green(text))
        : text;
    });
  const names = [
    ...runs.map((run) => run.name),
    ...baselines.map(({ name, label }) => terminal.colors.dim(`${name} (${label})`)),
  ];
  return textTable({
    head: ['', ...metrics],
    rows: values.map((row, i) => [names[i]!, ...cells(row)]),
    right: (column) => column > 0,
  });
}

/**
 * What the runs were tested on, then the validation figure that decided; every validation figure
 * where there was no test part.
 */
function metricNames(runs: readonly Run[], baselines: readonly Baseline[]): string[] {
  const known = [
    ...runs.flatMap((run) => [...Object.keys(run.test), ...Object.keys(run.best)]),
    ...baselines.flatMap((baseline) => Object.keys(baseline.metrics)),
  ];
  const measured = [...new Set(known)].filter(
    (name) => name.startsWith('test/') || describeMetric(name).direction !== 'none',
  );
  const test = measured.filter((name) => name.startsWith('test/'));
  const val = measured.filter((name) => name.startsWith('val/'));
  if (test.length === 0) return val;
  const deciding = new Set(runs.map((run) => decidingMetricOf(run)));
  return [...test, ...val.filter((name) => deciding.has(name))];
}

function bestOf(
  metric: string,
  rows: readonly Readonly<Record<string, number>>[],
): number | undefined {
  let best: number | undefined;
  for (const { [metric]: value } of rows) {
    if (value !== undefined && isBetter(metric, value, best)) best = value;
  }
  return best;
}
