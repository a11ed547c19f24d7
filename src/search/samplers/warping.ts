/**
 * Losses often span decades: a bad trial is off by thousands, good ones differ by thousandths. A
 * Gaussian process then sees more in their logarithms; where they are smooth as they are, it should
 * see them so.
 */

/** Losses as a process is fitted to them. */
export interface WarpedLosses {
  /** Mean 0, standard deviation 1; all 0 where all are equal. */
  readonly losses: Float64Array;
  /** Logarithm of how much the warp stretches the losses: what its likelihood is to be corrected by. */
  readonly jacobian: number;
}

/** `log(loss + offset)`, the offset in units of the median loss above the best; null leaves losses as they are. */
export type Warp = number | null;

/** What is chosen among, by the likelihood of the process (as warped processes, Snelson et al. 2004). */
export const warps: readonly Warp[] = [null, 1];

/** Standardised after the warp. */
export function warpedLosses(losses: readonly number[], warp: Warp): WarpedLosses {
  const lowest = Math.min(...losses);
  const shifted = losses.map((loss) => loss - lowest);
  const sorted = shifted.toSorted((a, b) => a - b);
  const unit = sorted[Math.floor(sorted.length / 2)]! || sorted.at(-1)! || 1;
  const scaled = shifted.map((loss) => loss / unit);
  if (warp === null) return standardized(scaled, 0);
  const logs = scaled.map((loss) => Math.log(loss + warp));
  return standardized(logs, -logs.reduce((sum, log) => sum + log, 0));
}

function standardized(values: readonly number[], jacobian: number): WarpedLosses {
  const { length } = values;
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length;
  const deviation = Math.sqrt(variance) || 1;
  return {
    losses: Float64Array.from(values, (value) => (value - mean) / deviation),
    jacobian: jacobian - length * Math.log(deviation),
  };
}
