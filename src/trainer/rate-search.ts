import type { RateSearch } from '../contract/index.ts';

/** Weight of the past in the smoothed loss. */
const smoothing = 0.85;
/** A smoothed loss of so many times the best ends the ramp: it has diverged. */
const divergence = 4;

/** The rate of a step on an exponential ramp from `low` to `high`. */
export function rampRate(step: number, steps: number, low: number, high: number): number {
  return low * (high / low) ** (step / Math.max(1, steps - 1));
}

/** Follows the loss of a ramp (Smith 2017, arXiv 1506.01186) and says when it has diverged. */
export class RampCurve {
  readonly #rates: number[] = [];
  readonly #losses: number[] = [];
  #average = 0;
  #best = Number.POSITIVE_INFINITY;

  /** @returns whether the ramp has come to its end; such a loss is left out where it is not finite */
  add(rate: number, loss: number): boolean {
    if (!Number.isFinite(loss)) return true;
    this.#average = smoothing * this.#average + (1 - smoothing) * loss;
    // Without this the first values are drawn towards zero (Kingma and Ba 2015, section 3).
    const smoothed = this.#average / (1 - smoothing ** (this.#losses.length + 1));
    this.#rates.push(rate);
    this.#losses.push(loss);
    this.#best = Math.min(this.#best, smoothed);
    // A loss below zero (a density's) has no multiple that is worse.
    const limit = this.#best + (divergence - 1) * Math.max(Math.abs(this.#best), 1e-3);
    return this.#losses.length > 10 && smoothed > limit;
  }

  result(diverged: boolean): RateSearch {
    const [rates, losses] = [this.#rates, this.#losses];
    // Smoothed forwards alone, the curve would lag behind, and both rates with it.
    const smoothed = average(average(losses).reverse()).reverse();
    return { rates, losses, smoothed, diverged, ...suggestRates(rates, smoothed) };
  }
}

/** Exponential moving average, corrected at its beginning. */
function average(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value, at) => {
    sum = smoothing * sum + (1 - smoothing) * value;
    return sum / (1 - smoothing ** (at + 1));
  });
}

/**
 * Two rates that are usual to take: where the smoothed loss falls fastest over the logarithm of the
 * rate, and a tenth of where it is lowest. The first tenth of the ramp is left out: there smoothing
 * has not settled.
 * @returns null where the loss never falls
 */
export function suggestRates(
  rates: readonly number[],
  smoothed: readonly number[],
): Pick<RateSearch, 'steepest' | 'tenthOfMinimum'> {
  const start = Math.floor(rates.length / 10);
  const lowest = indexOfLeast(smoothed, start);
  let steepest: number | null = null;
  let fastest = 0;
  for (let at = Math.max(1, start); at < lowest; at++) {
    const rise = smoothed[at + 1]! - smoothed[at - 1]!;
    const slope = rise / Math.log(rates[at + 1]! / rates[at - 1]!);
    if (slope >= fastest) continue;
    fastest = slope;
    steepest = rates[at]!;
  }
  return { steepest, tenthOfMinimum: steepest === null ? null : rates[lowest]! / 10 };
}

function indexOfLeast(values: readonly number[], start: number): number {
  let least = start;
  for (let at = start; at < values.length; at++) if (values[at]! < values[least]!) least = at;
  return least;
}
