import { SvelteMap } from 'svelte/reactivity';
import type { Run } from '../../src/contract/index.ts';
import { m } from '../paraglide/messages.js';
import { problemFrom, request } from '../workbench.ts';
import { toast } from './toasts.svelte.ts';

const byId = new SvelteMap<number, Run>();
const newestFirst = $derived([...byId.values()].sort((a, b) => b.id - a.id));

/** Every run, newest first. Reactive. */
export function runs(): readonly Run[] {
  return newestFirst;
}

/** One run; only readers of this run are told when it changes. */
export function runOf(id: number | undefined): Run | undefined {
  return id === undefined ? undefined : byId.get(id);
}

export function applyRun(run: Run): void {
  if (run.removedAt === null) byId.set(run.id, run);
  else byId.delete(run.id);
}

export function applyRunRemoved(id: number): void {
  byId.delete(id);
}

export async function loadRuns(): Promise<void> {
  for (const run of await request('runs.list')) applyRun(run);
}

/** Takes a run out of the table and offers to put it back. */
export async function removeRun(run: Run): Promise<void> {
  try {
    await request('runs.remove', { id: run.id });
  } catch (error) {
    toast({ tone: 'danger', message: problemFrom(error).message });
    return;
  }
  applyRunRemoved(run.id);
  toast({
    message: m.frame_run_removed({ name: run.name }),
    action: {
      label: m.controls_undo(),
      run: async () => applyRun(await request('runs.restore', { id: run.id })),
    },
  });
}

/** Takes runs out of the table, all of them or none, and offers to put them back. */
export async function removeRuns(removed: readonly Run[]): Promise<boolean> {
  const [first] = removed;
  if (first === undefined) return false;
  const ids = removed.map(({ id }) => id);
  const done = await attempt(() => request('runs.removeAll', { ids }));
  if (done === null) return false;
  for (const id of ids) applyRunRemoved(id);
  toast({
    message:
      removed.length === 1
        ? m.frame_run_removed({ name: first.name })
        : m.runs_removed_many({ count: removed.length }),
    action: {
      label: m.controls_undo(),
      run: async () => applyAll(await request('runs.restoreAll', { ids })),
    },
  });
  return true;
}

/** Puts runs away or takes them out again; both can be undone. */
export async function archiveRuns(changed: readonly Run[], archived: boolean): Promise<void> {
  const ids = changed
    .filter(({ archivedAt }) => (archivedAt !== null) !== archived)
    .map(({ id }) => id);
  if (ids.length === 0) return;
  const done = await attempt(() => request('runs.archive', { ids, archived }));
  if (done === null) return;
  applyAll(done);
  const count = ids.length;
  toast({
    message: archived ? m.runs_archived_many({ count }) : m.runs_unarchived_many({ count }),
    action: {
      label: m.controls_undo(),
      run: async () => applyAll(await request('runs.archive', { ids, archived: !archived })),
    },
  });
}

/** Adds tags to runs and takes others away; undoing gives each run the tags it had. */
export async function tagRuns(
  changed: readonly Run[],
  add: readonly string[],
  drop: readonly string[],
): Promise<boolean> {
  const before = changed.map(({ id, tags }) => ({ id, tags }));
  const ids = changed.map(({ id }) => id);
  const done = await attempt(() => request('runs.tag', { ids, add: [...add], drop: [...drop] }));
  if (done === null) return false;
  applyAll(done);
  toast({
    message: m.runs_tagged_many({ count: ids.length }),
    action: {
      label: m.controls_undo(),
      run: async () => {
        for (const { id, tags } of before) {
          applyRun(await request('runs.update', { id, tags: [...tags] }));
        }
      },
    },
  });
  return true;
}

function applyAll(changed: readonly Run[]): void {
  for (const run of changed) applyRun(run);
}

/** What came of a request; null where the engine refused, which is told. */
async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return (await work()) ?? (true as T);
  } catch (error) {
    toast({ tone: 'danger', message: problemFrom(error).message });
    return null;
  }
}
