import { performance } from 'node:perf_hooks';
import { UnrollError, type WrittenToken } from '../../contract/index.ts';
import type { JobHost } from '../job-host.ts';
import type { RunJob } from './job.ts';
import { openTrained } from './open-session.ts';

/** Writes text with a trained network, streamed as it comes; asked to stop, it ends with what it has. */
export const generate: RunJob<'generate'> = async (job, host) => {
  const session = await openTrained(job, host);
  if (session.generate === undefined) {
    throw new UnrollError({
      code: 'cannot-generate',
      message: `A run of the task ${job.task} does not write text.`,
      where: 'task',
      hint: 'Choose a run of a language model.',
    });
  }
  const stream = new TokenStream(host);
  const written: WrittenToken[] = [];
  const text = await session.generate(
    job.options,
    (token) => stream.push(token),
    host.patience('Writing'),
    (token) => written.push(token),
  );
  stream.flush();
  session.dispose();
  return { kind: 'generate', text, tokens: stream.count, written };
};

/** Tokens come faster than anyone reads: joins those of 30 ms into one message. */
class TokenStream {
  readonly #host: JobHost;
  #waiting = '';
  #lastSent = performance.now();
  count = 0;

  constructor(host: JobHost) {
    this.#host = host;
  }

  push(token: string): void {
    this.count += 1;
    this.#waiting += token;
    if (performance.now() - this.#lastSent >= 30) this.flush();
  }

  flush(): void {
    if (this.#waiting !== '') this.#host.send({ type: 'token', text: this.#waiting });
    this.#waiting = '';
    this.#lastSent = performance.now();
  }
}
