import {
  type Baseline,
  type Comparison,
  describeMetric,
  isBetter,
  type Run,
  type SettingValue,
} from '../contract/index.ts';

/** Puts runs side by side: what differs between them, what they reached, what naive rows reach. */
export function compareRuns(
  runs: readonly Run[],
  statistics: Comparison['statistics'] = null,
): Comparison {
  return {
    runs: runs.map(({ id, name, state, color }) => ({ id, name, state, color })),
    differences: differencesOf(runs),
    metrics: metricNames(runs).map((name) => metricRow(name, runs)),
    statistics,
    baselines: baselinesOf(runs),
  };
}

type Kind = Comparison['differences'][number]['kind'];
type Trait = { readonly kind: Kind; readonly name: string; readonly value: string };

/** Everything that can differ, in the order in which it is shown. */
function traits(run: Run): Trait[] {
  const of = (kind: Kind, record: object): Trait[] =>
    Object.entries(record)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => ({ kind, name, value: show(value as SettingValue) }));
  const { unroll, tensorflow, ...machine } = run.environment ?? {};
  const { device, kernel, precision, threads, processor, platform, node } = machine as Partial<
    NonNullable<Run['environment']>
  >;
  return [
    ...of('configuration', { task: run.task }),
    ...of('data', { data: run.datasetHash.slice(0, 12) }),
    ...of('configuration', run.settings),
    ...of('environment', { device, kernel, threads, processor, platform }),
    ...of('environment', { computed_in: precision }),
    ...of('code', { unroll, tensorflow, node }),
  ];
}

function differencesOf(runs: readonly Run[]): Comparison['differences'] {
  const each = runs.map((run) => new Map(traits(run).map((trait) => [trait.name, trait])));
  const kinds = new Map(each.flatMap((one) => [...one].map(([name, { kind }]) => [name, kind])));
  return [...kinds]
    .map(([name, kind]) => ({
      name,
      kind,
      values: each.map((one) => one.get(name)?.value ?? null),
    }))
    .filter(({ values }) => {
      // Of an imported run not everything is known; what is unknown is no difference.
      const known = values.filter((value, i) => value !== null || runs[i]!.source === null);
      return new Set(known).size > 1;
    });
}

const splitOrder = ['test', 'val', 'train'];

/** What says how good a run is: everything with a direction, test figures first. */
function metricNames(runs: readonly Run[]): string[] {
  const names = new Set(runs.flatMap((run) => Object.keys({ ...run.test, ...run.best })));
  const rank = (name: string): number => {
    const position = splitOrder.indexOf(name.split('/')[0]!);
    return position === -1 ? splitOrder.length : position;
  };
  return [...names]
    .filter((name) => describeMetric(name).direction !== 'none')
    .sort((a, b) => rank(a) - rank(b));
}

function metricRow(name: string, runs: readonly Run[]): Comparison['metrics'][number] {
  const values = runs.map((run) => run.test[name] ?? run.best[name] ?? null);
  return { name, direction: describeMetric(name).direction, values, best: bestIndex(name, values) };
}

/** Null unless one run is better than another. */
function bestIndex(name: string, values: readonly (number | null)[]): number | null {
  let best: number | null = null;
  values.forEach((value, index) => {
    if (value === null) return;
    if (best === null || isBetter(name, value, values[best] ?? undefined)) best = index;
  });
  const present = values.filter((value) => value !== null);
  return new Set(present).size > 1 ? best : null;
}

/**
 * One row for each naive forecaster; where runs measured it on different data, one for each of them.
 * A run that measured more of the same (the scores of a distribution) adds to the row.
 */
function baselinesOf(runs: readonly Run[]): Comparison['baselines'] {
  const rows: { baseline: Baseline; run: string }[] = [];
  for (const run of runs) {
    for (const baseline of run.baselines) {
      const row = rows.find((known) => agree(known.baseline, baseline));
      if (row === undefined) rows.push({ baseline, run: run.name });
      else
        row.baseline = { ...baseline, metrics: { ...row.baseline.metrics, ...baseline.metrics } };
    }
  }
  return rows.map(({ baseline, run }) => {
    const namesakes = rows.filter((row) => row.baseline.name === baseline.name);
    return { ...baseline, run: namesakes.length === 1 ? null : run };
  });
}

/** Whether two measured the same thing on the same data: whatever both have is equal. */
function agree(a: Baseline, b: Baseline): boolean {
  const names = Object.keys(a.metrics);
  const shared = names.filter((name) => b.metrics[name] !== undefined);
  return (
    a.name === b.name &&
    (shared.length > 0 || names.length === 0) &&
    shared.every((name) => a.metrics[name] === b.metrics[name])
  );
}

function show(value: SettingValue): string {
  return typeof value === 'object' ? value.join(', ') : String(value);
}
