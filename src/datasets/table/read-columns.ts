import { nearestName, UnrollError } from '../../contract/index.ts';
import type { TableDatabase } from './database.ts';
import { manyRepeated } from './diagnosis.ts';
import type { OpenTable } from './open-table.ts';
import type { TimeReading, TypedColumn, TypedTable } from './table.ts';
import { describeTime } from './time-axis.ts';

/** Columns of numbers in order of time. */
export interface TableData {
  readonly rows: number;
  /** In the order asked for; NaN is a missing value. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Milliseconds since 1970 (UTC); NaN where unreadable; null without a time column. */
  readonly times: Float64Array | null;
  readonly timeColumn: string | null;
  /** Rows that the file lacks and that were put into gaps. */
  readonly madeRows: number;
}

/**
 * @param names columns to read; without them every column of numbers
 * @throws UnrollError for a column that is not there or holds no numbers
 */
export async function readColumns(
  { database, typed }: OpenTable,
  names?: readonly string[],
): Promise<TableData> {
  const columns = chooseColumns(typed, names);
  const time = typed.time;
  const query = await orderedRows(columns, time, typed.rows, database);
  const arrays = columns.map(() => new Float64Array(typed.rows));
  const times = time === null ? null : new Float64Array(typed.rows);
  let rows = 0;
  await database.eachRow(query, (values, row) => {
    for (let i = 0; i < arrays.length; i++) arrays[i]![row] = values[i]!;
    if (times !== null) times[row] = values[arrays.length]!;
    rows = row + 1;
  });
  return {
    rows,
    columns: new Map(columns.map(({ name }, i) => [name, arrays[i]!.slice(0, rows)])),
    times: times?.slice(0, rows) ?? null,
    timeColumn: time?.label ?? null,
    madeRows: 0,
  };
}

/** @throws UnrollError for a column that is not there or holds no numbers */
export function chooseColumns(
  typed: TypedTable,
  names: readonly string[] | undefined,
): TypedColumn[] {
  if (names === undefined) return typed.columns.filter(({ type }) => type === 'number');
  const known = typed.columns.filter(({ value }) => value !== null);
  return names.map((name) => {
    const column = known.find((candidate) => candidate.name === name);
    if (column !== undefined) return column;
    const other = typed.columns.find((candidate) => candidate.name === name);
    const all = known.map((candidate) => candidate.name);
    const nearest = nearestName(name, all);
    const listed = all.length > 12 ? [...all.slice(0, 12), '…'] : all;
    throw new UnrollError({
      code: other === undefined ? 'no-such-column' : 'not-numeric',
      message:
        other === undefined
          ? `There is no column ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`
          : `The column ${name} holds no numbers.`,
      where: name,
      hint: `Columns of numbers: ${listed.join(', ')}.`,
    });
  });
}

/** Sorted by time where the file is not, one row for each time; file order where times say nothing. */
async function orderedRows(
  columns: readonly TypedColumn[],
  time: TimeReading | null,
  rows: number,
  database: TableDatabase,
): Promise<string> {
  const values = columns.map(({ value }, i) => `${value} AS v${i}`);
  const names = columns.map((_, i) => `v${i}`);
  if (time === null) return `SELECT ${values.join(', ')}${values.length > 0 ? '' : '0'} FROM data`;
  const selected = [...values, `${time.expression} AS ms`].join(', ');
  const listed = [...names, 'ms'].join(', ');
  const axis = await describeTime(time, database);
  const untidy = axis !== null && (!axis.sorted || axis.duplicates > 0);
  if (!untidy || axis.duplicates > rows * manyRepeated) return `SELECT ${selected} FROM data`;
  return `SELECT ${listed} FROM (SELECT ${selected}, rowid AS row FROM data)
    QUALIFY ms IS NULL OR row_number() OVER (PARTITION BY ms ORDER BY row) = 1
    ORDER BY ms NULLS LAST, row`;
}
