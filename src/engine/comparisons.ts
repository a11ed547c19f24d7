import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareRuns } from '../comparison/compare-runs.ts';
import { runStatistics } from '../comparison/run-statistics.ts';
import { nextSeeds, settingsKey } from '../comparison/seed-groups.ts';
import {
  type Comparison,
  completeSettings,
  type ExampleResults,
  exampleFile,
  exampleResultsSchema,
  type NewRun,
  type Run,
} from '../contract/index.ts';
import type { Store } from '../store/store.ts';
import { decidingMetricOf, taskDescriptors } from '../tasks/descriptors.ts';

/** Puts runs side by side, with what the whole store knows of their seeds. */
export function compareStored(store: Store, ids: readonly number[]): Comparison {
  const runs = ids.map((id) => complete(store.runs.get(id)));
  const statistics = runStatistics(runs, {
    primaryMetric: decidingMetricOf,
    others: runsAlike(store, runs),
    examplesOf,
  });
  return compareRuns(runs, statistics);
}

/** Runs on the data of the compared ones, each once. */
function runsAlike(store: Store, runs: readonly Run[]): Run[] {
  const kinds = new Map(runs.map((run) => [`${run.task} ${run.datasetHash}`, run]));
  return [...kinds.values()].flatMap((run) => store.runs.alike(run).map(complete));
}

/** Of an imported run, what is unknown stays unknown. */
function complete(run: Run): Run {
  const descriptor = taskDescriptors.find(({ id }) => id === run.task);
  if (run.source !== null || descriptor === undefined) return run;
  return { ...run, settings: completeSettings(descriptor.settings, run.settings) };
}

/** A file that is not there or was cut short is no reason not to compare. */
function examplesOf(run: Run): ExampleResults | null {
  try {
    const content: unknown = JSON.parse(readFileSync(join(run.directory, exampleFile), 'utf8'));
    return exampleResultsSchema.safeParse(content).data ?? null;
  } catch {
    return null;
  }
}

/** A run's settings again, with seeds that no equal run has, or with its own. */
export function replicas(store: Store, id: number, count: number, sameSeed: boolean): NewRun[] {
  const run = complete(store.runs.get(id));
  const key = settingsKey(run);
  const equal = store.runs
    .alike(run)
    .map(complete)
    .filter((other) => settingsKey(other) === key);
  const seeds = sameSeed ? Array.from({ length: count }, () => run.seed) : nextSeeds(equal, count);
  const { datasetId, task, settings, projectId, tags } = run;
  return seeds.map((seed) => ({
    ...{ datasetId, task, projectId, tags: [...tags] },
    settings: { ...settings, seed },
  }));
}
