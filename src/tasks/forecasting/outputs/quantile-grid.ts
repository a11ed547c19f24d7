/** Quantiles of one value lie side by side in a longer array, the lowest level first. */
export class QuantileGrid {
  /** Ascending, inside (0, 1). */
  readonly levels: readonly number[];
  /** Share of the probabilities that lie nearest to each level; they add up to 1. */
  readonly #weights: readonly number[];

  constructor(levels: readonly number[]) {
    this.levels = levels;
    const bound = (index: number) => {
      if (index === 0) return 0;
      return index === levels.length ? 1 : (levels[index - 1]! + levels[index]!) / 2;
    };
    this.#weights = levels.map((_, index) => bound(index + 1) - bound(index));
  }

  get count(): number {
    return this.levels.length;
  }

  /**
   * Continuous ranked probability score from quantiles: twice the pinball loss integrated over the
   * levels (Gneiting and Ranjan 2011, eq. 8), each level standing for those nearest to it.
   * @param at place of the lowest quantile
   */
  crps(quantiles: ArrayLike<number>, at: number, truth: number): number {
    let sum = 0;
    for (let index = 0; index < this.levels.length; index++) {
      sum += this.#weights[index]! * pinball(this.levels[index]!, quantiles[at + index]!, truth);
    }
    return 2 * sum;
  }

  /** On a straight line between the nearest levels; the outermost quantile beyond them. */
  quantile(quantiles: ArrayLike<number>, at: number, level: number): number {
    const { levels } = this;
    let above = 0;
    while (above < levels.length && levels[above]! < level) above++;
    if (above === 0) return quantiles[at]!;
    if (above === levels.length) return quantiles[at + above - 1]!;
    const [low, high] = [levels[above - 1]!, levels[above]!];
    const share = (level - low) / (high - low);
    return quantiles[at + above - 1]! * (1 - share) + quantiles[at + above]! * share;
  }
}

/** Loss that a quantile of this level makes smallest (Koenker and Bassett 1978). */
export function pinball(level: number, quantile: number, truth: number): number {
  const error = truth - quantile;
  return error >= 0 ? level * error : (level - 1) * error;
}

/** Every twentieth, and further out where a rare value matters. */
export const outputLevels: readonly number[] = [
  0.01,
  0.025,
  ...Array.from({ length: 19 }, (_, index) => (index + 1) / 20),
  0.975,
  0.99,
];

/** Fine enough that the score of a distribution differs by less than a hundredth. */
export const percentiles: readonly number[] = Array.from(
  { length: 99 },
  (_, index) => (index + 1) / 100,
);
