import type { Job } from '../contract/index.ts';
import type {
  Launcher,
  LaunchShare,
  TrainerHandle,
  TrainerListener,
} from '../launchers/launcher.ts';
import { residentMemory } from './process-facts.ts';

/** Every living trainer process of this engine, whatever it was launched for. */
export class Trainers implements Launcher {
  readonly #launcher: Launcher;
  /** With the threads that each was given; none where it takes what it finds. */
  readonly #living = new Map<TrainerHandle, number>();
  #whenEmpty: (() => void)[] = [];

  constructor(launcher: Launcher) {
    this.#launcher = launcher;
  }

  launch(job: Job, listener: TrainerListener, share?: LaunchShare): TrainerHandle {
    const watched: TrainerListener = {
      onMessage: (message) => listener.onMessage(message),
      onMalformed: (problem) => listener.onMalformed(problem),
      onOutput: (text) => listener.onOutput(text),
      onExit: (code, signal) => {
        this.#living.delete(handle);
        listener.onExit(code, signal);
        if (this.#living.size === 0) this.#tellEmpty();
      },
    };
    const handle: TrainerHandle = this.#launcher.launch(job, watched, share);
    this.#living.set(handle, share?.threads ?? 0);
    return handle;
  }

  get count(): number {
    return this.#living.size;
  }

  /** Threads that were given to those that train, together. */
  get threads(): number {
    return [...this.#living.values()].reduce((sum, threads) => sum + threads, 0);
  }

  /** Resident bytes of all of them together, as far as the system tells. */
  memory(): number {
    let sum = 0;
    for (const { pid } of this.#living.keys()) {
      if (pid !== undefined) sum += residentMemory(pid) ?? 0;
    }
    return sum;
  }

  /** Waits until all have ended; those that have not after `patience` milliseconds are killed. */
  async end(patience: number): Promise<void> {
    if (this.#living.size === 0) return;
    const late = setTimeout(() => {
      for (const handle of this.#living.keys()) handle.kill();
    }, patience);
    await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
    clearTimeout(late);
  }

  #tellEmpty(): void {
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}
