import type { GenerateOptions, Problem } from '../../../src/contract/index.ts';
import { listen } from '../../state/notices.ts';
import { problemFrom, request } from '../../workbench.ts';

let tickets = 0;

/** One text being written by a run's network, token by token. */
export class Generation {
  prompt = $state('');
  text = $state('');
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
    this.problem = null;
    this.writing = true;
    const stop = listen('token', (notice) => {
      if (notice.ticket === ticket && this.ticket === ticket) this.text += notice.text;
    });
    try {
      const { text } = await request('generate.start', { runId, ticket, options });
      // The answer holds the whole text; the stream may have been cut short by a stop.
      if (this.ticket === ticket && text.length > this.text.length) this.text = text;
    } catch (error) {
      if (this.ticket === ticket) this.problem = problemFrom(error);
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
    request('generate.stop', { ticket: this.ticket }).catch(() => undefined);
  }
}
