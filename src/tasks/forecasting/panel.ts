import { listOf, type Settings, textOf } from '../../contract/index.ts';
import type { TableData } from '../../datasets/index.ts';
import type { SplitRange, Splits } from '../../datasets/splits.ts';
import { type CalendarFeatures, calendarFeatures, noTimes } from './calendar.ts';
import { type ColumnRoles, columnRoles, noNumbers } from './column-roles.ts';
import { type Covariates, makeCovariates } from './covariates.ts';
import { type MissingValues, makeSeries, type Series, stackSeries } from './series.ts';
import { splitRows } from './splits.ts';
import { continueTimes, usualStepSeconds } from './times.ts';
import type { WindowShape } from './windows.ts';

/** One of the series that a file holds. */
export interface SeriesTable {
  /** What its id column says; null where a file holds one series. */
  readonly id: string | null;
  readonly table: Pick<TableData, 'rows' | 'columns' | 'times'>;
}

/** All series of a file under one another, divided and scaled. */
export interface Panel {
  readonly series: Series;
  /** Of each member, in rows of the whole. */
  readonly splits: readonly Splits[];
  readonly covariates: Covariates | null;
  /** Milliseconds since 1970, or null without a time column. */
  readonly times: Float64Array | null;
  /** Rows after the last value of each member for which the file tells what is known in advance. */
  readonly knownAhead: readonly number[];
  /** Series that are too short to learn from. */
  readonly leftOut: readonly string[];
}

interface Part extends SeriesTable {
  readonly end: number;
  readonly splits: Splits;
}

/**
 * @throws UnrollError when no column serves, when a column is to be two things at once, or when
 *   every series is too short
 */
export function makePanel(
  tables: readonly SeriesTable[],
  settings: Settings,
  shape: WindowShape,
): Panel {
  const roles = columnRoles([...(tables[0]?.table.columns.keys() ?? [])], settings);
  const { parts, leftOut } = divide(tables, roles, settings, shape);
  const targets =
    listOf(settings, 'target_columns').length > 0 ? roles.targets : usable(parts, roles.targets);
  const timed = parts.every(({ table }) => table.times !== null);
  const step = timed ? usualStepSeconds(parts[0]!.table.times) : null;
  const kind = textOf(settings, 'calendar_features') as CalendarFeatures;
  const calendar = calendarFeatures(kind, step);
  if (calendar.length > 0 && !timed) throw noTimes();
  const reachesAhead = roles.known.length + calendar.length > 0;
  const padded = parts.map((part) => withFuture(part, reachesAhead ? shape.horizon : 0));
  const filling = textOf(settings, 'missing_values') as MissingValues;
  const series = stackSeries(
    padded.map(({ id, end, splits, columns }) => {
      const chosen = new Map(targets.map((name) => [name, columns.get(name)!]));
      return { id, end, series: makeSeries(chosen, splits.train, filling) };
    }),
  );
  const members = padded.map(({ rows, columns, times, splits }) => ({
    ...{ rows, columns, times },
    trainingRows: splits.train.end,
  }));
  return {
    series,
    splits: parts.map(({ splits }, index) => shifted(splits, series.members[index]!.start)),
    covariates: makeCovariates(members, roles.past, roles.known, calendar),
    times: timed ? Float64Array.from(padded.flatMap(({ times }) => [...times!])) : null,
    knownAhead: parts.map(({ table, end }) =>
      roles.known.length > 0 ? table.rows - end : Number.POSITIVE_INFINITY,
    ),
    leftOut,
  };
}

/** Splits every series by itself; those too short for a window are left out unless all are. */
function divide(
  tables: readonly SeriesTable[],
  { targets, known }: ColumnRoles,
  settings: Settings,
  shape: WindowShape,
): { readonly parts: readonly Part[]; readonly leftOut: readonly string[] } {
  const parts: Part[] = [];
  const leftOut: string[] = [];
  let problem: unknown;
  for (const own of tables) {
    const end = known.length > 0 ? lastKnownRow(own, targets) : own.table.rows;
    try {
      parts.push({ ...own, end, splits: splitRows(end, settings, shape) });
    } catch (error) {
      problem ??= error;
      leftOut.push(own.id ?? '');
    }
  }
  if (parts.length === 0) throw problem;
  return { parts, leftOut };
}

/** After the last row that has a value to forecast. */
function lastKnownRow({ table }: SeriesTable, targets: readonly string[]): number {
  let end = table.rows;
  const columns = targets.map((name) => table.columns.get(name)!);
  while (end > 0 && !columns.some((column) => Number.isFinite(column[end - 1]!))) end--;
  return end;
}

/**
 * Columns that change and are at least half present in the training rows of most series: one that
 * stands still would only make the figures look better.
 */
function usable(parts: readonly Part[], names: readonly string[]): string[] {
  const found = names.filter((name) => {
    const good = parts.filter(({ table, splits }) =>
      isUsable(table.columns.get(name)!, splits.train),
    );
    return good.length > parts.length / 2;
  });
  if (found.length > 0) return found;
  throw noNumbers();
}

function isUsable(column: Float64Array, { start, end }: SplitRange<'train'>): boolean {
  const present = column.subarray(start, end).filter(Number.isFinite);
  return present.length > (end - start) / 2 && present.some((value) => value !== present[0]);
}

/** At least as many rows after the last value as are forecast; what the file does not say is missing. */
function withFuture({ id, table, end, splits }: Part, ahead: number) {
  const rows = Math.max(table.rows, end + ahead);
  const added = rows - table.rows;
  if (added === 0) return { id, end, splits, ...table };
  const columns = new Map(
    [...table.columns].map(([name, column]) => {
      const longer = new Float64Array(rows).fill(Number.NaN);
      longer.set(column);
      return [name, longer];
    }),
  );
  const { times: own } = table;
  const times = own === null ? null : Float64Array.from([...own, ...continueTimes(own, added)]);
  return { id, end, splits, rows, columns, times };
}

function shifted({ train, val, test }: Splits, by: number): Splits {
  const move = <S extends SplitRange>(range: S): S => ({
    ...range,
    start: range.start + by,
    end: range.end + by,
  });
  return { train: move(train), val: move(val), test: move(test) };
}
