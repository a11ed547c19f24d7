import type { MetricValues } from '../../contract/index.ts';
import type { SplitRange } from '../../datasets/splits.ts';
import type { Series } from './series.ts';

/** Sums of forecast errors in scaled units, slot by slot (a column of a series). Missing truth is passed over. */
export class ForecastErrors {
  readonly #squared: Float64Array;
  readonly #absolute: Float64Array;
  readonly #count: Float64Array;

  constructor(slots: number) {
    this.#squared = new Float64Array(slots);
    this.#absolute = new Float64Array(slots);
    this.#count = new Float64Array(slots);
  }

  /** @param error forecast minus truth, both scaled */
  add(slot: number, error: number): void {
    this.#squared[slot]! += error * error;
    this.#absolute[slot]! += Math.abs(error);
    this.#count[slot]! += 1;
  }

  /**
   * `mse` and `mae` over all values in scaled units; `mse_original` and `mae_original` in the
   * columns' own units, each column weighing the same; `mase`, the absolute error over that of the
   * naive forecast inside the training rows (Hyndman and Koehler 2006), mean over columns.
   * Empty when nothing was added.
   */
  metrics(series: Series, naiveErrors: Float64Array): MetricValues {
    const channels = [...this.#count.keys()].filter((channel) => this.#count[channel]! > 0);
    if (channels.length === 0) return {};
    const mean = (value: (channel: number) => number) =>
      channels.reduce((sum, channel) => sum + value(channel), 0) / channels.length;
    const total = channels.reduce((sum, channel) => sum + this.#count[channel]!, 0);
    const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
    const std = (channel: number) => series.scaler.channels[channel]!.std;
    const mse = (channel: number) => this.#squared[channel]! / this.#count[channel]!;
    const mae = (channel: number) => this.#absolute[channel]! / this.#count[channel]!;
    return {
      mse: sum(this.#squared) / total,
      mae: sum(this.#absolute) / total,
      mse_original: mean((channel) => std(channel) ** 2 * mse(channel)),
      mae_original: mean((channel) => std(channel) * mae(channel)),
      mase: mean((channel) => mae(channel) / naiveErrors[channel]!),
    };
  }
}

/**
 * Mean absolute error of repeating the value one season ago (one row ago without a season) inside
 * the training rows, in scaled units: the yardstick of MASE, by slot. 1 for a channel that never
 * changes.
 * @param trains training rows of each member
 */
export function naiveTrainingErrors(
  series: Series,
  trains: readonly SplitRange<'train'>[],
  season: number | null,
): Float64Array {
  const width = series.channels.length;
  return Float64Array.from(
    trains.flatMap(({ start, end }) => {
      const lag = season !== null && end - start > 2 * season ? season : 1;
      return Array.from({ length: width }, (_, channel) => {
        let sum = 0;
        for (let row = start + lag; row < end; row++) {
          const at = row * width + channel;
          sum += Math.abs(series.values[at]! - series.values[at - lag * width]!);
        }
        return sum > 0 ? sum / (end - start - lag) : 1;
      });
    }),
  );
}
