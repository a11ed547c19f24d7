import { Presets, SingleBar } from 'cli-progress';
import {
  type MetricPoint,
  possiblePrimaryMetrics,
  type Run,
  type TaskDescriptor,
} from '../contract/index.ts';
import { count, duration, figure } from './terminal/figures.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Between two lines in a file, milliseconds. */
const quietTime = 5000;

/**
 * Shows on standard error how a run goes: a bar with the remaining time for a person, a line at each
 * evaluation for a file.
 */
export class RunProgress {
  readonly #terminal: Terminal;
  readonly #metrics: readonly string[];
  #bar: SingleBar | null = null;
  #latest = '';
  #told = 0;

  /** @param task whose deciding metric is shown: `val/mse` */
  constructor(terminal: Terminal, task: TaskDescriptor) {
    this.#terminal = terminal;
    this.#metrics = possiblePrimaryMetrics(task);
  }

  onPoint(point: MetricPoint): void {
    const metric = this.#metrics.find((name) => point.metrics[name] !== undefined);
    if (metric === undefined) return;
    this.#latest = `${metric} ${figure(point.metrics[metric]!)}`;
    if (this.#terminal.isWatched || Date.now() - this.#told < quietTime) return;
    this.#told = Date.now();
    const loss = point.metrics['train/loss'];
    const training = loss === undefined ? '' : `  train/loss ${figure(loss)}`;
    this.#terminal.note(
      `step ${count(point.step)}  epoch ${point.epoch.toFixed(2)}  ${this.#latest}${training}  after ${duration(point.seconds)}`,
    );
  }

  onRun(run: Run): void {
    if (!this.#terminal.isWatched) return;
    if (run.state !== 'running') {
      this.stop();
      return;
    }
    const left = run.remainingSeconds;
    const share = left === null ? 0 : run.seconds / Math.max(1e-9, run.seconds + left);
    this.#start().update(Math.min(1000, Math.round(share * 1000)), {
      step: count(run.step),
      latest: this.#latest,
      speed: run.stepsPerSecond === null ? '' : `${figure(run.stepsPerSecond)} steps/s`,
      left: left === null ? 'remaining time not known yet' : `${duration(left)} left`,
    });
  }

  /** A line beside the bar. */
  note(text: string): void {
    this.stop();
    this.#terminal.note(text);
  }

  stop(): void {
    if (this.#bar === null) return;
    this.#bar.stop();
    this.#bar = null;
    this.#terminal.hasBar = false;
  }

  #start(): SingleBar {
    if (this.#bar !== null) return this.#bar;
    this.#terminal.hasBar = true;
    const bar = new SingleBar(
      {
        format: '{bar} {percentage} %  step {step}  {latest}  {speed}  {left}',
        stream: this.#terminal.errorStream,
        barsize: 24,
        hideCursor: true,
        clearOnComplete: true,
        fps: 5,
      },
      Presets.shades_classic,
    );
    bar.start(1000, 0, { step: '0', latest: '', speed: '', left: '' });
    this.#bar = bar;
    return bar;
  }
}
