import { SvelteMap } from 'svelte/reactivity';
import type { Dataset } from '../../src/contract/index.ts';
import { m } from '../paraglide/messages.js';
import { problemFrom, request } from '../workbench.ts';
import { toast } from './toasts.svelte.ts';

const byId = new SvelteMap<number, Dataset>();
const newestFirst = $derived(
  [...byId.values()].sort((a, b) => b.createdAt - a.createdAt || b.id - a.id),
);

/** The library, newest first. Reactive. */
export function datasets(): readonly Dataset[] {
  return newestFirst;
}

export function datasetOf(id: number | undefined): Dataset | undefined {
  return id === undefined ? undefined : byId.get(id);
}

export function applyDataset(dataset: Dataset): void {
  if (dataset.removedAt === null) byId.set(dataset.id, dataset);
  else byId.delete(dataset.id);
}

export function applyDatasetRemoved(id: number): void {
  byId.delete(id);
}

export async function loadDatasets(): Promise<void> {
  for (const dataset of await request('datasets.list')) applyDataset(dataset);
}

/** Takes a data set out of the library and offers to put it back. */
export async function removeDataset(dataset: Dataset): Promise<void> {
  try {
    await request('datasets.remove', { id: dataset.id });
  } catch (error) {
    toast({ tone: 'danger', message: problemFrom(error).message });
    return;
  }
  applyDatasetRemoved(dataset.id);
  toast({
    message: m.data_removed({ name: dataset.name }),
    action: {
      label: m.controls_undo(),
      run: async () => applyDataset(await request('datasets.restore', { id: dataset.id })),
    },
  });
}
