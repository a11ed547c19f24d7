import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Dataset,
  type NewRun,
  primaryMetricOf,
  type Run,
  type Settings,
  settingsToYaml,
  type TaskDescriptor,
  UnrollError,
} from '../contract/index.ts';
import { drawRunName } from '../store/run-names.ts';
import { nameTaken } from '../store/runs.ts';
import type { Store } from '../store/store.ts';
import { taskDescriptor } from '../tasks/descriptors.ts';
import { expectSound, makePlan } from './plans.ts';

/** Names that may stand for a folder on every system. */
const folderName = /^[a-z0-9][a-z0-9._-]{0,79}$/i;

/**
 * Puts runs with their folders into the queue: all of them or, when one cannot be recorded, none.
 * @throws UnrollError naming what is wrong
 */
export function createRuns(store: Store, home: string, wished: readonly NewRun[]): Run[] {
  const made: Run[] = [];
  try {
    store.transaction(() => {
      for (const run of wished) made.push(createRun(store, home, taskDescriptor(run.task), run));
    });
    return made;
  } catch (error) {
    for (const { directory } of made) rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Puts a checked run with its folder and `config.yaml` into the queue; a run that cannot be recorded
 * leaves no folder.
 * @throws UnrollError naming what is wrong
 */
function createRun(
  store: Store,
  home: string,
  task: TaskDescriptor,
  { datasetId, settings: given, name: wished, tags = [], projectId, estimate }: NewRun,
): Run {
  const dataset = store.datasets.get(datasetId);
  if (dataset.removedAt !== null) throw removedDataset(dataset);
  const { settings } = expectSound(makePlan({ task, dataset, settings: given }));
  if (wished !== undefined && store.runs.hasName(wished)) throw nameTaken(wished);
  const { name, directory } = placeOf(store, home, wished);
  mkdirSync(directory, { recursive: true });
  try {
    writeFileSync(join(directory, 'config.yaml'), configuration(name, task, dataset, settings));
    const run = store.runs.create({
      projectId:
        projectId === undefined ? store.projects.list()[0]!.id : store.projects.get(projectId).id,
      datasetId,
      datasetHash: dataset.hash,
      name,
      task: task.id,
      primaryMetric: primaryMetricOf(task, settings),
      settings,
      seed: typeof settings['seed'] === 'number' ? settings['seed'] : 0,
      tags,
      directory,
    });
    if (estimate === undefined) return run;
    store.runs.noteEstimate(run.id, estimate);
    return store.runs.get(run.id);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/** Name and folder of a new run: those that were wished for as far as they are free and can be. */
function placeOf(
  store: Store,
  home: string,
  wished: string | undefined,
): { readonly name: string; readonly directory: string } {
  const isTaken = (name: string): boolean =>
    store.runs.hasName(name) || existsSync(join(home, 'runs', name));
  const drawn = drawRunName(isTaken);
  const canBe = wished !== undefined && folderName.test(wished) && !isTaken(wished);
  return { name: wished ?? drawn, directory: join(home, 'runs', canBe ? wished : drawn) };
}

/** Every setting with its help, in the form that `--config` reads. */
function configuration(
  name: string,
  task: TaskDescriptor,
  dataset: Dataset,
  settings: Settings,
): string {
  const header = [
    `Run ${name}, ${new Date().toISOString()}`,
    `Data ${dataset.originalPath} (SHA-256 ${dataset.hash})`,
    'Train the same again with: unroll train --data FILE --config config.yaml',
  ];
  return settingsToYaml(task.settings, settings, { scope: 'all', task: task.id, header });
}

function removedDataset({ name }: Dataset): UnrollError {
  return new UnrollError({
    code: 'dataset-removed',
    message: `The data set ${name} was removed.`,
    where: name,
    hint: 'Import the file again; it is recognised.',
  });
}
