import { duration } from './figures.ts';
import type { Terminal } from './terminal.ts';

/** As wide as the bar of a training. */
const barWidth = 24;
/** Seconds and share of the work after which the remaining time can be told. */
const [leastSeconds, leastShare] = [1, 0.02];

/** How far work is that a person waits for, with the remaining time, on the terminal's waiting line. */
export class WaitProgress {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #label = '';
  #began = { at: 0, done: 0 };

  /** @param now milliseconds of a clock that never goes back */
  constructor(terminal: Terminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
  }

  /** @param done share of the work under this label, 0 to 1 */
  tell(label: string, done: number): void {
    if (label !== this.#label) {
      this.#label = label;
      this.#began = { at: this.#now(), done };
    }
    const full = Math.round(done * barWidth);
    const bar = '█'.repeat(full) + '░'.repeat(barWidth - full);
    const left = this.#secondsLeft(done);
    const ending = left === null ? '' : `  ${duration(left)} left`;
    this.#terminal.wait(`${bar} ${Math.round(100 * done)} %  ${label}${ending}`);
  }

  /** By the pace since this label began; null while that says nothing. */
  #secondsLeft(done: number): number | null {
    const seconds = (this.#now() - this.#began.at) / 1000;
    const share = done - this.#began.done;
    if (seconds < leastSeconds || share < leastShare) return null;
    return (seconds * (1 - done)) / share;
  }
}
