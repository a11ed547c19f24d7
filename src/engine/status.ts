import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Status } from '../contract/index.ts';
import type { Store } from '../store/store.ts';
import type { Device } from './device.ts';
import type { NoticeBoard } from './notice-board.ts';
import type { Trainers } from './trainers.ts';

/** Milliseconds between two looks; a notice is posted only when something is to be seen. */
const lookEvery = 2000;

/** Says what the engine is doing, when asked and, while trainers work, from time to time. */
export class StatusReporter {
  readonly #parts: { store: Store; board: NoticeBoard; trainers: Trainers; device: Device };
  readonly #facts: { readonly home: string; readonly version: string };
  readonly #timer: NodeJS.Timeout;
  #busy = false;
  #diskFree: number | null = null;

  constructor(
    parts: { store: Store; board: NoticeBoard; trainers: Trainers; device: Device },
    facts: { readonly home: string; readonly version: string },
  ) {
    this.#parts = parts;
    this.#facts = facts;
    this.#timer = setInterval(() => this.#look(), lookEvery).unref();
  }

  get(): Status {
    const { store, trainers, device } = this.#parts;
    const running = store.runs.rates();
    return {
      ...this.#facts,
      device: device.facts,
      trainers: trainers.count,
      threads: trainers.threads,
      cores: availableParallelism(),
      queued: store.runs.queued().length,
      stepsPerSecond: running.reduce((sum, rate) => sum + rate, 0),
      memoryMegabytes: (process.memoryUsage.rss() + trainers.memory()) / 1e6,
      diskFreeMegabytes: this.#diskFree,
    };
  }

  /** Finds out about the device when that is not known yet, and tells. */
  learnDevice(): void {
    const { device, board } = this.#parts;
    if (device.facts !== null) return;
    void device.probe().then(() => {
      if (device.facts !== null) board.post({ type: 'status', status: this.get() });
    });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Once more after the last trainer has gone, to say so. */
  #look(): void {
    const { trainers, board } = this.#parts;
    const busy = trainers.count > 0;
    if (busy) void this.#lookAtDisk();
    if (busy || this.#busy) board.post({ type: 'status', status: this.get() });
    this.#busy = busy;
  }

  async #lookAtDisk(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.#facts.home);
      this.#diskFree = (bavail * bsize) / 1e6;
    } catch {
      this.#diskFree = null;
    }
  }
}
