import type { Table } from '../chart.ts';
import { type LineFacts, lineFacts } from '../chart.ts';

/** One channel: what came before, then the horizon. Values in original units, NaN is missing. */
export interface ForecastData {
  readonly channel: string;
  readonly color: string;
  readonly history: readonly number[];
  readonly forecast: readonly number[];
  /** What came true; empty when the future is still open. */
  readonly truth: readonly number[];
  /** The strongest naive forecast; empty when there is none. */
  readonly baseline: readonly number[];
  /** Central intervals of a forecast that is a distribution, the widest first; else empty. */
  readonly bands: readonly ForecastBand[];
  /** Words at the lines. */
  readonly labels: {
    readonly truth: string;
    readonly forecast: string;
    readonly baseline: string;
    readonly step: string;
  };
  /** ISO times of history followed by horizon; empty without a time column. */
  readonly times: readonly string[];
}

/** Where a share of the truth should lie. */
export interface ForecastBand {
  /** 0 to 1. */
  readonly share: number;
  readonly label: string;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

export interface ForecastLine {
  readonly name: 'history' | 'truth' | 'baseline' | 'forecast';
  /** Position of the first value; 0 is the first step of the horizon. */
  readonly start: number;
  readonly values: readonly number[];
}

/**
 * The lines in the order of drawing. What happens in the horizon starts at the last known value, so
 * that the eye follows one line into the future.
 */
export function forecastLines(data: ForecastData): ForecastLine[] {
  const { history } = data;
  const joined = (values: readonly number[]): Pick<ForecastLine, 'start' | 'values'> =>
    history.length === 0 || values.length === 0
      ? { start: 0, values }
      : { start: -1, values: [history[history.length - 1]!, ...values] };
  const lines: ForecastLine[] = [
    { name: 'history', start: -history.length, values: history },
    { name: 'truth', ...joined(data.truth) },
    { name: 'baseline', ...joined(data.baseline) },
    { name: 'forecast', ...joined(data.forecast) },
  ];
  return lines.filter((line) => line.values.some(Number.isFinite));
}

/** The band from the last known value on, where it has no width: the fan opens from there. */
export function opened(
  { history }: ForecastData,
  { lower, upper }: ForecastBand,
): { start: number; lower: readonly number[]; upper: readonly number[] } {
  const last = history[history.length - 1];
  if (last === undefined || lower.length === 0) return { start: 0, lower, upper };
  return { start: -1, lower: [last, ...lower], upper: [last, ...upper] };
}

/** Steps in the horizon. */
export function horizonOf(data: ForecastData): number {
  return Math.max(data.forecast.length, data.truth.length, data.baseline.length);
}

const hour = 3_600_000;
const units = [1, 2, 3, 6, 12, 24, 48, 168, 720, 2160, 8760].map((n) => n * hour);

/** Positions (0 is the first step of the horizon) at round moments, with their labels. */
export function timeLabels(
  times: readonly string[],
  historyLength: number,
  count: number,
): { position: number; label: string }[] {
  const moments = times.map((time) => Date.parse(time));
  if (moments.length < 2 || moments.some(Number.isNaN)) return [];
  const span = moments[moments.length - 1]! - moments[0]!;
  const unit = units.find((candidate) => span / candidate <= count);
  return moments.flatMap((moment, index) => {
    const round =
      unit !== undefined && span >= 2 * hour
        ? moment % unit === 0
        : index % Math.ceil(moments.length / count) === 0;
    if (!round) return [];
    const iso = new Date(moment).toISOString();
    const clock = iso.slice(11, 16);
    const label = clock === '00:00' ? iso.slice(span > 300 * 24 * hour ? 0 : 5, 10) : clock;
    return [{ position: index - historyLength, label }];
  });
}

export function forecastTable(data: ForecastData): Table {
  const length = data.history.length + horizonOf(data);
  const at = (values: readonly number[], index: number): number | null => {
    const value = values[index];
    return value !== undefined && Number.isFinite(value) ? value : null;
  };
  const rows = Array.from({ length }, (_, index) => {
    const ahead = index - data.history.length;
    return [
      data.times[index] ?? null,
      ahead,
      at(data.history, index),
      at(data.truth, ahead),
      at(data.forecast, ahead),
      at(data.baseline, ahead),
      ...data.bands.flatMap(({ lower, upper }) => [at(lower, ahead), at(upper, ahead)]),
    ];
  });
  const intervals = data.bands.flatMap(({ label }) => [`${label} lower`, `${label} upper`]);
  const columns = ['time', 'step', 'history', 'truth', 'forecast', 'baseline', ...intervals];
  return { columns, rows };
}

export function forecastFacts(data: ForecastData): LineFacts[] {
  return [
    lineFacts(data.labels.truth, [...data.history, ...data.truth]),
    lineFacts(data.labels.forecast, data.forecast),
    lineFacts(data.labels.baseline, data.baseline),
    ...data.bands.map(({ label, lower, upper }) => lineFacts(label, [...lower, ...upper])),
  ].flatMap((facts) => facts ?? []);
}
