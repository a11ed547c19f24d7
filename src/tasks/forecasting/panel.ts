import { listOf, numberOf, type Settings, textOf, UnrollError } from '../../contract/index.ts';
import type { TableData } from '../../datasets/index.ts';
import type { SplitRange, Splits } from '../../datasets/splits.ts';
import { type CalendarFeatures, calendarFeatures } from './calendar.ts';
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
  const roles = columnRoles(tables, settings);
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

interface ColumnRoles {
  readonly targets: readonly string[];
  readonly past: readonly string[];
  readonly known: readonly string[];
}

/** Every column has one role; what no setting names is a target where no target is named. */
function columnRoles([first]: readonly SeriesTable[], settings: Settings): ColumnRoles {
  const past = listOf(settings, 'past_columns');
  const known = listOf(settings, 'known_columns');
  const named = listOf(settings, 'target_columns');
  const all = [...named, ...past, ...known];
  const twice = all.find((name, index) => all.indexOf(name) < index);
  if (twice !== undefined) {
    throw new UnrollError({
      code: 'column-with-two-roles',
      message: `The column ${twice} is named twice among target_columns, past_columns and known_columns.`,
      where: 'known_columns',
      hint: 'Give each column one role.',
    });
  }
  const rest = [...(first?.table.columns.keys() ?? [])].filter((name) => !all.includes(name));
  return { targets: named.length > 0 ? named : rest, past, known };
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
  throw new UnrollError({
    code: 'no-numeric-column',
    message: 'No column holds numbers that change from row to row.',
    where: 'target_columns',
    hint: 'Choose a table with a column of numbers, one row for each moment.',
  });
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

function noTimes(): UnrollError {
  return new UnrollError({
    code: 'no-time-column',
    message: 'calendar_features needs times, but no column tells the time of a row.',
    where: 'calendar_features',
    hint: 'Name the column with time_column, or set calendar_features to none.',
  });
}

/** The lengths of a window as the settings say them. */
export function windowShape(settings: Settings): WindowShape {
  return { input: numberOf(settings, 'input_length'), horizon: numberOf(settings, 'horizon') };
}
