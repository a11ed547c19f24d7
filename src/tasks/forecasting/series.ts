import { StandardScaler } from '../../datasets/scaler.ts';
import type { SplitRange } from '../../datasets/splits.ts';

/** Several channels over the same rows, complete and z-scored. */
export interface Series {
  readonly channels: readonly string[];
  readonly rows: number;
  /** (rows, channels), row by row, scaled by the training rows; gaps filled from the past. */
  readonly values: Float32Array;
  /** From the training rows alone: original = scaled * std + mean. */
  readonly scaler: StandardScaler;
  /** (rows, channels): 1 where the file has no value; null when none is missing. */
  readonly missing: Uint8Array | null;
}

export type MissingValues = 'last-value' | 'line';

/**
 * Scales and completes raw columns (NaN where missing). A gap repeats the last value before it and,
 * at the very start, takes the training mean: a straight line to the next value would hand the
 * network a piece of what it has to forecast. Where the person wants the line all the same, it is
 * drawn between training rows alone.
 */
export function makeSeries(
  columns: ReadonlyMap<string, Float64Array>,
  train: SplitRange<'train'>,
  filling: MissingValues = 'last-value',
): Series {
  const channels = [...columns.keys()];
  const raw = [...columns.values()].map((column) =>
    column.map((value) => (Number.isFinite(value) ? value : Number.NaN)),
  );
  const rows = raw[0]?.length ?? 0;
  const scaler = StandardScaler.fit(raw, train);
  const values = new Float32Array(rows * channels.length);
  const missing = new Uint8Array(rows * channels.length);
  let gaps = 0;
  for (const [channel, column] of raw.entries()) {
    const scaled = scaler.scale(channel, column);
    let last = 0;
    for (const [row, value] of scaled.entries()) {
      const at = row * channels.length + channel;
      if (Number.isNaN(value)) gaps += missing[at] = 1;
      else last = value;
      values[at] = last;
    }
    if (filling === 'line')
      drawLines(scaled, train, (row, value) => {
        values[row * channels.length + channel] = value;
      });
  }
  return { channels, rows, values, scaler, missing: gaps > 0 ? missing : null };
}

/** Between two present training rows; what lies before the first and after the last stays. */
function drawLines(
  column: Float64Array,
  { start, end }: SplitRange<'train'>,
  put: (row: number, value: number) => void,
): void {
  let before = -1;
  for (let row = start; row < end; row++) {
    const value = column[row]!;
    if (Number.isNaN(value)) continue;
    for (let gap = before + 1; before >= 0 && gap < row; gap++) {
      const share = (gap - before) / (row - before);
      put(gap, column[before]! + (value - column[before]!) * share);
    }
    before = row;
  }
}

/** Scaled to original units. */
export function toOriginal(series: Series, channel: number, scaled: number): number {
  const { mean, std } = series.scaler.channels[channel]!;
  return scaled * std + mean;
}
