import type { ForecasterErrors } from '../../../contract/index.ts';
import { pairedDifference } from './paired-difference.ts';

/** Errors of one forecaster by one metric, kept by step ahead and by window. */
export class BacktestErrors {
  readonly metric: string;
  readonly #steps: Sums;
  readonly #windows: Sums;

  constructor(metric: string, horizon: number, windows: number) {
    this.metric = metric;
    this.#steps = new Sums(horizon);
    this.#windows = new Sums(windows);
  }

  add(step: number, window: number, error: number): void {
    this.#steps.add(step, error);
    this.#windows.add(window, error);
  }

  /**
   * @param folds first window of each fold, and the number of windows at the end
   * @param network to compare with; null for the network itself
   * @param lag see pairedDifference
   */
  summary(folds: readonly number[], network: BacktestErrors | null, lag: number): ForecasterErrors {
    const own = this.#windows.means();
    const theirs = network === null ? undefined : network.#windows.means();
    return {
      metric: this.metric,
      mean: this.#windows.mean(0, own.length),
      bySteps: this.#steps.means().map(orNull),
      byOrigins: own.map(orNull),
      byFolds: folds.slice(1).map((end, fold) => orNull(this.#windows.mean(folds[fold]!, end))),
      difference:
        theirs === undefined
          ? null
          : pairedDifference(
              own.map((error, window) => error - theirs[window]!),
              lag,
            ),
    };
  }
}

class Sums {
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor(length: number) {
    this.#sums = new Float64Array(length);
    this.#counts = new Float64Array(length);
  }

  add(place: number, error: number): void {
    this.#sums[place]! += error;
    this.#counts[place]! += 1;
  }

  /** NaN where nothing was added. */
  means(): number[] {
    return Array.from(this.#sums, (sum, place) => sum / this.#counts[place]!);
  }

  /** Over all values from one place to before another. */
  mean(from: number, to: number): number {
    const all = (values: Float64Array) => values.subarray(from, to).reduce((a, b) => a + b, 0);
    return all(this.#sums) / all(this.#counts);
  }
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
