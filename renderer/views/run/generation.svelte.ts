import type { GenerateOptions, Problem, WrittenToken } from '../../../src/contract/index.ts';
import { wasStopped } from '../../state/job-at-work.svelte.ts';
import { listen } from '../../state/notices.ts';
import { problemFrom, request } from '../../workbench.ts';

/** Likeliest tokens told at each place. */
const shownAlternatives = 5;
let tickets = 0;

/** One text being written by a run's network, token by token. */
export class Generation {
  prompt = $state('');
  text = $state('');
  /** The whole text token by token, with what else might have stood there; empty while it is written. */
  written = $state.raw<readonly WrittenToken[]>([]);
  writing = $state(false);
  problem = $state.raw<Problem | null>(null);
  private ticket: string | null = null;

  /** Starts a new text; one that is still being written is stopped first. */
  async start(runId: number, options: GenerateOptions): Promise<void> {
    this.stop();
    const ticket = `window-${Date.now()}-${++tickets}`;
    this.ticket = ticket;
    this.prompt = options.prompt;
    this.text = '';
    this.written = [];
    this.problem = null;
    this.writing = true;
    const stop = listen('token', (notice) => {
      if (notice.ticket === ticket && this.ticket === ticket) this.text += notice.text;
    });
    try {
      const asked = { ...options, alternatives: shownAlternatives };
      const answer = await request('generate.start', { runId, ticket, options: asked });
      const { text, written } = answer;
      // The answer holds the whole text; the stream may have been cut short by a stop.
      if (this.ticket !== ticket) return;
      if (text.length > this.text.length) this.text = text;
      this.written = written;
    } catch (error) {
      const problem = problemFrom(error);
      if (this.ticket === ticket && !wasStopped(problem)) this.problem = problem;
    } finally {
      stop();
      if (this.ticket === ticket) {
        this.ticket = null;
        this.writing = false;
      }
    }
  }

  stop(): void {
    if (this.ticket === null) return;
    // Nothing to tell when it has just ended by itself.
    request('jobs.stop', { ticket: this.ticket }).catch(() => undefined);
  }
}
