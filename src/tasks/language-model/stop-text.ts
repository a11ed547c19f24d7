/**
 * Lets streamed text through up to a stop text: what might be its beginning waits until it is
 * known. The stop text itself is never let through.
 */
export class StopText {
  readonly #stop: string;
  #waiting = '';
  #found = false;

  /** @param stop empty never stops */
  constructor(stop: string) {
    this.#stop = stop;
  }

  /** Whether the stop text has appeared. */
  get found(): boolean {
    return this.#found;
  }

  /** @returns what may be shown now */
  push(text: string): string {
    if (this.#found) return '';
    this.#waiting += text;
    const at = this.#stop === '' ? -1 : this.#waiting.indexOf(this.#stop);
    if (at >= 0) {
      this.#found = true;
      return this.#release(at);
    }
    return this.#release(this.#waiting.length - this.#unsure());
  }

  /** @returns what was still waiting; call it when the text is at its end */
  end(): string {
    return this.#found ? '' : this.#release(this.#waiting.length);
  }

  #release(count: number): string {
    const text = this.#waiting.slice(0, count);
    this.#waiting = this.#waiting.slice(count);
    return text;
  }

  /** Length of the longest end of the waiting text that the stop text begins with. */
  #unsure(): number {
    for (let length = Math.min(this.#stop.length - 1, this.#waiting.length); length > 0; length--) {
      if (this.#stop.startsWith(this.#waiting.slice(-length))) return length;
    }
    return 0;
  }
}
