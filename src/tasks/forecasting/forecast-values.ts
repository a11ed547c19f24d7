import type { ForecastQuantiles } from '../../contract/index.ts';
import { shownLevels } from '../../contract/index.ts';
import type { ForecastOutput } from './outputs/index.ts';
import type { ForecastingPlan } from './plan.ts';
import { toOriginal } from './series.ts';

/** Forecasts of some windows, to be read in original units. */
export class ForecastValues {
  readonly #plan: ForecastingPlan;
  readonly #output: ForecastOutput;
  readonly #numbers: Float32Array;

  /** @param numbers (windows, horizon, channels, parameters), as the output finished them */
  constructor(plan: ForecastingPlan, output: ForecastOutput, numbers: Float32Array) {
    this.#plan = plan;
    this.#output = output;
    this.#numbers = numbers;
  }

  /** The whole horizon of one slot in one window; quantiles only where they are forecast. */
  of(window: number, slot: number): { forecast: number[]; quantiles?: ForecastQuantiles[] } {
    const { distribution, parameters } = this.#output;
    const { series, layout } = this.#plan;
    const channels = series.channels.length;
    const read = (number: (at: number) => number): number[] =>
      Array.from({ length: layout.horizon }, (_, step) => {
        const value = (window * layout.horizon + step) * channels + (slot % channels);
        return toOriginal(series, slot, number(value * parameters));
      });
    const forecast = read((at) => this.#output.point(this.#numbers, at));
    if (distribution === null) return { forecast };
    const quantiles = shownLevels.map((level) => ({
      level,
      values: read((at) => distribution.quantile(this.#numbers, at, level)),
    }));
    return { forecast, quantiles };
  }
}
