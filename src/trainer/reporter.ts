import { performance } from 'node:perf_hooks';
import type { MetricPoint, TrainerMessage, WordData } from '../contract/index.ts';
import type { MetricsLog } from './metrics-log.ts';

/** At most 20 reports a second. */
const reportEvery = 50;

export interface Pace {
  readonly stepsPerSecond: number | null;
  readonly remainingSeconds: number | null;
}

/** Collects the points of all steps and sends them in batches; the same go into the metrics log. */
export class Reporter {
  readonly #send: (message: TrainerMessage) => void;
  readonly #log: MetricsLog;
  readonly #pace: () => Pace;
  #waiting: MetricPoint[] = [];
  #lastReport = Number.NEGATIVE_INFINITY;

  constructor(send: (message: TrainerMessage) => void, log: MetricsLog, pace: () => Pace) {
    this.#send = send;
    this.#log = log;
    this.#pace = pace;
  }

  /** Values that are not finite are left out: neither a chart nor JSON has a place for them. */
  add(point: MetricPoint): void {
    const finite = Object.entries(point.metrics).filter(([, value]) => Number.isFinite(value));
    if (finite.length > 0) this.#waiting.push({ ...point, metrics: Object.fromEntries(finite) });
    if (performance.now() - this.#lastReport >= reportEvery) this.flush();
  }

  /** Sends what is waiting: before a checkpoint, so that no point before it can be lost. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const points = this.#waiting;
    this.#waiting = [];
    this.#lastReport = performance.now();
    this.#log.append(points);
    this.#send({ type: 'report', points, ...this.#pace() });
  }

  /** @param data what the message is made of, for windows in other languages */
  event(
    level: 'info' | 'warning' | 'error',
    code: string,
    message: string,
    step: number | null,
    data: WordData = {},
  ): void {
    this.#send({ type: 'event', level, code, message, step, data });
  }
}
