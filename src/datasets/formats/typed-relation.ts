import { type Diagnosis, UnrollError } from '../../contract/index.ts';
import { uniqueNames } from '../table/column-names.ts';
import type { TableDatabase } from '../table/database.ts';
import { cleanedText } from '../table/number-notation.ts';
import type { LoadedTable, Storage } from '../table/table.ts';
import type { Source } from './format.ts';

/**
 * Reads a relation whose columns have types of their own (Parquet, JSON) into the table `data`.
 * Nested values are kept as their text.
 */
export async function loadTypedRelation(
  relation: string,
  source: Source,
  database: TableDatabase,
): Promise<LoadedTable> {
  try {
    const described = await database.rows(`DESCRIBE SELECT * FROM ${relation}`);
    const given = described.map((column) => String(column['column_name']));
    const storages = described.map((column) => storageOf(String(column['column_type'])));
    const keys = given.map((_, i) => `c${i}`);
    const selected = keys.map((key, i) => `${stored(key, storages[i]!)} AS ${key}`);
    // Columns are named by position: a name in the file may be empty or anything at all.
    await database.run(
      `CREATE TABLE data AS SELECT ${selected.join(', ')} FROM ${relation} AS source(${keys.join(', ')})`,
    );
    const { names } = uniqueNames(given, given.length);
    const { rows } = await database.row('SELECT count(*) AS rows FROM data');
    return {
      rows: Number(rows),
      columns: names.map((name, i) => ({ name, key: `c${i}`, storage: storages[i]! })),
      delimiter: null,
      header: true,
      diagnoses: nested(described),
    };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new UnrollError({
      code: 'unreadable-table',
      message: `${source.head.name} cannot be read: ${reason}`,
      where: source.head.name,
      hint: 'The file may be incomplete: fetch or make it again.',
    });
  }
}

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|REAL|DOUBLE|DECIMAL.*)$/;

function storageOf(type: string): Storage {
  if (numeric.test(type)) return 'number';
  if (type === 'BOOLEAN') return 'boolean';
  return type === 'DATE' || type.startsWith('TIMESTAMP') ? 'time' : 'text';
}

function stored(column: string, storage: Storage): string {
  if (storage === 'number') return `CAST(${column} AS DOUBLE)`;
  if (storage === 'boolean') return column;
  if (storage === 'time') return `CAST(${column} AS TIMESTAMP)`;
  return cleanedText(`CAST(${column} AS VARCHAR)`);
}

function nested(described: readonly Record<string, unknown>[]): Diagnosis[] {
  return described
    .filter((column) => /[[(]|^JSON|^MAP/.test(String(column['column_type'])))
    .filter((column) => !String(column['column_type']).startsWith('DECIMAL'))
    .map((column) => ({
      severity: 'warning',
      code: 'nested-column',
      message: `${column['column_name']} holds lists or objects in each row.`,
      action: 'It is shown as text and left out of forecasting.',
      where: String(column['column_name']),
    }));
}
