/** A linear axis: from values to positions, with round ticks. */
export interface Axis {
  readonly ticks: readonly number[];
  /** Written with as many decimals as tell the ticks apart. */
  readonly labels: readonly string[];
  place(value: number): number;
}

/**
 * @param low lowest value to be shown
 * @param high highest value; ends that are equal, or apart by rounding alone, are moved apart
 * @param from position of `low` in pixels
 * @param to position of `high` in pixels
 * @param count about how many ticks
 */
export function linearAxis(
  low: number,
  high: number,
  from: number,
  to: number,
  count: number,
): Axis {
  const apart = high - low > Math.max(Math.abs(low), Math.abs(high)) * 1e-9;
  const spread = apart ? high - low : Math.abs(high) || 1;
  const end = apart ? high : low + spread;
  const step = roundStep(spread / count);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (isQuarter(step) ? 1 : 0));
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= end + step * 1e-9; i++) {
    // Adding zero turns -0 into 0.
    ticks.push(i * step + 0);
  }
  const format = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return {
    ticks,
    labels: ticks.map((tick) => tick.toLocaleString('en-US', format)),
    place: (value) => from + ((value - low) / (end - low)) * (to - from),
  };
}

/** The nearest of 1, 2, 2.5 and 5 times a power of ten that is not smaller. */
function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9));
  return (factor ?? 10) * power;
}

function isQuarter(step: number): boolean {
  const mantissa = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
  return Math.abs(mantissa - 2.5) < 1e-6;
}

/**
 * Moves labels apart so that each has `height` pixels, keeping their order and staying in bounds.
 * @param wanted positions, in any order
 */
export function spreadLabels(
  wanted: readonly number[],
  height: number,
  top: number,
  bottom: number,
): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  const placed = [...wanted];
  let floor = top;
  for (const index of order) {
    placed[index] = Math.max(placed[index]!, floor);
    floor = placed[index]! + height;
  }
  let ceiling = bottom;
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index]!, ceiling);
    ceiling = placed[index]! - height;
  }
  return placed;
}
