import type { NaiveForecaster } from './baselines.ts';
import { QuantileGrid } from './outputs/quantile-grid.ts';
import { type Series, slotCount } from './series.ts';
import { spread } from './windows.ts';

/** More windows change the quantiles little and cost time. */
const mostWindows = 1000;

/**
 * What a naive forecast missed by in the training windows, for each column of each series and step ahead: its
 * forecast plus the quantiles of those errors is a distribution, and so a baseline for one.
 */
export class NaiveIntervals {
  readonly grid: QuantileGrid;
  readonly #slots: number;
  /** (horizon, slots, levels): quantiles of truth minus forecast, scaled. */
  readonly #errors: Float64Array;

  /** @param origins of training windows; those for which nothing is known yet are passed over */
  constructor(
    forecaster: NaiveForecaster,
    series: Series,
    origins: Int32Array,
    horizon: number,
    levels: readonly number[],
  ) {
    this.grid = new QuantileGrid(levels);
    this.#slots = slotCount(series);
    this.#errors = new Float64Array(horizon * this.#slots * levels.length);
    for (const [member, { start, stop }] of series.members.entries()) {
      const own = origins.filter((origin) => origin > start && origin <= stop);
      const chosen = spread(own, mostWindows);
      const errors = new Float64Array(chosen.length);
      for (let step = 0; step < horizon; step++) {
        for (let channel = 0; channel < series.channels.length; channel++) {
          const count = collect(forecaster, series, chosen, channel, step, errors);
          const slot = member * series.channels.length + channel;
          const at = (step * this.#slots + slot) * levels.length;
          this.#put(at, errors.subarray(0, count).sort());
        }
      }
    }
  }

  /** Straight between the order statistics (Hyndman and Fan 1996, type 7). */
  #put(at: number, sorted: Float64Array): void {
    for (const [index, level] of this.grid.levels.entries()) {
      const place = level * Math.max(0, sorted.length - 1);
      const below = Math.floor(place);
      const low = sorted[below] ?? 0;
      this.#errors[at + index] = low + (place - below) * ((sorted[below + 1] ?? low) - low);
    }
  }

  /** The quantiles of one forecast, scaled. @param into holds as many as there are levels */
  quantiles(slot: number, step: number, forecast: number, into: Float64Array): void {
    const at = (step * this.#slots + slot) * this.grid.count;
    for (let index = 0; index < this.grid.count; index++) {
      into[index] = forecast + this.#errors[at + index]!;
    }
  }
}

/** @returns how many errors were written */
function collect(
  forecaster: NaiveForecaster,
  series: Series,
  origins: readonly number[],
  channel: number,
  step: number,
  into: Float64Array,
): number {
  let count = 0;
  for (const origin of origins) {
    const at = (origin + step) * series.channels.length + channel;
    if (series.missing?.[at]) continue;
    const error = series.values[at]! - forecaster.forecast(series, origin, channel, step);
    if (Number.isFinite(error)) into[count++] = error;
  }
  return count;
}
