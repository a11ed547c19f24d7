import type { Comparison } from '../../../src/contract/index.ts';
import { runOf } from '../../state/runs.svelte.ts';
import { problemFrom, request } from '../../workbench.ts';

/** While a compared run trains, its figures are fetched anew no more often than this. */
const REFRESH_MILLISECONDS = 3000;

/** What the engine says of several runs, brought up to date while they train. */
export class LiveComparison {
  value = $state.raw<Comparison | null>(null);
  failure = $state.raw<string | null>(null);
  private fetchedAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private generation = 0;

  /** Call it in an `$effect`: follows the runs' states and best values. Returns how to stop. */
  follow(ids: readonly number[]): () => void {
    // Read here so that the effect runs again when one of them moves.
    for (const id of ids) {
      const run = runOf(id);
      void [run?.state, run?.bestStep, run?.name, run?.test];
    }
    const wait = Math.max(0, this.fetchedAt + REFRESH_MILLISECONDS - Date.now());
    const known = this.value?.runs.map(({ id }) => id).join() === ids.join();
    this.timer = setTimeout(() => void this.fetch(ids), known ? wait : 0);
    return () => clearTimeout(this.timer);
  }

  private async fetch(ids: readonly number[]): Promise<void> {
    const generation = ++this.generation;
    this.fetchedAt = Date.now();
    if (ids.length === 0) {
      this.value = null;
      return;
    }
    try {
      const value = await request('runs.compare', { ids: [...ids] });
      if (generation !== this.generation) return;
      this.value = value;
      this.failure = null;
    } catch (error) {
      if (generation === this.generation) this.failure = problemFrom(error).message;
    }
  }
}
