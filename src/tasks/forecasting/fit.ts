import {
  booleanOf,
  listOf,
  numberOf,
  type Settings,
  type TableSummary,
  textOf,
  UnrollError,
} from '../../contract/index.ts';
import { filledAtMost } from '../../datasets/table/fill-gaps.ts';
import { expectPast } from '../../models/past-attention/expect-past.ts';
import { type FitCheck, ofKind } from '../fit.ts';
import type { Normalization } from './batches.ts';
import { type CalendarFeatures, calendarFeatures, noTimes } from './calendar.ts';
import { columnRoles, noNumbers } from './column-roles.ts';
import { noGraph } from './graph/no-graph.ts';
import { expectSeasonRows } from './season-rows.ts';
import { chooseSegment } from './segment-length.ts';
import { splitRows } from './splits.ts';
import { windowShape } from './windows.ts';

/** What can be told of a table before its rows are read. */
export const forecastingFit: readonly FitCheck[] = [
  ofKind('table', expectColumns),
  ofKind('table', expectRows),
  ofKind('table', expectTimes),
  ofKind('table', ({ links }, settings) => {
    if (textOf(settings, 'channels') === 'graph' && links === undefined) throw noGraph();
  }),
  (_, settings) => {
    chooseSegment(numberOf(settings, 'input_length'), [], numberOf(settings, 'segment_length'));
  },
  (_, settings) => {
    const direct = textOf(settings, 'decoding') === 'direct';
    expectPast(settings, direct && booleanOf(settings, 'bidirectional'));
  },
];

/** Each in one role, and some of them numbers. */
function expectColumns({ columns, time }: TableSummary, settings: Settings): void {
  const series = textOf(settings, 'series_column');
  const notRead = [series, time?.column];
  const numbers = columns.filter(({ type, name }) => type === 'number' && !notRead.includes(name));
  const { targets, past, known } = columnRoles(
    numbers.map(({ name }) => name),
    settings,
  );
  const named = listOf(settings, 'target_columns').length > 0;
  const changing = numbers.filter(({ min, max }) => min !== max).map(({ name }) => name);
  if (targets.length === 0 || !(named || targets.some((name) => changing.includes(name))))
    throw noNumbers();
  const roles = { target_columns: targets, past_columns: past, known_columns: known };
  for (const [setting, names] of Object.entries(roles)) {
    const text = columns.find(
      ({ name, type }) => names.includes(name) && (type === 'text' || type === 'category'),
    );
    if (text !== undefined) throw holdsNoNumbers(text.name, setting);
  }
}

/** Whether a window fits into each part of the longest series that there can be. */
function expectRows(summary: TableSummary, settings: Settings): void {
  const shape = windowShape(settings);
  const rows = mostRows(summary, settings);
  const { train } = splitFilled(rows, settings);
  const season = numberOf(settings, 'season_length');
  // A season that is to be found is found in the rows.
  if (season === 0) return;
  const normalization = textOf(settings, 'normalization') as Normalization;
  expectSeasonRows({ ...shape, normalization, season }, train);
}

/** Rows are told as they are in the file, unless rows put into gaps may make a window fit. */
function splitFilled(rows: number, settings: Settings) {
  const shape = windowShape(settings);
  if (!booleanOf(settings, 'fill_gaps')) return splitRows(rows, settings, shape);
  try {
    return splitRows(filledAtMost(rows), settings, shape);
  } catch {
    return splitRows(rows, settings, shape);
  }
}

/** Of the longest series, at most: every other one has a row, and none has a moment twice. */
function mostRows({ rows, columns, time }: TableSummary, settings: Settings): number {
  const name = textOf(settings, 'series_column');
  const series = columns.find((column) => column.name === name);
  if (series === undefined) return rows;
  const most = rows - series.missing - Math.max(0, series.distinct - 1);
  const asked = textOf(settings, 'time_column');
  const timed = time !== null && (asked === '' || asked === time.column);
  if (!timed) return most;
  const untold = columns.find((column) => column.name === time.column)?.missing ?? rows;
  return Math.min(most, rows - time.duplicates + untold);
}

function expectTimes({ time }: TableSummary, settings: Settings): void {
  if (time !== null || textOf(settings, 'time_column') !== '') return;
  const kind = textOf(settings, 'calendar_features') as CalendarFeatures;
  if (calendarFeatures(kind, null).length > 0) throw noTimes();
}

function holdsNoNumbers(column: string, setting: string): UnrollError {
  return new UnrollError({
    code: 'column-of-text',
    message: `${setting}: the column ${column} holds no numbers.`,
    where: setting,
    hint: 'Leave it out, or choose a column of numbers.',
    data: { column },
  });
}
