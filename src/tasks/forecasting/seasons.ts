/** A multiple of a season repeats nearly as well as the season: only a clear gain is another one. */
const clearGain = 0.8;
/** A season's difference against that of the lags around it: above this it is chance. */
const depth = 0.75;
/** Enough to see a season; keeps the search under a second on any table. */
const [mostRows, mostChannels] = [20_000, 16];

/**
 * Strongest seasons of a table, in rows, strongest first, at most two: lags at which the table
 * differs least from itself, averaged over the channels. Hourly electricity gives a day, or a week
 * and a day.
 *
 * @param values (rows, channels), row by row, scaled; give it training rows only
 * @param longest longest season looked for, in rows
 */
export function strongSeasons(values: Float32Array, channels: number, longest = 400): number[] {
  const recent = values.subarray(Math.max(0, values.length - mostRows * channels));
  const rows = Math.floor(recent.length / channels);
  const limit = Math.min(longest, Math.floor(rows / 3));
  const difference = laggedDifference(recent, channels, limit);
  const found: number[] = [];
  for (let lag = 2; lag < limit; lag++) {
    const here = difference[lag]!;
    const valley = here < difference[lag - 1]! && here <= difference[lag + 1]!;
    if (!valley || here >= depth * around(difference, lag)) continue;
    const [strongest] = found;
    const before = strongest === undefined ? Number.POSITIVE_INFINITY : difference[strongest]!;
    // Noise makes several valleys near a long season: the deepest stands for all of them.
    const sameSeason = strongest !== undefined && lag < 1.5 * strongest;
    if (sameSeason && here < before) found[0] = lag;
    else if (!sameSeason && here < clearGain * before) found.unshift(lag);
  }
  return found.slice(0, 2);
}

/** By lag: mean square of x_t - x_{t-lag}; index 0 is 0. */
function laggedDifference(values: Float32Array, channels: number, limit: number): Float64Array {
  const result = new Float64Array(limit + 1);
  for (let lag = 1; lag <= limit; lag++) {
    let sum = 0;
    let count = 0;
    for (let at = lag * channels; at < values.length; at += channels) {
      for (let channel = 0; channel < Math.min(channels, mostChannels); channel++) {
        sum += (values[at + channel]! - values[at + channel - lag * channels]!) ** 2;
        count++;
      }
    }
    result[lag] = sum / count;
  }
  return result;
}

/** Mean over the lags from half to one and a half times this one. */
function around(difference: Float64Array, lag: number): number {
  const near = difference.subarray(Math.ceil(lag / 2), Math.floor(1.5 * lag) + 1);
  return near.reduce((sum, value) => sum + value, 0) / near.length;
}
