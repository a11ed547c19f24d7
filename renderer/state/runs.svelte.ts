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
