import {
  type ComparisonStatistics,
  type ExampleResults,
  isBetter,
  type Run,
  type SeedDifference,
} from '../contract/index.ts';
import {
  bleuOfCounts,
  estimateMean,
  judge,
  pairedBootstrap,
  pooledSpread,
} from '../statistics/index.ts';
import { groupLabels, seedGroups, settingsKey } from './seed-groups.ts';

export interface StatisticsSources {
  /** The metric that decides "best" of a run: `val/mse`. */
  primaryMetric(run: Run): string;
  /** Every run of the store: those with the same settings as a compared one count too. */
  readonly others: readonly Run[];
  /** Per-example results of a run; null where there are none. */
  examplesOf(run: Run): ExampleResults | null;
}

/** Level of all judgements of a comparison together; each has its share (Bonferroni). */
const level = 0.05;

/**
 * Seed groups of the compared runs, and what may be said of the difference between the best and each
 * of the others. Runs that did not come to their end count for nothing.
 * @returns null where the runs do not share a deciding metric, or none of them has it
 */
export function runStatistics(
  compared: readonly Run[],
  sources: StatisticsSources,
): ComparisonStatistics | null {
  const ended = compared.filter(({ state }) => state === 'completed');
  const metrics = new Set(ended.map((run) => sources.primaryMetric(run)));
  const [primary] = metrics;
  if (primary === undefined || metrics.size > 1) return null;
  const metric = sharedMetric(ended, primary);
  const withValue = (runs: readonly Run[]) => runs.filter((run) => measured(run, metric) !== null);
  const own = new Set(ended.map(({ id }) => id));
  const keys = new Set(ended.map(settingsKey));
  const siblings = sources.others.filter(
    (run) =>
      !own.has(run.id) &&
      run.state === 'completed' &&
      run.archivedAt === null &&
      keys.has(settingsKey(run)),
  );
  const groups = seedGroups(withValue([...ended, ...siblings]));
  if (groups.length === 0) return null;
  const floor = noiseFloor(withValue(sources.others), metric);
  return { metric, floor, ...judged(groups, metric, floor?.spread ?? null, sources) };
}

/** The test part where every run was measured on it: what was chosen by is not what is told. */
function sharedMetric(runs: readonly Run[], primary: string): string {
  const test = primary.replace(/^val\//, 'test/');
  return runs.every((run) => run.test[test] !== undefined) ? test : primary;
}

function measured(run: Run, metric: string): number | null {
  return run.test[metric] ?? run.best[metric] ?? null;
}

/** One value for each seed: repetitions of a seed are no further evidence. */
function seedValues(group: readonly Run[], metric: string): number[] {
  const bySeed = new Map<number, number>();
  for (const run of group) {
    const value = measured(run, metric);
    if (value !== null && !bySeed.has(run.seed)) bySeed.set(run.seed, value);
  }
  return [...bySeed.values()];
}

/** How far runs with equal settings and equal seed lie apart, over all such runs of the store. */
function noiseFloor(runs: readonly Run[], metric: string): ComparisonStatistics['floor'] {
  const repeated = seedGroups(runs.filter(({ state }) => state === 'completed'))
    .flatMap(bySeed)
    .filter((group) => group.length > 1);
  const values = repeated.map((group) => group.map((run) => measured(run, metric)!));
  const spread = pooledSpread(values);
  return spread === null ? null : { spread, runs: values.flat().length };
}

function bySeed(group: readonly Run[]): Run[][] {
  const seeds = new Map<number, Run[]>();
  for (const run of group) seeds.set(run.seed, [...(seeds.get(run.seed) ?? []), run]);
  return [...seeds.values()];
}

function judged(
  groups: readonly Run[][],
  metric: string,
  floor: number | null,
  sources: StatisticsSources,
): Pick<ComparisonStatistics, 'groups' | 'differences'> {
  const labels = groupLabels(groups);
  const described = groups.map((group, index) => {
    const values = seedValues(group, metric);
    const { mean, spread, interval } = estimateMean(values);
    const { low, high } = interval ?? { low: null, high: null };
    const runIds = group.map(({ id }) => id);
    return { group, entry: { runIds, label: labels[index]!, values, mean, spread, low, high } };
  });
  described.sort((a, b) => (isBetter(metric, a.entry.mean, b.entry.mean) ? -1 : 1));
  const [best, ...others] = described;
  const share = level / Math.max(1, others.length);
  const differences = others.map((other, index): SeedDifference => {
    const rest = described.filter((one) => one !== best && one !== other);
    const judgement = judge(best!.entry.values, other.entry.values, floor, {
      others: rest.map(({ entry }) => entry.values),
      level: share,
    });
    const { test, says } = judgement;
    return {
      first: 0,
      second: index + 1,
      difference: other.entry.mean - best!.entry.mean,
      low: test?.interval.low ?? null,
      high: test?.interval.high ?? null,
      p: test?.p ?? null,
      says,
      more: judgement.says === 'more' ? { first: judgement.first, second: judgement.second } : null,
      paired: pairedDifference(best!.group[0]!, other.group[0]!, sources),
    };
  });
  return { groups: described.map(({ entry }) => entry), differences };
}

function pairedDifference(
  a: Run,
  b: Run,
  { examplesOf }: StatisticsSources,
): SeedDifference['paired'] {
  const [first, second] = [examplesOf(a), examplesOf(b)];
  if (first === null || second === null) return null;
  const { measure } = first;
  const same = measure === second.measure && first.identity === second.identity;
  if (!same || first.rows.length !== second.rows.length || first.rows.length === 0) return null;
  const { difference, interval, p, examples } = pairedBootstrap(first, second, scores[measure]);
  return { measure, difference, low: interval.low, high: interval.high, p, examples };
}

const scores: Readonly<Record<ExampleResults['measure'], (sums: Float64Array) => number>> = {
  wer: (sums) => sums[0]! / sums[1]!,
  mse: (sums) => sums[0]! / sums[1]!,
  nll: (sums) => sums[0]! / sums[1]!,
  bleu: (sums) => bleuOfCounts(sums),
};
