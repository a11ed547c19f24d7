import type { Notice } from '../contract/index.ts';

/** Where parts of the engine put notices for whoever watches: the window, a command, a test. */
export class NoticeBoard {
  readonly #listeners = new Set<(notice: Notice) => void>();

  post(notice: Notice): void {
    for (const listener of this.#listeners) listener(notice);
  }

  /** Returns a function that stops listening. */
  onNotice(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
