import type { MetricValues } from '../../contract/index.ts';
import type { NaiveForecaster } from './baselines.ts';
import { ForecastErrors } from './errors.ts';
import { IntervalErrors, reportedLevels } from './interval-errors.ts';
import type { NaiveIntervals } from './naive-intervals.ts';
import type { ForecastDistribution, ForecastOutput } from './outputs/index.ts';
import type { ForecastingPlan } from './plan.ts';
import { slotCount, toOriginal } from './series.ts';
import { eachTruth } from './truths.ts';

/** Sums the errors of a forecaster over windows; the same for a network and a naive forecast. */
export class Measurement {
  readonly #plan: ForecastingPlan;
  readonly #errors: ForecastErrors;
  readonly #intervals: IntervalErrors | null;
  readonly #quantiles = new Float64Array(reportedLevels.length);
  /** Sum of squared errors and number of values, by the block of windows. */
  readonly #examples = new Map<number, [squares: number, count: number]>();

  /** @param distributions whether forecasts are distributions, and whether those have a density */
  constructor(plan: ForecastingPlan, distributions: 'none' | 'quantiles' | 'densities') {
    const slots = slotCount(plan.series);
    this.#plan = plan;
    this.#errors = new ForecastErrors(slots);
    this.#intervals =
      distributions === 'none' ? null : new IntervalErrors(slots, distributions === 'densities');
  }

  /**
   * @param numbers (windows, horizon, channels, parameters), as the output finished them
   */
  addForecasts(output: ForecastOutput, origins: ArrayLike<number>, numbers: Float32Array): void {
    const { distribution, parameters } = output;
    eachTruth(this.#plan, origins, ({ origin, value, slot }, truth) => {
      const at = value * parameters;
      const error = output.point(numbers, at) - truth;
      this.#errors.add(slot, error);
      this.#noteExample(origin, error);
      if (distribution !== null) this.#addDistribution(distribution, numbers, at, slot, truth);
    });
  }

  #addDistribution(
    distribution: ForecastDistribution,
    numbers: Float32Array,
    at: number,
    slot: number,
    truth: number,
  ): void {
    for (const [index, level] of reportedLevels.entries()) {
      this.#quantiles[index] = distribution.quantile(numbers, at, level);
    }
    const score = {
      crps: distribution.crps(numbers, at, truth),
      likelihood: distribution.negativeLogLikelihood?.(numbers, at, truth) ?? 0,
    };
    const original = toOriginal(this.#plan.series, slot, truth);
    this.#intervals?.add(slot, truth, original, this.#quantiles, score);
  }

  /** @param intervals of the same forecaster; null where the network gives single numbers */
  addNaive(
    forecaster: NaiveForecaster,
    intervals: NaiveIntervals | null,
    origins: ArrayLike<number>,
  ): void {
    const { series } = this.#plan;
    const own = new Float64Array(intervals?.grid.count ?? 0);
    eachTruth(this.#plan, origins, ({ origin, step, channel, slot }, truth) => {
      const forecast = forecaster.forecast(series, origin, channel, step);
      this.#errors.add(slot, forecast - truth);
      if (intervals === null) return;
      intervals.quantiles(slot, step, forecast, own);
      for (const [index, level] of reportedLevels.entries()) {
        this.#quantiles[index] = intervals.grid.quantile(own, 0, level);
      }
      const score = { crps: intervals.grid.crps(own, 0, truth), likelihood: 0 };
      const original = toOriginal(series, slot, truth);
      this.#intervals?.add(slot, truth, original, this.#quantiles, score);
    });
  }

  /**
   * Windows that overlap tell the same again, so as many in a row as the horizon has rows count as one
   * example.
   */
  #noteExample(origin: number, error: number): void {
    const block = Math.floor(origin / this.#plan.layout.horizon);
    const sums = this.#examples.get(block) ?? [0, 0];
    this.#examples.set(block, [sums[0] + error * error, sums[1] + 1]);
  }

  /** Squared errors and number of values of each example, in the order of time. */
  examples(): number[][] {
    return [...this.#examples.values()];
  }

  metrics(): MetricValues {
    const { series, naiveErrors } = this.#plan;
    return {
      ...this.#errors.metrics(series, naiveErrors),
      ...this.#intervals?.metrics(series),
    };
  }
}
