import { autocorrelation } from './autocorrelation.ts';

const mostPeriods = 3;
const longestPeriod = 2000;
/** A rhythm must explain this much of what is left after the stronger ones, from 0 to 1. */
const weakest = 0.2;
/** A shorter period is preferred when it repeats nearly as well as a longer one. */
const nearlyAsGood = 0.7;
/** Peaks at lags within this factor belong together. */
const humpWidth = 1.25;

/**
 * Seasonal periods in rows, strongest first: a half-hourly load has 48 (a day), then 336 (a week).
 *
 * The mean autocorrelation of all columns is searched for its first high peak after the initial
 * fall; the rhythm found is subtracted (mean of each phase) and the search repeated, so that
 * multiples of a period do not count again. A period must fit three times.
 *
 * @param columns series of equal length without missing values
 * @param stepSeconds time between rows where known: a period near a day, a week or a year is that
 */
export function seasonalPeriods(
  columns: readonly Float64Array[],
  stepSeconds: number | null = null,
): number[] {
  let series = columns.map(standardise).filter((values) => values !== null);
  const length = series[0]?.length ?? 0;
  const maxLag = Math.min(longestPeriod, Math.floor(length / 3));
  const periods: number[] = [];
  if (series.length === 0 || maxLag < 3) return periods;
  while (periods.length < mostPeriods) {
    const found = strongestPeriod(series, maxLag);
    const period = found === null ? null : calendarPeriod(found, stepSeconds);
    if (period === null || periods.some((known) => isNear(period, known))) break;
    periods.push(period);
    series = series.map((values) => withoutRhythm(values, period));
  }
  return periods;
}

const day = 86_400;
const calendarSeconds = [day, 7 * day, 365.2425 * day];
const calendarTolerance = 0.03;

function calendarPeriod(rows: number, stepSeconds: number | null): number {
  if (stepSeconds === null || stepSeconds <= 0) return rows;
  const near = calendarSeconds
    .map((seconds) => seconds / stepSeconds)
    .find((period) => Math.abs(period - rows) <= period * calendarTolerance);
  return near === undefined ? rows : Math.round(near);
}

function isNear(a: number, b: number): boolean {
  return Math.max(a, b) <= Math.min(a, b) * humpWidth;
}

function strongestPeriod(series: readonly Float64Array[], maxLag: number): number | null {
  const mean = new Float64Array(maxLag + 2);
  for (const values of series) {
    const one = autocorrelation(values, maxLag + 1);
    for (let lag = 0; lag < mean.length; lag++) mean[lag]! += one[lag]! / series.length;
  }
  const noise = 5 / Math.sqrt(series[0]!.length);
  const peaks = peaksOf(mean, maxLag).filter(({ height }) => height > Math.max(weakest, noise));
  const highest = Math.max(...peaks.map(({ height }) => height));
  const first = peaks.find(({ height }) => height >= highest * nearlyAsGood);
  if (first === undefined) return null;
  // A noisy series has many small peaks on one broad hump: the hump's highest one is meant.
  const hump = peaks.filter(({ lag }) => lag >= first.lag && lag <= first.lag * humpWidth);
  return hump.reduce((best, peak) => (peak.height > best.height ? peak : best)).lag;
}

/**
 * Local maxima by how far they rise above the lowest point before them, so that the slow fall of a
 * drifting series is no peak.
 */
function peaksOf(correlation: Float64Array, maxLag: number): { lag: number; height: number }[] {
  const peaks: { lag: number; height: number }[] = [];
  let valley = 1;
  for (let lag = 1; lag <= maxLag; lag++) {
    const here = correlation[lag]!;
    valley = Math.min(valley, here);
    const isPeak = lag > 1 && here > correlation[lag - 1]! && here >= correlation[lag + 1]!;
    if (isPeak && here > 0) peaks.push({ lag, height: Math.min(here, here - valley) });
  }
  return peaks;
}

/** Zero mean, unit variance, straight trend removed; null for a constant. */
function standardise(values: Float64Array): Float64Array | null {
  const length = values.length;
  const middle = (length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  let slope = 0;
  let spread = 0;
  for (let i = 0; i < length; i++) {
    slope += (i - middle) * (values[i]! - mean);
    spread += (i - middle) ** 2;
  }
  slope = spread > 0 ? slope / spread : 0;
  const level = values.map((value, i) => value - mean - slope * (i - middle));
  const std = Math.sqrt(level.reduce((sum, value) => sum + value * value, 0) / length);
  return std > Math.abs(mean) * 1e-9 && Number.isFinite(std)
    ? level.map((value) => value / std)
    : null;
}

function withoutRhythm(values: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  for (let i = 0; i < values.length; i++) {
    sums[i % period]! += values[i]!;
    counts[i % period]!++;
  }
  return values.map((value, i) => value - sums[i % period]! / counts[i % period]!);
}
