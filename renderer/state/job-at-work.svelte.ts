import { onDestroy } from 'svelte';
import type { Problem } from '../../src/contract/index.ts';
import { problemFrom, request } from '../workbench.ts';

/** A name by which work can be stopped, like no other: not even after the window is loaded again. */
export function nextTicket(): string {
  return crypto.randomUUID();
}

/** Whether something failed only because it was asked to end. */
export function wasStopped({ code }: Problem): boolean {
  return code === 'stopped' || code === 'cancelled';
}

/**
 * Work of the engine that somebody waits for, which can be stopped: by hand, by other work in its
 * place, and by leaving the view where it was asked for.
 */
export class JobAtWork {
  working = $state(false);
  problem = $state.raw<Problem | null>(null);
  private ticket: string | null = null;

  constructor() {
    onDestroy(() => this.stop());
  }

  /**
   * @param ask hands the ticket on with its request
   * @returns the answer; null where it failed, which `problem` tells, was stopped with nothing, or
   *   other work has taken its place
   */
  async run<T>(ask: (ticket: string) => Promise<T>): Promise<T | null> {
    this.stop();
    const ticket = nextTicket();
    this.ticket = ticket;
    this.working = true;
    this.problem = null;
    try {
      const answer = await ask(ticket);
      return this.ticket === ticket ? answer : null;
    } catch (error) {
      const problem = problemFrom(error);
      if (this.ticket === ticket && !wasStopped(problem)) this.problem = problem;
      return null;
    } finally {
      if (this.ticket === ticket) {
        this.ticket = null;
        this.working = false;
      }
    }
  }

  stop(): void {
    if (this.ticket === null) return;
    // Nothing to tell when it has just ended by itself.
    request('jobs.stop', { ticket: this.ticket }).catch(() => undefined);
  }
}
