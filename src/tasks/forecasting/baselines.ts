import { memberAt, type Series } from './series.ts';

/** A forecast that takes no learning. Sees only rows before the origin. */
export interface NaiveForecaster {
  /** `last-value`, `seasonal-24`, `mean`. */
  readonly name: string;
  /** In words, for a line on a chart: "yesterday repeated". */
  readonly label: string;
  /**
   * @param origin first row to forecast
   * @param step 0 for the origin itself
   * @returns scaled value; NaN where too little is known
   */
  forecast(series: Series, origin: number, channel: number, step: number): number;
}

const lastValue: NaiveForecaster = {
  name: 'last-value',
  label: 'last value repeated',
  forecast: (series, origin, channel) => at(series, origin - 1, channel),
};

/** Scaled values have mean 0 over the training rows. */
const trainingMean: NaiveForecaster = {
  name: 'mean',
  label: 'training mean',
  forecast: () => 0,
};

function seasonal(season: number, stepSeconds: number | null): NaiveForecaster {
  return {
    name: `seasonal-${season}`,
    label: `${seasonInWords(season, stepSeconds)} repeated`,
    forecast: (series, origin, channel, step) =>
      origin - season < series.members[memberAt(series, origin)]!.start
        ? Number.NaN
        : at(series, origin - season + (step % season), channel),
  };
}

/**
 * All naive forecasters that apply. A season needs that many rows before the first origin.
 * @param stepSeconds usual distance of two rows, for the label; null without a time column
 */
export function naiveForecasters(
  seasons: readonly number[],
  firstOrigin: number,
  stepSeconds: number | null,
): readonly NaiveForecaster[] {
  const repeated = seasons
    .filter((season) => season > 1 && season <= firstOrigin)
    .map((season) => seasonal(season, stepSeconds));
  return [lastValue, ...repeated, trainingMean];
}

function at(series: Series, row: number, channel: number): number {
  return series.values[row * series.channels.length + channel]!;
}

const day = 86_400;

function seasonInWords(season: number, stepSeconds: number | null): string {
  const seconds = stepSeconds === null ? 0 : season * stepSeconds;
  if (isNear(seconds, day)) return 'yesterday';
  if (isNear(seconds, 7 * day)) return 'last week';
  if (isNear(seconds, 365.25 * day)) return 'last year';
  return `last ${season} rows`;
}

/** Within 2 %: months and years differ in length. */
function isNear(seconds: number, target: number): boolean {
  return Math.abs(seconds - target) <= 0.02 * target;
}
