import type { Diagnosis, TableSummary, TimeAxis } from '../../contract/index.ts';
import { interpolateMissing } from '../interpolation.ts';
import type { TableDatabase } from './database.ts';
import { diagnoseTable, gatherAlike } from './diagnosis.ts';
import type { OpenTable } from './open-table.ts';
import { seasonalPeriods } from './periods.ts';
import { describeColumns } from './statistics.ts';
import type { TypedColumn, TypedTable } from './table.ts';
import { describeTime } from './time-axis.ts';
import { otherTimes } from './time-reading.ts';
import { isUsable } from './usable.ts';

const previewRows = 50;
/** Periods are looked for in this many rows and columns at most: enough for ten weeks of minutes. */
const periodRows = 20_000;
const periodColumns = 8;

export async function summariseTable({
  database,
  loaded,
  typed,
}: OpenTable): Promise<{ summary: TableSummary; diagnoses: Diagnosis[] }> {
  const { rows } = typed;
  const figures = await describeColumns(typed.columns, rows, database);
  const time = await timeAxisOf(typed, database);
  const usable = typed.columns.filter((_, i) => isUsable(figures[i]!.column, rows));
  const summary: TableSummary = {
    kind: 'table',
    rows,
    columns: figures.map(({ column }) => column),
    time,
    periods: await periodsOf(usable.slice(0, periodColumns), typed, time, database),
    delimiter: loaded.delimiter,
    header: loaded.header,
    preview: await previewOf(typed, database),
    ...(loaded.links === undefined ? {} : { links: loaded.links }),
  };
  const diagnoses = [...typed.diagnoses, ...diagnoseTable(figures, rows, time)];
  return { summary, diagnoses: gatherAlike(diagnoses) };
}

async function timeAxisOf(typed: TypedTable, database: TableDatabase): Promise<TimeAxis | null> {
  const axis = typed.time === null ? null : await describeTime(typed.time, database);
  if (axis === null) return null;
  const others = await otherTimes(typed, database);
  return others.length === 0 ? axis : { ...axis, others };
}

async function periodsOf(
  columns: readonly TypedColumn[],
  typed: TypedTable,
  axis: TimeAxis | null,
  database: TableDatabase,
): Promise<number[]> {
  const { rows, time } = typed;
  if (columns.length === 0) return [];
  const length = Math.min(rows, periodRows);
  const series = columns.map(() => new Float64Array(length));
  const order = time === null ? 'rowid' : `${time.expression}, rowid`;
  const selected = columns.map(({ value }) => value).join(', ');
  await database.eachRow(
    `SELECT ${selected} FROM data ORDER BY ${order} LIMIT ${length} OFFSET ${rows - length}`,
    (values, row) => {
      for (let i = 0; i < values.length; i++) series[i]![row] = values[i]!;
    },
  );
  // Only for the look: the whole range counts as one part.
  for (const values of series)
    interpolateMissing(values, [{ split: 'train', start: 0, end: length }]);
  return seasonalPeriods(series, axis?.stepSeconds ?? null);
}

async function previewOf(typed: TypedTable, database: TableDatabase): Promise<(string | null)[][]> {
  if (typed.columns.length === 0) return [];
  const selected = typed.columns.map(({ key }) => `CAST(${key} AS VARCHAR) AS ${key}`).join(', ');
  const rows = await database.rows(`SELECT ${selected} FROM data LIMIT ${previewRows}`);
  return rows.map((row) =>
    typed.columns.map(({ key }) => (row[key] === null ? null : String(row[key]))),
  );
}
