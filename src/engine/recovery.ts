import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Store } from '../store/store.ts';
import { killTrainer } from './process-facts.ts';

/** How long a removal can be undone, milliseconds: 30 days. */
const undoTime = 30 * 24 * 3600 * 1000;

/**
 * What a writer does first: runs that say they are at work are not, because their engine is gone. A
 * trainer that outlived it is ended, so that two never write into one run folder.
 */
export function recoverRuns(store: Store): void {
  const home = dirname(store.path);
  for (const { id, trainer } of store.runs.running()) {
    if (trainer !== null) killTrainer(trainer, home);
    store.transaction(() => {
      store.runs.act(id, 'lose', {
        code: 'engine-lost',
        message: 'Unroll ended while this run was training.',
        hint: 'Resume the run: it goes on from its last checkpoint.',
      });
      store.runs.noteTrainer(id, null);
      store.events.add({
        runId: id,
        step: store.runs.get(id).step,
        level: 'warning',
        code: 'engine-lost',
        message: 'Unroll ended while this run was training.',
      });
    });
  }
}

/** Deletes what was removed so long ago that nobody will undo it. */
export function purgeRemoved(store: Store): void {
  const time = Date.now() - undoTime;
  store.studies.purge(time);
  const folders = store.runs.purge(time);
  const copies = store.datasets.purge(time);
  for (const folder of [...folders, ...copies.map((copy) => dirname(copy))]) {
    rmSync(folder, { recursive: true, force: true });
  }
}
