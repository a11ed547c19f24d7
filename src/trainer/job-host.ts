import { performance } from 'node:perf_hooks';
import type { TrainerMessage } from '../contract/index.ts';
import type { Patience } from '../tasks/task.ts';

export type StopRequest = 'pause' | 'cancel';

/** TensorFlow blocks the thread; messages are let in at least this often, in milliseconds. */
const breathEvery = 40;
const progressEvery = 200;

/** What a job needs of its process: messages out, wishes in. */
export class JobHost {
  readonly #send: (message: TrainerMessage) => void;
  #request: StopRequest | null = null;
  #lastBreath = performance.now();

  constructor(send: (message: TrainerMessage) => void) {
    this.#send = send;
  }

  send(message: TrainerMessage): void {
    this.#send(message);
  }

  /** What the engine has asked for, or null; a cancellation is never taken back by a pause. */
  get request(): StopRequest | null {
    return this.#request;
  }

  ask(request: StopRequest): void {
    if (this.#request !== 'cancel') this.#request = request;
  }

  /**
   * Lets waiting messages in when it has been a while.
   * @returns whether to stop
   */
  async breathe(): Promise<boolean> {
    if (performance.now() - this.#lastBreath >= breathEvery) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.#lastBreath = performance.now();
    }
    return this.#request !== null;
  }

  /** For long work under one label: breathes and tells how far it is, about five times a second. */
  patience(label: string): Patience {
    let lastTold = performance.now();
    return {
      pause: (done) => {
        const now = performance.now();
        if (done !== undefined && now - lastTold >= progressEvery) {
          lastTold = now;
          this.send({ type: 'progress', label, done: Math.min(1, Math.max(0, done)) });
        }
        return this.breathe();
      },
    };
  }
}
