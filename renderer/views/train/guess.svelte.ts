import type { Estimate, RequestInput } from '../../../src/contract/index.ts';
import { request } from '../../workbench.ts';

/** What the engine expects of the settings at hand before anything was tried. */
export class Guess {
  private known = $state.raw<{ readonly key: string; readonly estimate: Estimate | null }>();
  private key = $state('');

  /** The last answer: while settings change it stays, so that the line does not flicker. */
  get estimate(): Estimate | null {
    return this.known?.estimate ?? null;
  }

  /** Whether it is of the settings at hand. */
  get settled(): boolean {
    return this.known?.key === this.key;
  }

  /** Says what is at hand. @param machine what else an answer depends on */
  async follow(wished: RequestInput<'runs.estimate'>, machine: unknown): Promise<void> {
    const key = JSON.stringify([wished, machine]);
    if (key === this.key) return;
    this.key = key;
    // A data set that was just removed has no estimate, and needs none.
    const estimate = await request('runs.estimate', wished).catch(() => null);
    if (key === this.key) this.known = { key, estimate };
  }
}
