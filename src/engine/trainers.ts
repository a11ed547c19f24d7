import type { Job } from '../contract/index.ts';
import type { Launcher, TrainerHandle, TrainerListener } from '../launchers/launcher.ts';
import { residentMemory } from './process-facts.ts';

/** Every living trainer process of this engine, whatever it was launched for. */
export class Trainers implements Launcher {
  readonly #launcher: Launcher;
  readonly #living = new Set<TrainerHandle>();
  #whenEmpty: (() => void)[] = [];

  constructor(launcher: Launcher) {
    this.#launcher = launcher;
  }

  launch(job: Job, listener: TrainerListener): TrainerHandle {
    const handle: TrainerHandle = this.#launcher.launch(job, {
      onMessage: (message) => listener.onMessage(message),
      onMalformed: (problem) => listener.onMalformed(problem),
      onOutput: (text) => listener.onOutput(text),
      onExit: (code, signal) => {
        this.#living.delete(handle);
        listener.onExit(code, signal);
        if (this.#living.size === 0) this.#tellEmpty();
      },
    });
    this.#living.add(handle);
    return handle;
  }

  get count(): number {
    return this.#living.size;
  }

  /** Resident bytes of all of them together, as far as the system tells. */
  memory(): number {
    let sum = 0;
    for (const { pid } of this.#living) {
      if (pid !== undefined) sum += residentMemory(pid) ?? 0;
    }
    return sum;
  }

  /** Waits until all have ended; those that have not after `patience` milliseconds are killed. */
  async end(patience: number): Promise<void> {
    if (this.#living.size === 0) return;
    const late = setTimeout(() => {
      for (const handle of this.#living) handle.kill();
    }, patience);
    await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
    clearTimeout(late);
  }

  #tellEmpty(): void {
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}
