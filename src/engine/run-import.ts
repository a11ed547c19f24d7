import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import type { Inspection, Run } from '../contract/index.ts';
import type { ImportedRun } from '../interchange/imported-run.ts';
import { readRuns } from '../interchange/read-runs.ts';
import type { Store } from '../store/store.ts';
import { importedTask } from '../tasks/descriptors.ts';

/**
 * Takes over the runs that another program recorded, all of them or none. They are compared like any
 * other, and cannot be trained on.
 * @throws UnrollError `no-such-file`, `no-known-runs`, `damaged-events`
 */
export function importRuns(store: Store, home: string, path: string, projectId?: number): Run[] {
  const full = resolve(path);
  const found = readRuns(full);
  const project = projectId ?? store.projects.list()[0]!.id;
  return store.transaction(() => {
    const dataset = standInDataset(store, project, full);
    return found.map((run) => keep(store, home, project, dataset, run));
  });
}

/**
 * Every run stands on a data set. What an imported one was trained on is not here, so that its place is
 * taken by an entry that the library does not show.
 */
function standInDataset(store: Store, projectId: number, path: string) {
  const hash = createHash('sha256').update(`imported runs ${path}`).digest('hex');
  const known = store.datasets.findByHash(hash);
  if (known !== null) return known;
  const name = basename(path);
  const made = store.datasets.add({
    ...{ projectId, name, originalPath: path, path, inspection: emptyInspection(hash) },
  });
  store.datasets.remove(made.id);
  return made;
}

function emptyInspection(hash: string): Inspection {
  return {
    format: 'imported-runs',
    compression: null,
    bytes: 0,
    hash,
    summary: {
      kind: 'text',
      ...{ characters: 0, distinctCharacters: 0, words: 0, distinctWords: 0, lines: 0 },
      ...{ longestLine: 0, spaced: false, encoding: 'utf-8', lineEnding: 'none' },
      ...{ preview: [], topCharacters: [] },
    },
    diagnoses: [],
    suggestions: [],
  };
}

function keep(
  store: Store,
  home: string,
  projectId: number,
  dataset: { readonly id: number; readonly hash: string },
  run: ImportedRun,
): Run {
  const name = freeName(store, run.name);
  const seed = run.settings['seed'];
  const record = store.runs.create({
    ...{ projectId, datasetId: dataset.id, datasetHash: dataset.hash, name },
    task: importedTask,
    primaryMetric: run.source.primaryMetric,
    settings: run.settings,
    seed: typeof seed === 'number' && Number.isInteger(seed) ? seed : 0,
    tags: [...new Set(['imported', ...run.tags.map((tag) => tag.slice(0, 60))])].slice(0, 20),
    directory: join(home, 'runs', 'imported', name),
  });
  if (run.points.length > 0) store.metrics.append(record.id, run.points);
  const last = run.points.at(-1) ?? { step: 0, seconds: 0, epoch: 0 };
  store.runs.progress(record.id, { point: last, stepsPerSecond: null, remainingSeconds: null });
  if (run.notes !== '') store.runs.describe(record.id, { notes: run.notes });
  store.runs.markImported(record.id, run);
  return store.runs.get(record.id);
}

function freeName(store: Store, wished: string): string {
  const name = wished.trim().slice(0, 90) || 'imported';
  if (!store.runs.hasName(name)) return name;
  for (let number = 2; ; number++) {
    if (!store.runs.hasName(`${name}-${number}`)) return `${name}-${number}`;
  }
}
