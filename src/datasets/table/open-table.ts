import type { Diagnosis } from '../../contract/index.ts';
import type { Source, TableFormat } from '../formats/index.ts';
import { typeColumns } from './column-types.ts';
import { TableDatabase } from './database.ts';
import type { LoadedTable, TypedColumn, TypedTable } from './table.ts';
import { findTime } from './time-reading.ts';

export interface OpenTable {
  readonly database: TableDatabase;
  readonly loaded: LoadedTable;
  readonly typed: TypedTable;
}

/**
 * Loads a table, tells what its columns are, and closes the database after `use`.
 * @param timeColumn the column that tells the time; without it the one that fits best
 * @throws UnrollError when the named column is not there or tells no times
 */
export async function withTable<T>(
  source: Source,
  format: TableFormat,
  use: (table: OpenTable) => Promise<T>,
  timeColumn?: string,
): Promise<T> {
  const database = await TableDatabase.open(source.temporaryDirectory);
  try {
    const loaded = await format.load(source, database);
    const typed = await typeTable(loaded, database, timeColumn);
    return await use({ database, loaded, typed });
  } finally {
    database.close();
  }
}

async function typeTable(
  loaded: LoadedTable,
  database: TableDatabase,
  timeColumn: string | undefined,
): Promise<TypedTable> {
  const { columns, diagnoses } = await typeColumns(loaded, database);
  const { reading, diagnoses: timeDiagnoses } = await findTime(
    columns,
    loaded.rows,
    database,
    timeColumn,
  );
  const isPartOfTime = (column: TypedColumn) => reading?.keys.includes(column.key) ?? false;
  const kept: TypedColumn[] = [];
  const counters: Diagnosis[] = [];
  for (const column of columns) {
    if (isPartOfTime(column)) kept.push({ ...column, type: 'time', value: null });
    else if (await isRowCounter(column, columns, loaded, database))
      counters.push(counterFound(column));
    else kept.push(column);
  }
  return {
    rows: loaded.rows,
    columns: kept,
    time: reading,
    diagnoses: [...loaded.diagnoses, ...timeDiagnoses, ...counters, ...diagnoses],
  };
}

const counterName = /^(index|idx|id|no|nr|row|rownum|#|unnamed.*|__index_level_0__|column_1)\.?$/i;

/** The row number that spreadsheets and pandas write beside the data. */
async function isRowCounter(
  column: TypedColumn,
  columns: readonly TypedColumn[],
  loaded: LoadedTable,
  database: TableDatabase,
): Promise<boolean> {
  const others = columns.some((other) => other !== column && other.value !== null);
  const unique = column.missing === 0 && column.distinct === loaded.rows && loaded.rows > 2;
  if (!loaded.header || !others || !unique || column.type !== 'number') return false;
  if (!counterName.test(column.name)) return false;
  const { kinds } = await database.row(
    `SELECT count(DISTINCT ${column.value} - rowid) AS kinds FROM data`,
  );
  return kinds === 1;
}

function counterFound({ name }: TypedColumn): Diagnosis {
  return {
    severity: 'info',
    code: 'row-counter',
    message: `${name} only counts the rows.`,
    action: 'It is left out.',
    where: name,
  };
}
