import { numberOf, type Settings, textOf } from '../../contract/index.ts';
import type { TableData } from '../../datasets/index.ts';
import type { SplitRange } from '../../datasets/splits.ts';
import { type NaiveForecaster, naiveForecasters } from './baselines.ts';
import { type BatchLayout, lookBack, type Normalization } from './batches.ts';
import type { Covariates } from './covariates.ts';
import { naiveTrainingErrors } from './errors.ts';
import { makePanel, type Panel, type SeriesTable } from './panel.ts';
import { detailsOf } from './plan-details.ts';
import { expectSeasonRows } from './season-rows.ts';
import { strongSeasons } from './seasons.ts';
import { chooseSegment } from './segment-length.ts';
import type { Series } from './series.ts';
import { usualStepSeconds } from './times.ts';
import { evaluationOrigins, trainingOrigins, type WindowShape, windowShape } from './windows.ts';

/** First forecast row of every window. */
export interface Origins {
  readonly train: Int32Array;
  readonly val: Int32Array;
  readonly test: Int32Array;
}

/** Everything about the data that training and measuring need; no tensors. */
export interface ForecastingPlan {
  readonly series: Series;
  readonly covariates: Covariates | null;
  /** Milliseconds since 1970, or null without a time column. */
  readonly times: Float64Array | null;
  /** Rows after the last value of each series for which known_columns have values. */
  readonly knownAhead: readonly number[];
  readonly layout: BatchLayout;
  readonly origins: Origins;
  readonly naive: readonly NaiveForecaster[];
  /** Per slot: the yardstick of MASE. */
  readonly naiveErrors: Float64Array;
  /** For people: rows, windows, season. */
  readonly details: [string, string][];
}

/**
 * Cuts, scales and lays out a table that holds one series.
 * @param table the columns asked for, or all columns of numbers where none were
 * @throws UnrollError when no column serves or the rows do not suffice
 */
export function planForecasting(
  table: Pick<TableData, 'rows' | 'columns' | 'times'> & Partial<Pick<TableData, 'madeRows'>>,
  settings: Settings,
): ForecastingPlan {
  return planSeries([{ id: null, table }], settings, table.madeRows);
}

/**
 * The same for the series of one file.
 * @param madeRows that were put into gaps
 */
export function planSeries(
  tables: readonly SeriesTable[],
  settings: Settings,
  madeRows = 0,
): ForecastingPlan {
  const shape = windowShape(settings);
  const panel = makePanel(tables, settings, shape);
  const { series, times, splits } = panel;
  const seasons = findSeasons(panel, numberOf(settings, 'season_length'));
  const layout: BatchLayout = {
    ...shape,
    segment: chooseSegment(shape.input, seasons, numberOf(settings, 'segment_length')),
    channels: textOf(settings, 'channels') === 'joint' ? 'joint' : 'independent',
    normalization: textOf(settings, 'normalization') as Normalization,
    season: seasons[0] ?? null,
  };
  expectSeasonRows(layout, splits[0]!.train);
  const origins = findOrigins(panel, { ...shape, input: lookBack(layout) });
  const firstRows = Math.min(
    ...splits.map(({ val }, index) => val.start - series.members[index]!.start),
  );
  const first = series.members[0]!;
  const step = usualStepSeconds(times?.subarray(first.start, first.stop) ?? null);
  const trains = splits.map(({ train }) => train);
  return {
    series,
    covariates: panel.covariates,
    times,
    knownAhead: panel.knownAhead,
    layout,
    origins,
    naive: naiveForecasters(seasons, Math.max(firstRows, shape.input), step),
    naiveErrors: naiveTrainingErrors(series, trains, seasons[0] ?? null),
    details: detailsOf(panel, layout, origins, seasons, madeRows),
  };
}

function findOrigins({ series, splits }: Panel, reach: WindowShape): Origins {
  const all = (of: (index: number) => Int32Array): Int32Array => {
    const parts = series.members.map((_, index) => of(index));
    const joined = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  };
  const measured = (part: 'val' | 'test') =>
    all((index) => evaluationOrigins(splits[index]![part], reach, series.members[index]!.start));
  return {
    train: all((index) => trainingOrigins(splits[index]!.train, reach)),
    val: measured('val'),
    test: measured('test'),
  };
}

/** The given one, then those found in the longest series; only training rows are looked at. */
function findSeasons({ series, splits }: Panel, given: number): readonly number[] {
  const width = series.channels.length;
  const longest = splits
    .map(({ train }) => train)
    .reduce((a, b) => (length(b) > length(a) ? b : a));
  const { start, end } = longest;
  const found = strongSeasons(series.values.subarray(start * width, end * width), width);
  return given > 0 ? [given, ...found.filter((season) => season !== given)] : found;
}

const length = ({ start, end }: SplitRange): number => end - start;
