import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parse } from 'yaml';
import type { Connection } from '../store/database.ts';
import {
  decidingMetric,
  type ImportedRun,
  type LooseValue,
  pointsOf,
  settingOf,
} from './imported-run.ts';

/** What both of MLflow's stores hold of a run. */
interface MlflowRun {
  readonly id: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: string | number;
  readonly start: number;
  readonly end: number | null;
  readonly parameters: readonly (readonly [string, string])[];
  readonly values: readonly LooseValue[];
  readonly tags: readonly (readonly [string, string])[];
}

/** As text in the database, as a number in files (`RunStatus` of MLflow's protocol). */
const states: Readonly<Record<string, ImportedRun['state']>> = {
  FINISHED: 'completed',
  FAILED: 'failed',
  KILLED: 'cancelled',
  RUNNING: 'interrupted',
  3: 'completed',
  4: 'failed',
  5: 'cancelled',
  1: 'interrupted',
};

/** Whether a folder is a tracking folder: experiments with a `meta.yaml` each. */
export function isMlflowFolder(folder: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some(
    (entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'meta.yaml')),
  );
}

/** The runs of a tracking folder (`mlruns`), without those that were deleted. */
export function readMlflowFolder(folder: string): ImportedRun[] {
  return foldersWith(folder, 'meta.yaml').flatMap((experiment) => {
    const { name } = metaOf(experiment);
    const title = typeof name === 'string' ? name : basename(experiment);
    return foldersWith(experiment, 'meta.yaml').flatMap((run) => {
      const read = runOfFolder(run, title);
      return read === null ? [] : [importRun(read, folder)];
    });
  });
}

function runOfFolder(folder: string, experiment: string): MlflowRun | null {
  const meta = metaOf(folder);
  if (meta['lifecycle_stage'] === 'deleted' || meta['start_time'] === undefined) return null;
  const texts = (kind: string): (readonly [string, string])[] =>
    filesUnder(join(folder, kind)).map((file) => [
      relative(join(folder, kind), file).replaceAll('\\', '/'),
      readFileSync(file, 'utf8').trim(),
    ]);
  const values = texts('metrics').flatMap(([metric, lines]) =>
    lines.split('\n').map((line): LooseValue => {
      const [at, value, step] = line.split(' ').map(Number);
      return { metric, at: at ?? 0, value: value ?? Number.NaN, step: step ?? 0 };
    }),
  );
  const tags = texts('tags');
  const given = tags.find(([key]) => key === 'mlflow.runName')?.[1];
  return {
    id: basename(folder),
    name: textOr(meta['run_name'], given ?? basename(folder)),
    experiment,
    status: typeof meta['status'] === 'number' ? meta['status'] : String(meta['status']),
    start: Number(meta['start_time']),
    end: meta['end_time'] === null ? null : Number(meta['end_time']),
    parameters: texts('params'),
    values,
    tags,
  };
}

interface RunRow {
  readonly id: string;
  readonly name: string | null;
  readonly experiment: string;
  readonly status: string;
  readonly start: number;
  readonly end: number | null;
}

/** The runs of a tracking database, without those that were deleted. */
export function readMlflowDatabase(database: Connection, path: string): ImportedRun[] {
  const runs = database
    .prepare<[], RunRow>(
      `SELECT run_uuid AS id, runs.name AS name, experiments.name AS experiment, status,
         start_time AS start, end_time AS "end"
       FROM runs JOIN experiments ON experiments.experiment_id = runs.experiment_id
       WHERE runs.lifecycle_stage = 'active' ORDER BY start_time`,
    )
    .all();
  const pairs = (table: 'params' | 'tags', id: string): (readonly [string, string])[] =>
    database
      .prepare<[string], { key: string; value: string }>(
        `SELECT key, value FROM ${table} WHERE run_uuid = ? ORDER BY key`,
      )
      .all(id)
      .map(({ key, value }) => [key, value] as const);
  const metrics = database.prepare<[string], LooseValue & { readonly invalid: number }>(
    `SELECT key AS metric, value, step, timestamp AS at, is_nan AS invalid FROM metrics
     WHERE run_uuid = ? ORDER BY step, timestamp`,
  );
  return runs.map((run) => {
    const tags = pairs('tags', run.id);
    const given = tags.find(([key]) => key === 'mlflow.runName')?.[1];
    const values = metrics.all(run.id).filter(({ invalid }) => !invalid);
    const parameters = pairs('params', run.id);
    const name = run.name || given || run.id;
    return importRun({ ...run, name, parameters, values, tags }, path);
  });
}

function importRun(run: MlflowRun, path: string): ImportedRun {
  const metrics = [...new Set(run.values.map(({ metric }) => metric))];
  const own = run.tags.filter(([key]) => !key.startsWith('mlflow.'));
  const notes = run.tags.find(([key]) => key === 'mlflow.note.content')?.[1] ?? '';
  return {
    name: run.name,
    settings: Object.fromEntries(run.parameters.map(([key, value]) => [key, settingOf(value)])),
    points: pointsOf(run.values, run.start),
    state: states[run.status] ?? 'interrupted',
    createdAt: run.start,
    finishedAt: run.end,
    tags: [run.experiment, ...own.map(([key, value]) => `${key}=${value}`)],
    notes,
    source: { tool: 'mlflow', path, primaryMetric: decidingMetric(metrics) },
  };
}

function foldersWith(folder: string, file: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, file)))
    .map(({ name }) => join(folder, name))
    .sort();
}

/** Names may hold slashes, which are folders then. */
function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? filesUnder(path) : [path];
    });
}

function metaOf(folder: string): Record<string, unknown> {
  const meta: unknown = parse(readFileSync(join(folder, 'meta.yaml'), 'utf8'));
  return typeof meta === 'object' && meta !== null ? (meta as Record<string, unknown>) : {};
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}
