import type { Column, DatasetSummary, TableSummary, TaskSuggestion } from '../../contract/index.ts';
import { findSeriesColumn } from './series-column.ts';

/** Published split of the hourly ETT files (Zhou et al. 2021, Informer): 12, 4 and 4 months. */
const ettSplit = { train_rows: 8640, val_rows: 2880, test_rows: 2880 } as const;
const ettColumns = ['HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT'] as const;

/** Fewest rows from which anything can be learnt and still be checked. */
const fewestRows = 40;

/** A table of numbers in the order of time: lengths come from its rhythm, sizes from its rows. */
export function suggestForecasting(summary: DatasetSummary): TaskSuggestion | null {
  if (summary.kind !== 'table' || summary.rows < fewestRows) return null;
  const series = findSeriesColumn(summary);
  const channels = numericColumns(summary).filter((name) => name !== series?.name);
  if (channels.length === 0) return null;
  if (isHourlyEtt(summary)) return suggestEtt();
  if (summary.links !== undefined) return suggestGraph(summary, summary.links);
  const lengths = suggestLengths(series === null ? summary : ofOneSeries(summary, series));
  const reason = reasonFor(summary, channels.length, lengths);
  return {
    task: 'forecasting',
    reason: series === null ? reason : severalSeries(series, summary.rows),
    settings: {
      ...(series === null ? {} : { series_column: series.name }),
      horizon: lengths.horizon,
      ...inputSettings(lengths),
      ...(lengths.share === 0.1
        ? {}
        : { val_fraction: lengths.share, test_fraction: lengths.share }),
      ...suggestSizes(summary.rows * 0.8, channels.length),
    },
  };
}

/**
 * What departs from a long season repeated is forgotten sooner than the season: two short seasons
 * in finer segments forecast it better than a long input (validation part of the bundled sample).
 */
function inputSettings({ input, period, longSeason }: Lengths): TaskSuggestion['settings'] {
  if (longSeason === null || period === null) return { input_length: input };
  return {
    input_length: 2 * period,
    normalization: 'season',
    season_length: longSeason,
    ...(period % 2 === 0 ? { segment_length: period / 2 } : {}),
  };
}

/**
 * The next step of every node from the last eight, read one by one: how the graph benchmarks ask. The
 * level is left in, since such series are given in deviations from it.
 */
function suggestGraph(summary: TableSummary, links: number): TaskSuggestion {
  const nodes = numericColumns(summary).length;
  const count = (value: number) => value.toLocaleString('en-US');
  return {
    task: 'forecasting',
    reason: `${count(nodes)} nodes of a graph with ${count(links)} links over ${count(summary.rows)} steps: each node reads its neighbours.`,
    settings: {
      ...{ channels: 'graph', input_length: 8, horizon: 1, segment_length: 1 },
      ...{ normalization: 'none', val_fraction: 0.1, test_fraction: 0.2 },
      ...{ hidden_size: 32, batch_size: nodes > 100 ? 4 : 16, max_epochs: 60, patience: 10 },
    },
  };
}

/**
 * The rhythm that was found in rows of all series mixed together is none of theirs: the usual one of
 * hours, days, weeks or months stands for it.
 */
function ofOneSeries(summary: TableSummary, { distinct }: Column): TableSummary {
  const days = (summary.time?.stepSeconds ?? 0) / 86_400;
  const usual = [
    { from: 1 / 24, to: 1 / 24, period: 24 },
    { from: 1, to: 1, period: 7 },
    { from: 7, to: 7, period: 52 },
    { from: 28, to: 31, period: 12 },
  ].find(({ from, to }) => days >= from && days <= to);
  const periods = usual === undefined ? [] : [usual.period];
  return { ...summary, rows: Math.floor(summary.rows / distinct), periods };
}

function severalSeries({ name, distinct }: Column, rows: number): string {
  const count = (value: number) => value.toLocaleString('en-US');
  return `${count(rows)} rows of ${count(distinct)} series under one another, told apart by ${name}: one network learns all of them.`;
}

function numericColumns(summary: TableSummary): string[] {
  return summary.columns
    .filter((column) => column.type === 'number' && column.name !== summary.time?.column)
    .map((column) => column.name);
}

function isHourlyEtt(summary: TableSummary): boolean {
  const names = new Set(summary.columns.map((column) => column.name));
  const rows = ettSplit.train_rows + ettSplit.val_rows + ettSplit.test_rows;
  return (
    summary.time?.stepSeconds === 3600 &&
    summary.rows >= rows &&
    ettColumns.every((name) => names.has(name))
  );
}

function suggestEtt(): TaskSuggestion {
  return {
    task: 'forecasting',
    reason:
      'An hourly electricity transformer (ETT) file: the published split of 8,640, 2,880 and 2,880 rows is set, so that the figures can be compared with the literature.',
    settings: { input_length: 96, horizon: 24, ...ettSplit },
  };
}

interface Lengths {
  readonly input: number;
  readonly horizon: number;
  /** Of the rows, for validation and again for test. */
  readonly share: number;
  readonly period: number | null;
  /** A longer season that holds whole ones of `period`, as a week holds days; null without one. */
  readonly longSeason: number | null;
}

/** One season ahead from four seasons back (and the longest one whole), as far as the rows allow. */
function suggestLengths(summary: TableSummary): Lengths {
  const fitting = summary.periods.filter((period) => period >= 2 && period * 8 <= summary.rows);
  const period = fitting[0] ?? null;
  const usual = period === null ? 24 : usualHorizon(period);
  const share = summary.rows * 0.1 >= 2 * Math.min(usual, 12) ? 0.1 : 0.2;
  const training = summary.rows * (1 - 2 * share) - 1;
  const longest = Math.max(1, Math.floor(Math.min((summary.rows * share) / 2, training / 6)));
  const horizon = Math.min(usual, longest);
  const seasons = fitting.filter((candidate) => candidate <= longestInput);
  const wanted = Math.max(4 * (period ?? horizon), 2 * horizon, ...seasons);
  const most = Math.max(2, Math.min(wanted, Math.floor(training / 3), longestInput));
  const input = evenLength(most, period);
  const longer = fitting.filter((season) => period !== null && season > period);
  const nested = longer.filter(
    (season) => season % period! === 0 && 2 * (input + season + horizon) <= training,
  );
  const longSeason = nested.length > 0 ? Math.max(...nested) : null;
  return { input, horizon, share, period, longSeason };
}

const longestInput = 336;

/** A short season is repeated to a useful horizon; a long one is too far ahead for a first try. */
function usualHorizon(period: number): number {
  if (period > 48) return 24;
  return period * Math.max(1, Math.floor(12 / period));
}

/** Shortened so that whole seasons, or else segments of some length, fill the input. */
function evenLength(length: number, period: number | null): number {
  const units = [period ?? 12, 12, 4, 2];
  const unit = units.find((candidate) => length >= 2 * candidate) ?? 1;
  return length - (length % unit);
}

/** A small table has few steps in an epoch, so more epochs pass before it is clear that none helps. */
function suggestSizes(trainingRows: number, channels: number): Record<string, number> {
  const values = trainingRows * channels;
  if (values < 3000) return { hidden_size: 32, batch_size: 16, max_epochs: 200, patience: 20 };
  if (values < 20_000) return { hidden_size: 64, batch_size: 32, max_epochs: 60, patience: 10 };
  return channels > 32 ? { batch_size: 16 } : {};
}

function reasonFor(summary: TableSummary, channels: number, lengths: Lengths): string {
  const columns = channels === 1 ? 'one numeric column' : `${channels} numeric columns`;
  const rows = summary.rows.toLocaleString('en-US');
  const axis =
    summary.time === null ? `${rows} rows in order` : `${rows} ${summary.time.frequency} rows`;
  const rhythm =
    lengths.period === null
      ? ''
      : `, with a rhythm of ${lengths.period} rows that sets the lengths`;
  return `A table of ${columns} over ${axis}${rhythm}.`;
}
