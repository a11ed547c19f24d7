import { nearestName, UnrollError } from '../../contract/index.ts';
import { fillGaps } from './fill-gaps.ts';
import type { OpenTable } from './open-table.ts';
import { chooseColumns, readColumns, type TableData } from './read-columns.ts';
import type { TypedColumn, TypedTable } from './table.ts';

/** One of the series that a table holds. */
export interface SeriesData {
  /** What the id column says; null where the table holds one series. */
  readonly id: string | null;
  readonly table: TableData;
}

export interface SeriesReading {
  /** Column that tells the series apart; without it the table holds one. */
  readonly seriesColumn?: string | undefined;
  /** Puts a row without values wherever a time is missing. */
  readonly fillGaps?: boolean;
  /** Further columns, numbers or not, that are read beside those asked for. */
  readonly alsoColumns?: readonly string[];
}

/**
 * The series of a table in the order in which they first appear, rows of each in order of time, one
 * row for each time. Rows without an id are left out.
 *
 * @param names columns to read; without them every column of numbers
 * @throws UnrollError for a column that is not there or holds no numbers, when there are no ids, or
 *   when gaps cannot be filled
 */
export async function readSeriesColumns(
  open: OpenTable,
  names: readonly string[] | undefined,
  reading: SeriesReading,
): Promise<SeriesData[]> {
  const { seriesColumn, alsoColumns = [] } = reading;
  const others = names ?? numbersBut(open.typed, [...alsoColumns, seriesColumn]);
  const wanted = [...others, ...alsoColumns.filter((name) => !others.includes(name))];
  const all =
    seriesColumn === undefined
      ? [{ id: null, table: await readColumns(open, wanted) }]
      : await readById(open, wanted, columnCalled(open.typed, seriesColumn));
  if (reading.fillGaps !== true) return all;
  return all.map(({ id, table }) => ({ id, table: fillGaps(table) }));
}

function numbersBut(typed: TypedTable, left: readonly (string | undefined)[]): string[] {
  return typed.columns
    .filter(({ type, name }) => type === 'number' && !left.includes(name))
    .map(({ name }) => name);
}

async function readById(
  { database, typed }: OpenTable,
  names: readonly string[],
  by: TypedColumn,
): Promise<SeriesData[]> {
  const columns = chooseColumns(typed, names);
  const { time } = typed;
  const found = await database.rows(
    `SELECT CAST(${by.key} AS VARCHAR) AS id, count(*) AS rows FROM data
     WHERE ${by.key} IS NOT NULL GROUP BY 1 ORDER BY min(rowid)`,
  );
  if (found.length === 0) throw noIds(by.name);
  const parts = found.map(({ rows }) => ({
    rows: 0,
    columns: columns.map(() => new Float64Array(Number(rows))),
    times: new Float64Array(Number(rows)),
  }));
  await database.eachRow(rowsById(columns, time, by), (read) => {
    const part = parts[read[columns.length + 1]!]!;
    for (let i = 0; i < columns.length; i++) part.columns[i]![part.rows] = read[i]!;
    part.times[part.rows++] = read[columns.length]!;
  });
  return parts.map((part, index) => ({
    id: String(found[index]!['id']),
    table: {
      rows: part.rows,
      columns: new Map(
        columns.map(({ name }, i) => [name, part.columns[i]!.slice(0, part.rows)] as const),
      ),
      times: time === null ? null : part.times.slice(0, part.rows),
      timeColumn: time?.label ?? null,
      madeRows: 0,
    },
  }));
}

/**
 * Rows of all series under one another, each with its time and the place of its series. Of rows of the
 * same time in one series the first stays, as in a table of one series.
 */
function rowsById(
  columns: ReturnType<typeof chooseColumns>,
  time: TypedTable['time'],
  by: TypedColumn,
): string {
  const values = columns.map(({ value }, i) => `${value} AS v${i}`);
  const ms = time === null ? 'NULL' : time.expression;
  return `WITH ids AS (
      SELECT CAST(${by.key} AS VARCHAR) AS id, row_number() OVER (ORDER BY min(rowid)) - 1 AS place
      FROM data WHERE ${by.key} IS NOT NULL GROUP BY 1
    ), own AS (
      SELECT ${[...values, `${ms} AS ms`].join(', ')}, CAST(${by.key} AS VARCHAR) AS id,
        rowid AS row FROM data
    )
    SELECT ${[...columns.map((_, i) => `v${i}`), 'ms', 'place'].join(', ')}
    FROM own JOIN ids USING (id)
    QUALIFY ms IS NULL OR row_number() OVER (PARTITION BY place, ms ORDER BY row) = 1
    ORDER BY place, ms NULLS LAST, row`;
}

function columnCalled(typed: TypedTable, name: string): TypedColumn {
  const found = typed.columns.find((column) => column.name === name);
  if (found !== undefined && found.type !== 'time') return found;
  const names = typed.columns.filter(({ type }) => type !== 'time').map((column) => column.name);
  const nearest = nearestName(name, names);
  throw new UnrollError({
    code: 'no-such-column',
    message:
      found === undefined
        ? `There is no column ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`
        : `The column ${name} tells the time and cannot tell the series apart.`,
    where: 'series_column',
    hint: 'Choose the column that says which series a row belongs to, or none.',
  });
}

function noIds(name: string): UnrollError {
  return new UnrollError({
    code: 'no-series',
    message: `The column ${name} is empty in every row.`,
    where: 'series_column',
    hint: 'Choose the column that says which series a row belongs to, or none.',
  });
}
