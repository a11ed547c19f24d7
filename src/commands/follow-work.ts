import type { Notice } from '../contract/index.ts';
import type { Workbench } from '../workbench.ts';
import { exitCodes } from './exit-codes.ts';

/** The signal that asked for a pause; null where none did. */
export type Interruption = 'SIGINT' | 'SIGTERM' | null;

/** A run or a study, from its start to its end. */
export interface FollowedWork<T extends { readonly id: number }> {
  /** Makes or resumes it; notices that come before this returns are kept. */
  start(): Promise<T> | T;
  onStarted?(started: T): void;
  hear(notice: Notice, id: number): void;
  /** Whether a notice may mean that it has ended, so that it is worth a look. */
  mayEnd(notice: Notice, id: number): boolean;
  /** What is known of it by now. */
  look(id: number): Promise<T> | T;
  isAtWork(known: T): boolean;
  /** Asks for a pause with a checkpoint. */
  pause(id: number): void;
}

export interface EndedWork<T> {
  readonly ended: T;
  readonly interruptedBy: Interruption;
}

/**
 * Starts work and waits until it has ended. The first Ctrl-C (or a request to end) pauses it, the
 * second ends this process at once; a trainer ends when its engine is gone.
 */
export async function followWork<T extends { readonly id: number }>(
  workbench: Workbench,
  work: FollowedWork<T>,
): Promise<EndedWork<T>> {
  let id: number | null = null;
  const early: Notice[] = [];
  let wake: () => void = () => undefined;
  const stopListening = workbench.onNotice((notice) => {
    if (id === null) {
      early.push(notice);
      return;
    }
    work.hear(notice, id);
    if (work.mayEnd(notice, id)) wake();
  });
  const signals = new PausingSignals(() => {
    if (id !== null) work.pause(id);
    return id !== null;
  });
  try {
    const started = await work.start();
    id = started.id;
    work.onStarted?.(started);
    for (const notice of early) work.hear(notice, id);
    for (;;) {
      const told = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const ended = await work.look(id);
      if (!work.isAtWork(ended)) return { ended, interruptedBy: signals.interruptedBy };
      await told;
    }
  } finally {
    signals.close();
    stopListening();
  }
}

/** Listens to Ctrl-C and requests to end. */
class PausingSignals {
  /** Whether there is something to pause. */
  readonly #pause: () => boolean;
  #interruptedBy: Interruption = null;

  constructor(pause: () => boolean) {
    this.#pause = pause;
    process.on('SIGINT', this.#hear);
    process.on('SIGTERM', this.#hear);
  }

  get interruptedBy(): Interruption {
    return this.#interruptedBy;
  }

  close(): void {
    process.off('SIGINT', this.#hear);
    process.off('SIGTERM', this.#hear);
  }

  readonly #hear = (signal: 'SIGINT' | 'SIGTERM'): void => {
    if (this.#interruptedBy !== null || !this.#pause()) {
      process.exit(signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated);
    }
    this.#interruptedBy = signal;
  };
}
