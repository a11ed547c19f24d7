import type { Problem } from '../../src/contract/index.ts';
import { m } from '../paraglide/messages.js';
import { problemFrom, request } from '../workbench.ts';
import { applyDataset } from './datasets.svelte.ts';
import { nextTicket, wasStopped } from './job-at-work.svelte.ts';
import { currentRoute, go, linkFromHere } from './navigation.svelte.ts';

/**
 * One file, folder or group of files that belong together on its way into the library. A new data
 * set takes its entry's place; one that was known or could not be read keeps its entry, with the
 * reason beside it, until dismissed.
 */
export interface FileImport {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  /** Further files that make one data set with the first. */
  readonly others: readonly string[];
  /** By which the engine finds it to stop it. */
  readonly ticket: string;
  /** 0 to 1; null while unknown. */
  readonly done: number | null;
  readonly state: 'reading' | 'known' | 'failed';
  readonly problem: Problem | null;
}

let list = $state.raw<readonly FileImport[]>([]);
let nextId = 1;

export function imports(): readonly FileImport[] {
  return list;
}

export function dismissImport(id: number): void {
  list = list.filter((entry) => entry.id !== id);
}

/** Also what still waits for its turn. */
export function stopImport({ id, ticket }: FileImport): void {
  dismissImport(id);
  request('jobs.stop', { ticket }).catch(() => undefined);
}

/** Takes away all entries that have ended. */
export function dismissImports(): void {
  list = list.filter(({ state }) => state === 'reading');
}

/** Two imports may have the same name: the ticket says whose progress it is. */
export function applyImportProgress(ticket: string, done: number): void {
  list = list.map((entry) =>
    entry.state === 'reading' && entry.ticket === ticket ? { ...entry, done } : entry,
  );
}

/**
 * Reads files into the library, one after the other in the order given, and opens the first that
 * could be read, unless the person has opened something else by then. A file that fails does not keep the others back.
 */
export async function importFiles(
  files: readonly { readonly name: string; readonly path: string }[],
): Promise<void> {
  if (files.length === 0) return;
  if (currentRoute().view !== 'data') go({ view: 'data' });
  const follow = linkFromHere();
  const started = await startGroups(files);
  list = [...list.filter((entry) => entry.state === 'reading'), ...started];
  let opened = false;
  for (const entry of started) {
    const datasetId = await importOne(entry);
    if (datasetId === null || opened) continue;
    opened = true;
    follow({ view: 'data', datasetId });
  }
}

export function importPaths(paths: readonly string[]): Promise<void> {
  return importFiles(paths.map((path) => ({ path, name: path.split(/[\\/]/).at(-1) ?? path })));
}

/** Files that belong together become one entry. */
async function startGroups(
  files: readonly { readonly name: string; readonly path: string }[],
): Promise<FileImport[]> {
  const paths = files.map(({ path }) => path);
  if (files.length < 2 || paths.includes(''))
    return files.map(({ name, path }) => start(name, path));
  const groups = await request('datasets.group', { paths });
  return groups.map(([first, ...others]) => {
    const name = files.find(({ path }) => path === first)?.name ?? first!;
    return start(name, first!, others);
  });
}

function start(name: string, path: string, others: readonly string[] = []): FileImport {
  const common = { id: nextId++, name, path, others, ticket: nextTicket(), done: null };
  if (path !== '') return { ...common, state: 'reading', problem: null };
  return {
    ...common,
    state: 'failed',
    problem: {
      code: 'no-path',
      message: m.data_import_no_path(),
      hint: m.data_import_no_path_hint(),
    },
  };
}

async function importOne(entry: FileImport): Promise<number | null> {
  if (entry.state === 'failed' || !list.some(({ id }) => id === entry.id)) return null;
  try {
    const { dataset, known } = await request('datasets.import', {
      path: entry.path,
      others: [...entry.others],
      ticket: entry.ticket,
    });
    applyDataset(dataset);
    if (known) change(entry.id, { state: 'known', done: 1 });
    else dismissImport(entry.id);
    return dataset.id;
  } catch (error) {
    const problem = problemFrom(error);
    if (!wasStopped(problem)) change(entry.id, { state: 'failed', problem });
    return null;
  }
}

function change(id: number, fields: Partial<FileImport>): void {
  list = list.map((entry) => (entry.id === id ? { ...entry, ...fields } : entry));
}
