import { performance } from 'node:perf_hooks';
import type { Pace } from './reporter.ts';

/** A speed is told once it has been measured for this long, in seconds. */
const speedWindow = 0.5;

export interface ClockLimits {
  /** Step at which the run ends. */
  readonly totalSteps: number;
  /** Seconds of training after which the run ends; null is no limit. */
  readonly seconds: number | null;
}

/**
 * Training time over all continuations of a run, its speed and what is left. Nothing that shapes an
 * update may ask it: a run must not depend on how busy the machine was.
 */
export class Clock {
  readonly #limits: ClockLimits;
  readonly #started = performance.now();
  readonly #secondsBefore: number;
  readonly #stepBefore: number;
  #step: number;
  #windowStart = 0;
  #windowStep: number;
  #stepsPerSecond: number | null = null;

  /** @param seconds and @param step of the run when this process took it up */
  constructor(limits: ClockLimits, seconds: number, step: number) {
    this.#limits = limits;
    this.#secondsBefore = seconds;
    this.#stepBefore = step;
    this.#step = step;
    this.#windowStep = step;
  }

  get seconds(): number {
    return this.#secondsBefore + this.#here;
  }

  /** Seconds in this process. */
  get #here(): number {
    return (performance.now() - this.#started) / 1000;
  }

  get isOver(): boolean {
    return this.#limits.seconds !== null && this.seconds >= this.#limits.seconds;
  }

  /** @returns steps a second when a new measurement is ready, else null */
  tick(step: number): number | null {
    this.#step = step;
    const now = this.#here;
    const passed = now - this.#windowStart;
    if (passed < speedWindow) return null;
    this.#stepsPerSecond = (step - this.#windowStep) / passed;
    this.#windowStart = now;
    this.#windowStep = step;
    return this.#stepsPerSecond;
  }

  /** Starts a new measurement: what came before (an evaluation) was not training. */
  skip(): void {
    this.#windowStart = this.#here;
    this.#windowStep = this.#step;
  }

  get pace(): Pace {
    return { stepsPerSecond: this.#stepsPerSecond, remainingSeconds: this.#remaining() };
  }

  /** By whichever limit comes first; evaluations so far count into the time of a step. */
  #remaining(): number | null {
    const { seconds, totalSteps } = this.#limits;
    const byTime = seconds === null ? null : Math.max(0, seconds - this.seconds);
    const done = this.#step - this.#stepBefore;
    if (done === 0) return byTime;
    const bySteps = (this.#here / done) * Math.max(0, totalSteps - this.#step);
    return byTime === null ? bySteps : Math.min(byTime, bySteps);
  }
}
