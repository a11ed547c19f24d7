import type { SplitRange } from './splits.ts';

/** What a fitted scaler remembers of one channel. */
export interface ChannelScale {
  readonly mean: number;
  readonly std: number;
}

/**
 * Z-score for each channel: `(x - mean) / std` with the population standard deviation.
 *
 * Statistics can only come from training rows: `fit` accepts no other range. A channel that is
 * constant there is divided by 1, so that it scales to zero instead of infinity.
 */
export class StandardScaler {
  readonly channels: readonly ChannelScale[];

  constructor(channels: readonly ChannelScale[]) {
    this.channels = channels;
  }

  /** Missing values (NaN) are passed over; a channel with none present scales as is (0, 1). */
  static fit(channels: readonly Float64Array[], train: SplitRange<'train'>): StandardScaler {
    return new StandardScaler(channels.map((values) => scaleOf(values, train)));
  }

  /** A new array; NaN stays NaN. */
  scale(channel: number, values: Float64Array): Float64Array {
    const { mean, std } = this.#channel(channel);
    return values.map((value) => (value - mean) / std);
  }

  /** The inverse of `scale`. */
  restore(channel: number, values: Float64Array): Float64Array {
    const { mean, std } = this.#channel(channel);
    return values.map((value) => value * std + mean);
  }

  toJSON(): readonly ChannelScale[] {
    return this.channels;
  }

  #channel(index: number): ChannelScale {
    const channel = this.channels[index];
    if (channel === undefined) throw new RangeError(`the scaler has no channel ${index}`);
    return channel;
  }
}

/** Two passes: the naive sum of squares loses all digits when the mean is large. */
function scaleOf(values: Float64Array, train: SplitRange<'train'>): ChannelScale {
  let count = 0;
  let sum = 0;
  for (let row = train.start; row < train.end; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
  }
  if (count === 0) return { mean: 0, std: 1 };
  const mean = sum / count;
  let squares = 0;
  for (let row = train.start; row < train.end; row++) {
    const value = values[row]!;
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  const std = Math.sqrt(squares / count);
  // Rounding leaves a constant such as 0.1 with a spread of about 1e-17 of its size.
  const constant = std <= Math.abs(mean) * 1e-12;
  return { mean, std: constant ? 1 : std };
}
