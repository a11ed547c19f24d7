import { listOf, numberOf, type Settings, textOf, UnrollError } from '../../contract/index.ts';
import type { TableData } from '../../datasets/index.ts';
import type { SplitRange, Splits } from '../../datasets/splits.ts';
import { type NaiveForecaster, naiveForecasters } from './baselines.ts';
import { type BatchLayout, lookBack, type Normalization, segmentsOf } from './batches.ts';
import { naiveTrainingErrors } from './errors.ts';
import { strongSeasons } from './seasons.ts';
import { type MissingValues, makeSeries, type Series } from './series.ts';
import { splitRows } from './splits.ts';
import { usualStepSeconds } from './times.ts';
import { evaluationOrigins, trainingOrigins } from './windows.ts';

/** Everything about the data that training and measuring need; no tensors. */
export interface ForecastingPlan {
  readonly series: Series;
  /** Milliseconds since 1970, or null without a time column. */
  readonly times: Float64Array | null;
  readonly layout: BatchLayout;
  /** First forecast row of every window. */
  readonly origins: {
    readonly train: Int32Array;
    readonly val: Int32Array;
    readonly test: Int32Array;
  };
  readonly naive: readonly NaiveForecaster[];
  /** Per channel: the yardstick of MASE. */
  readonly naiveErrors: Float64Array;
  /** For people: rows, windows, season. */
  readonly details: [string, string][];
}

/**
 * Cuts, scales and lays out a table.
 * @param table the columns asked for, or all columns of numbers where none were
 * @throws UnrollError when no column serves or the rows do not suffice
 */
export function planForecasting(
  table: Pick<TableData, 'rows' | 'columns' | 'times'> & Partial<Pick<TableData, 'madeRows'>>,
  settings: Settings,
): ForecastingPlan {
  const { times } = table;
  const shape = {
    input: numberOf(settings, 'input_length'),
    horizon: numberOf(settings, 'horizon'),
  };
  const splits = splitRows(table.rows, settings, shape);
  const named = listOf(settings, 'target_columns').length > 0;
  const chosen = named ? table.columns : usableColumns(table.columns, splits.train);
  const filling = textOf(settings, 'missing_values') as MissingValues;
  const series = makeSeries(chosen, splits.train, filling);
  const seasons = findSeasons(series, splits, numberOf(settings, 'season_length'));
  const layout: BatchLayout = {
    ...shape,
    segment: chooseSegment(shape.input, seasons, numberOf(settings, 'segment_length')),
    channels: textOf(settings, 'channels') === 'joint' ? 'joint' : 'independent',
    normalization: textOf(settings, 'normalization') as Normalization,
    season: seasons[0] ?? null,
  };
  if (layout.normalization === 'season') checkSeason(layout, splits.train);
  const reach = { ...shape, input: lookBack(layout) };
  const origins = {
    train: trainingOrigins(splits.train, reach),
    val: evaluationOrigins(splits.val, reach),
    test: evaluationOrigins(splits.test, reach),
  };
  return {
    series,
    times,
    layout,
    origins,
    naive: naiveForecasters(seasons, origins.val[0]!, usualStepSeconds(times)),
    naiveErrors: naiveTrainingErrors(series, splits.train, seasons[0] ?? null),
    details: [
      ...detailsOf(series, splits, layout, origins, seasons),
      ...madeRows(table.madeRows ?? 0),
    ],
  };
}

/**
 * Columns that change and are at least half present in the training rows: one that stands still
 * would only make the figures look better.
 */
function usableColumns(
  columns: ReadonlyMap<string, Float64Array>,
  { start, end }: SplitRange<'train'>,
): ReadonlyMap<string, Float64Array> {
  const usable = [...columns].filter(([, column]) => {
    const present = column.subarray(start, end).filter(Number.isFinite);
    return present.length > (end - start) / 2 && present.some((value) => value !== present[0]);
  });
  if (usable.length > 0) return new Map(usable);
  throw new UnrollError({
    code: 'no-numeric-column',
    message: 'No column holds numbers that change from row to row.',
    where: 'target_columns',
    hint: 'Choose a table with a column of numbers, one row for each moment.',
  });
}

/** The given one, then those found, strongest first; only training rows are looked at. */
function findSeasons(series: Series, splits: Splits, given: number): readonly number[] {
  const width = series.channels.length;
  const { start, end } = splits.train;
  const found = strongSeasons(series.values.subarray(start * width, end * width), width);
  return given > 0 ? [given, ...found.filter((season) => season !== given)] : found;
}

/** @throws UnrollError when there is no season to take out, or too few rows for it */
function checkSeason(layout: BatchLayout, { start, end }: SplitRange<'train'>): void {
  if (layout.season === null) {
    throw new UnrollError({
      code: 'no-season',
      message: 'normalization = season, but no season was found in the training rows.',
      where: 'season_length',
      hint: 'Set season_length to the rows in one season, or choose normalization = last-value.',
    });
  }
  const needed = lookBack(layout) + layout.horizon;
  if (needed <= end - start) return;
  throw new UnrollError({
    code: 'season-too-long',
    message: `A season of ${layout.season} rows before an input of ${layout.input} and a horizon of ${layout.horizon} needs ${needed} training rows; there are ${end - start}.`,
    where: 'season_length',
    hint: 'Choose a shorter input_length or season_length, or normalization = last-value.',
  });
}

/**
 * The given length, else the strongest season that divides the input into at least two segments,
 * else the largest divisor up to 24 that does.
 * @throws UnrollError when a segment would be longer than the input
 */
function chooseSegment(input: number, seasons: readonly number[], given: number): number {
  if (given > input) {
    throw new UnrollError({
      code: 'segment-too-long',
      message: `segment_length = ${given} is longer than input_length = ${input}.`,
      where: 'segment_length',
      hint: `Choose 1 to ${input}, or 0 to have it chosen.`,
    });
  }
  if (given > 0) return given;
  const divides = (length: number) => input % length === 0 && input / length >= 2;
  const season = seasons.find(divides);
  if (season !== undefined) return season;
  for (let length = Math.min(24, Math.floor(input / 2)); length > 1; length--) {
    if (divides(length)) return length;
  }
  return 1;
}

function detailsOf(
  series: Series,
  splits: Splits,
  layout: BatchLayout,
  origins: ForecastingPlan['origins'],
  seasons: readonly number[],
): [string, string][] {
  const number = (value: number) => value.toLocaleString('en-US');
  const parts = (lengths: readonly number[]) => lengths.map(number).join(' / ');
  const rows = (['train', 'val', 'test'] as const).map(
    (part) => splits[part].end - splits[part].start,
  );
  const windows = [origins.train.length, origins.val.length, origins.test.length];
  return [
    ['Columns', listed(series.channels)],
    ['Rows (training / validation / test)', parts(rows)],
    ['Windows (training / validation / test)', parts(windows)],
    ['Season', seasons.length === 0 ? 'none found' : `${seasons.map(number).join(', ')} rows`],
    ['Segments', `${segmentsOf(layout)} of ${layout.segment} rows`],
  ];
}

function madeRows(count: number): [string, string][] {
  return count === 0 ? [] : [['Rows put into gaps', count.toLocaleString('en-US')]];
}

const mostListed = 12;

function listed(names: readonly string[]): string {
  if (names.length <= mostListed) return names.join(', ');
  const others = names.length - mostListed;
  return `${names.slice(0, mostListed).join(', ')} and ${others} more`;
}
