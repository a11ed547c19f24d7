import type { RehearsalResult, Settings } from '../../../src/contract/index.ts';
import { nextTicket, wasStopped } from '../../state/job-at-work.svelte.ts';
import { problemFrom, request } from '../../workbench.ts';

/** Measurements of this session, so that going back to earlier settings measures nothing again. */
const measured = new Map<string, RehearsalResult>();

/** What a moment of training told about the settings at hand. */
export class Rehearsal {
  private key = $state('');
  private results = $state.raw<ReadonlyMap<string, RehearsalResult>>(measured);
  working = $state(false);
  failure = $state.raw<string | null>(null);
  private ticket: string | null = null;

  /** Says which settings are at hand. */
  follow(datasetId: number, task: string, settings: Settings): void {
    const next = keyOf(datasetId, task, settings);
    if (next === this.key) return;
    this.key = next;
    this.failure = null;
  }

  get result(): RehearsalResult | undefined {
    return this.results.get(this.key);
  }

  async measure(datasetId: number, task: string, settings: Settings): Promise<void> {
    if (this.working) return;
    this.working = true;
    this.failure = null;
    const key = keyOf(datasetId, task, settings);
    const ticket = nextTicket();
    this.ticket = ticket;
    try {
      const result = await request('runs.rehearse', {
        datasetId,
        task,
        settings: copied(settings),
        ticket,
      });
      measured.set(key, result);
      this.results = new Map(measured);
    } catch (error) {
      const problem = problemFrom(error);
      if (key === this.key && !wasStopped(problem)) this.failure = problem.message;
    }
    this.ticket = null;
    this.working = false;
  }

  stop(): void {
    if (this.ticket === null) return;
    // Nothing to tell when it has just ended by itself.
    request('jobs.stop', { ticket: this.ticket }).catch(() => undefined);
  }
}

/** Plain and changeable, as it crosses to the engine. */
function copied(settings: Settings): Record<string, string | number | boolean | string[]> {
  return structuredClone(settings) as Record<string, string | number | boolean | string[]>;
}

/** Names, seeds and how often something is kept do not change what training takes. */
function keyOf(datasetId: number, task: string, settings: Settings): string {
  const { seed: _, ...shaping } = settings;
  return JSON.stringify([datasetId, task, shaping]);
}
