import {
  listOf,
  nearestName,
  numberOf,
  type Settings,
  textOf,
  UnrollError,
} from '../../contract/index.ts';
import type { Splits } from '../../datasets/splits.ts';
import { type NaiveForecaster, naiveForecasters } from './baselines.ts';
import { type BatchLayout, type Normalization, segmentsOf } from './batches.ts';
import { naiveTrainingErrors } from './errors.ts';
import { strongSeasons } from './seasons.ts';
import { makeSeries, type Series } from './series.ts';
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
 * @param columns numeric columns by name, NaN where missing
 * @throws UnrollError when a column does not exist or the rows do not suffice
 */
export function planForecasting(
  columns: ReadonlyMap<string, Float64Array>,
  times: Float64Array | null,
  settings: Settings,
): ForecastingPlan {
  const chosen = chooseColumns(columns, listOf(settings, 'target_columns'));
  const rows = [...chosen.values()][0]!.length;
  const shape = {
    input: numberOf(settings, 'input_length'),
    horizon: numberOf(settings, 'horizon'),
  };
  const splits = splitRows(rows, settings, shape);
  const series = makeSeries(chosen, splits.train);
  const seasons = findSeasons(series, splits, numberOf(settings, 'season_length'));
  const layout: BatchLayout = {
    ...shape,
    segment: chooseSegment(shape.input, seasons, numberOf(settings, 'segment_length')),
    channels: textOf(settings, 'channels') === 'joint' ? 'joint' : 'independent',
    normalization: textOf(settings, 'normalization') as Normalization,
  };
  const origins = {
    train: trainingOrigins(splits.train, shape),
    val: evaluationOrigins(splits.val, shape),
    test: evaluationOrigins(splits.test, shape),
  };
  return {
    series,
    times,
    layout,
    origins,
    naive: naiveForecasters(seasons, origins.val[0]!, usualStepSeconds(times)),
    naiveErrors: naiveTrainingErrors(series, splits.train, seasons[0] ?? null),
    details: detailsOf(series, splits, layout, origins, seasons),
  };
}

function chooseColumns(
  columns: ReadonlyMap<string, Float64Array>,
  wanted: readonly string[],
): ReadonlyMap<string, Float64Array> {
  const names = [...columns.keys()];
  if (names.length === 0) {
    throw new UnrollError({
      code: 'no-numeric-column',
      message: 'The table has no numeric column to forecast.',
      where: 'target_columns',
      hint: 'Choose a table with a column of numbers, one row for each moment.',
    });
  }
  if (wanted.length === 0) return columns;
  return new Map(
    wanted.map((name) => {
      const column = columns.get(name);
      if (column !== undefined) return [name, column] as const;
      const nearest = nearestName(name, names);
      throw new UnrollError({
        code: 'unknown-column',
        message: `The table has no numeric column "${name}"${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
        where: 'target_columns',
        hint: `Its numeric columns are ${names.join(', ')}.`,
      });
    }),
  );
}

/** Strongest first; only training rows are looked at. */
function findSeasons(series: Series, splits: Splits, given: number): readonly number[] {
  if (given > 0) return [given];
  const width = series.channels.length;
  const { start, end } = splits.train;
  return strongSeasons(series.values.subarray(start * width, end * width), width);
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
    ['Columns', series.channels.join(', ')],
    ['Rows (training / validation / test)', parts(rows)],
    ['Windows (training / validation / test)', parts(windows)],
    ['Season', seasons.length === 0 ? 'none found' : `${seasons.map(number).join(', ')} rows`],
    ['Segments', `${segmentsOf(layout)} of ${layout.segment} rows`],
  ];
}
