import type { MetricValues } from '../../contract/index.ts';
import { pinball } from './outputs/quantile-grid.ts';
import type { Series } from './series.ts';

/** Share of the truth that the central interval of a perfect forecast holds. */
export const intervals = [0.5, 0.8, 0.9] as const;

const deciles = Array.from({ length: 9 }, (_, index) => (index + 1) / 10);

/** Levels that every forecast is asked for: the deciles and the ends of the intervals, ascending. */
export const reportedLevels: readonly number[] = [
  ...new Set([...deciles, ...intervals.flatMap((share) => [(1 - share) / 2, (1 + share) / 2])]),
]
  .map((level) => Number(level.toFixed(3)))
  .filter((level, index, all) => all.indexOf(level) === index)
  .sort((a, b) => a - b);

const placeOf = (level: number) => reportedLevels.indexOf(Number(level.toFixed(3)));
const decilePlaces = deciles.map(placeOf);
const intervalPlaces = intervals.map((share) => [
  placeOf((1 - share) / 2),
  placeOf((1 + share) / 2),
]);
const widest = intervals.length - 1;

/** Sums over forecasts that are distributions, slot by slot (see Series). Missing truth is passed over. */
export class IntervalErrors {
  readonly #crps: Float64Array;
  readonly #likelihood: Float64Array;
  readonly #pinball: Float64Array;
  readonly #width: Float64Array;
  readonly #size: Float64Array;
  readonly #count: Float64Array;
  readonly #inside = new Float64Array(intervals.length);
  readonly #hasLikelihood: boolean;

  /** @param hasLikelihood whether every value comes with one */
  constructor(slots: number, hasLikelihood: boolean) {
    this.#hasLikelihood = hasLikelihood;
    const sums = () => new Float64Array(slots);
    [this.#crps, this.#likelihood, this.#pinball] = [sums(), sums(), sums()];
    [this.#width, this.#size, this.#count] = [sums(), sums(), sums()];
  }

  /**
   * @param truth scaled
   * @param original the truth in the column's own units
   * @param quantiles at the reported levels, scaled
   * @param score of this value by the continuous ranked probability score, scaled
   */
  add(
    slot: number,
    truth: number,
    original: number,
    quantiles: Float64Array,
    score: { readonly crps: number; readonly likelihood: number },
  ): void {
    this.#count[slot]! += 1;
    this.#crps[slot]! += score.crps;
    this.#likelihood[slot]! += score.likelihood;
    this.#size[slot]! += Math.abs(original);
    for (const [index, place] of decilePlaces.entries()) {
      this.#pinball[slot]! += pinball(deciles[index]!, quantiles[place]!, truth);
    }
    for (const [index, [low, high]] of intervalPlaces.entries()) {
      const [lower, upper] = [quantiles[low!]!, quantiles[high!]!];
      if (truth >= lower && truth <= upper) this.#inside[index]! += 1;
      if (index === widest) this.#width[slot]! += upper - lower;
    }
  }

  /**
   * `crps` and `width_90` over all values in scaled units, `nll` likewise where it is known,
   * `coverage_50` and so on as shares, and `wql`: the pinball loss of the deciles over the size of
   * the truth, both in the columns' own units (Park et al. 2022; GluonTS's mean_wQuantileLoss).
   * Empty when nothing was added.
   */
  metrics(series: Series): MetricValues {
    const total = sum(this.#count);
    if (total === 0) return {};
    const std = (slot: number) => series.scaler.channels[slot]!.std;
    const inOriginal = this.#pinball.map((loss, slot) => loss * std(slot));
    const shares = intervals.map((share, index) => [
      `coverage_${Math.round(share * 100)}`,
      this.#inside[index]! / total,
    ]);
    return {
      crps: sum(this.#crps) / total,
      ...(this.#hasLikelihood ? { nll: sum(this.#likelihood) / total } : {}),
      wql: (2 * sum(inOriginal)) / deciles.length / Math.max(sum(this.#size), Number.MIN_VALUE),
      ...Object.fromEntries(shares),
      width_90: sum(this.#width) / total,
    };
  }
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}
