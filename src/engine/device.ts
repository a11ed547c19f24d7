import { hostname } from 'node:os';
import { type ProbeResult, probeResultSchema } from '../contract/index.ts';
import type { Store } from '../store/store.ts';
import type { Log } from './log.ts';
import type { ShortJobs } from './short-jobs.ts';

/** What TensorFlow is on this machine: asked of a trainer process once for each version and machine. */
export class Device {
  readonly #store: Store;
  readonly #jobs: ShortJobs | null;
  readonly #log: Log;
  readonly #name: string;
  #asked = false;

  /** @param jobs null for an engine that only looks: it tells what is known */
  constructor(parts: { store: Store; jobs: ShortJobs | null; log: Log }, version: string) {
    this.#store = parts.store;
    this.#jobs = parts.jobs;
    this.#log = parts.log;
    this.#name = `device/${version}/${hostname()}`;
  }

  get facts(): ProbeResult | null {
    const kept = this.#store.preferences.get(this.#name);
    if (kept === null) return null;
    const parsed = probeResultSchema.safeParse(JSON.parse(kept));
    return parsed.success ? parsed.data : null;
  }

  /** Finds the facts out unless they are known; failing is logged and tried again at the next start. */
  async probe(): Promise<void> {
    if (this.#asked || this.#jobs === null || this.facts !== null) return;
    this.#asked = true;
    try {
      const { result } = await this.#jobs.do({ kind: 'probe' }).result;
      this.#store.preferences.set(this.#name, JSON.stringify(result));
    } catch (error) {
      this.#log.warn({ err: error }, 'the device could not be probed');
    }
  }
}
