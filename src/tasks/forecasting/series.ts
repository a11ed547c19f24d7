import { type ChannelScale, StandardScaler } from '../../datasets/scaler.ts';
import type { SplitRange } from '../../datasets/splits.ts';

/** Rows of one of the series that a file holds; all of them lie under one another. */
export interface Member {
  /** What its id column says; null where a file holds one series. */
  readonly id: string | null;
  readonly start: number;
  /** After its last row with a value to forecast: what comes there is not known yet. */
  readonly end: number;
  /** After its last row; those from `end` on tell only what is known of the future. */
  readonly stop: number;
}

/**
 * Several channels over the same rows, complete and z-scored. Series of one file are members, each
 * scaled by itself; windows never reach from one to another.
 */
export interface Series {
  readonly channels: readonly string[];
  readonly rows: number;
  /** (rows, channels), row by row, scaled by the training rows; gaps filled from the past. */
  readonly values: Float32Array;
  /**
   * From the training rows alone: original = scaled * std + mean. By slot: member by member, in each
   * channel by channel.
   */
  readonly scaler: StandardScaler;
  /** (rows, channels): 1 where the file has no value; null when none is missing. */
  readonly missing: Uint8Array | null;
  readonly members: readonly Member[];
}

export type MissingValues = 'last-value' | 'line';

/**
 * Scales and completes raw columns (NaN where missing) of one series. A gap repeats the last value
 * before it and, at the very start, takes the training mean: a straight line to the next value would
 * hand the network a piece of what it has to forecast. Where the person wants the line all the same,
 * it is drawn between training rows alone.
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
  const members = [{ id: null, start: 0, end: rows, stop: rows }];
  return { channels, rows, values, scaler, missing: gaps > 0 ? missing : null, members };
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

/**
 * Series of the same channels under one another.
 * @param parts each of one member, with its id and the row after its last value
 */
export function stackSeries(
  parts: readonly { readonly series: Series; readonly id: string | null; readonly end: number }[],
): Series {
  const first = parts[0];
  if (first === undefined) throw new Error('no series to stack');
  const width = first.series.channels.length;
  const rows = parts.reduce((sum, { series }) => sum + series.rows, 0);
  const values = new Float32Array(rows * width);
  const missing = new Uint8Array(rows * width);
  const members: Member[] = [];
  const scales: ChannelScale[] = [];
  let start = 0;
  for (const { series, id, end } of parts) {
    values.set(series.values, start * width);
    if (series.missing !== null) missing.set(series.missing, start * width);
    members.push({ id, start, end: start + end, stop: start + series.rows });
    scales.push(...series.scaler.channels);
    start += series.rows;
  }
  return {
    channels: first.series.channels,
    rows,
    values,
    scaler: new StandardScaler(scales),
    missing: missing.some((value) => value === 1) ? missing : null,
    members,
  };
}

/** Number of the member that forecasts from this row: the one that holds the row before it. */
export function memberAt({ members }: Pick<Series, 'members'>, origin: number): number {
  if (members.length === 1) return 0;
  let [low, high] = [0, members.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (members[middle]!.start < origin) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What is scaled by itself: a channel of a member. */
export function slotOf(
  series: Pick<Series, 'members' | 'channels'>,
  origin: number,
  channel: number,
): number {
  return memberAt(series, origin) * series.channels.length + channel;
}

export function slotCount({ members, channels }: Pick<Series, 'members' | 'channels'>): number {
  return members.length * channels.length;
}

/** Scaled to original units. */
export function toOriginal(series: Series, slot: number, scaled: number): number {
  const { mean, std } = series.scaler.channels[slot]!;
  return scaled * std + mean;
}
