import type { Store } from '../../store/store.ts';

/** Seconds that a study has been at work, kept in the store as they pass. */
export class WorkingTime {
  readonly #id: number;
  readonly #store: Store;
  #since: number | null = null;

  constructor(id: number, store: Store) {
    this.#id = id;
    this.#store = store;
  }

  get runs(): boolean {
    return this.#since !== null;
  }

  /** Over all continuations. */
  get seconds(): number {
    const { seconds } = this.#store.studies.get(this.#id);
    return seconds + (this.#since === null ? 0 : (Date.now() - this.#since) / 1000);
  }

  start(): void {
    this.#since ??= Date.now();
  }

  stop(): void {
    this.save();
    this.#since = null;
  }

  save(): void {
    if (this.#since === null) return;
    const now = Date.now();
    this.#store.studies.addSeconds(this.#id, (now - this.#since) / 1000);
    this.#since = now;
  }
}
