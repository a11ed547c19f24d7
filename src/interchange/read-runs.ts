import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { UnrollError } from '../contract/index.ts';
import { bindingOption, type Connection } from '../store/database.ts';
import type { ImportedRun } from './imported-run.ts';
import { isMlflowFolder, readMlflowDatabase, readMlflowFolder } from './read-mlflow.ts';
import { readOptuna } from './read-optuna.ts';
import { eventFilesUnder, isEventFile, readTensorboard } from './read-tensorboard.ts';

/**
 * Runs that another program recorded: Optuna's or MLflow's SQLite file, MLflow's tracking folder,
 * TensorBoard's event files or a folder of them. What it is, is told by what is inside.
 * @throws UnrollError `no-such-file`, `no-known-runs`, `damaged-events`
 */
export function readRuns(path: string): ImportedRun[] {
  if (!existsSync(path)) {
    throw new UnrollError({
      code: 'no-such-file',
      message: `There is no file or folder ${path}.`,
      where: path,
      hint: 'Give the place where the other program keeps its runs.',
    });
  }
  const runs = statSync(path).isDirectory() ? readFolder(path) : readFile(path);
  if (runs.length === 0) throw unknown(path);
  return runs;
}

function readFolder(folder: string): ImportedRun[] {
  if (isMlflowFolder(folder)) return readMlflowFolder(folder);
  return readTensorboard(folder, eventFilesUnder(folder));
}

function readFile(path: string): ImportedRun[] {
  if (isEventFile(path)) return readTensorboard(dirname(path), [path]);
  const head = readFileSync(path).subarray(0, 15).toString('latin1');
  if (head !== 'SQLite format 3') throw unknown(path);
  const database = new Database(path, { readonly: true, ...bindingOption() });
  try {
    const has = (...tables: string[]) => tables.every((table) => hasTable(database, table));
    if (has('trials', 'studies', 'trial_params')) return readOptuna(database, path);
    if (has('runs', 'experiments', 'metrics')) return readMlflowDatabase(database, path);
    return [];
  } finally {
    database.close();
  }
}

function hasTable(database: Connection, name: string): boolean {
  const found = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
  return found.get(name) !== undefined;
}

function unknown(path: string): UnrollError {
  return new UnrollError({
    code: 'no-known-runs',
    message: `${path} holds no runs that Unroll can read.`,
    where: path,
    hint: 'Give an Optuna or MLflow SQLite file, an mlruns folder, or TensorBoard event files.',
  });
}
