import type { Diagnosis } from '../../contract/index.ts';
import { literal, type TableDatabase } from './database.ts';
import { type NumberNotation, numberNotations } from './number-notation.ts';
import type { LoadedColumn, LoadedTable, TypedColumn } from './table.ts';

/** A text column is one of numbers when at least this share of its present values are. */
const numberShare = 0.95;
const mostlyNumbers = 0.5;
/** Above this many rows the number of distinct values is estimated. */
const exactDistinctRows = 2_000_000;
const mostCategories = 100;

const trueWords = ['true', 'yes', 't', 'y', 'on'];
const falseWords = ['false', 'no', 'f', 'n', 'off'];

/** Tells for each column what its values are; times are found later, among these. */
export async function typeColumns(
  table: LoadedTable,
  database: TableDatabase,
): Promise<{ columns: TypedColumn[]; diagnoses: Diagnosis[] }> {
  const columns: TypedColumn[] = [];
  const diagnoses: Diagnosis[] = [];
  const counts = await countValues(table, database);
  for (const column of table.columns) {
    const count = counts.get(column.key)!;
    const typed =
      column.storage === 'text'
        ? await typeText(column, count, table, database)
        : { column: typeStored(column, count, table), diagnoses: [] };
    columns.push(typed.column);
    diagnoses.push(...typed.diagnoses);
  }
  return { columns, diagnoses };
}

interface Count {
  readonly present: number;
  readonly distinct: number;
  readonly plain: number;
}

/** In groups: one query over thousands of columns would be planned for longer than it runs. */
async function countValues(
  table: LoadedTable,
  database: TableDatabase,
): Promise<ReadonlyMap<string, Count>> {
  const counts = new Map<string, Count>();
  const exact = table.rows <= exactDistinctRows;
  for (let start = 0; start < table.columns.length; start += 50) {
    const group = table.columns.slice(start, start + 50);
    const parts = group.flatMap(({ key, storage }) => [
      `count(${key}) AS present_${key}`,
      `${exact ? `count(DISTINCT ${key})` : `approx_count_distinct(${key})`} AS distinct_${key}`,
      storage === 'text'
        ? `count(${numberNotations[0]!.read(key)}) AS plain_${key}`
        : `0 AS plain_${key}`,
    ]);
    const row = await database.row(`SELECT ${parts.join(', ')} FROM data`);
    for (const { key } of group) {
      counts.set(key, {
        present: Number(row[`present_${key}`]),
        distinct: Number(row[`distinct_${key}`]),
        plain: Number(row[`plain_${key}`]),
      });
    }
  }
  return counts;
}

function typeStored(column: LoadedColumn, count: Count, table: LoadedTable): TypedColumn {
  const { key, storage } = column;
  const value =
    storage === 'number' ? key : storage === 'boolean' ? `CAST(${key} AS DOUBLE)` : null;
  const type = storage === 'number' ? 'number' : storage === 'boolean' ? 'boolean' : 'time';
  return { ...column, type, value, missing: table.rows - count.present, distinct: count.distinct };
}

async function typeText(
  column: LoadedColumn,
  count: Count,
  table: LoadedTable,
  database: TableDatabase,
): Promise<{ column: TypedColumn; diagnoses: Diagnosis[] }> {
  const base = { ...column, missing: table.rows - count.present, distinct: count.distinct };
  if (count.present === 0) return { column: { ...base, type: 'text', value: null }, diagnoses: [] };
  const { notation, read } = await bestNotation(column.key, count, table, database);
  const unreadable = count.present - read;
  if (read >= count.present * numberShare) {
    const value = notation.read(column.key);
    const missing = base.missing + unreadable;
    const diagnoses = await numberDiagnoses(column, notation, unreadable, database);
    return { column: { ...base, missing, type: 'number', value }, diagnoses };
  }
  if (await isBoolean(column.key, count, database)) {
    const value = `CAST(list_contains([${trueWords.map(literal).join(', ')}], lower(${column.key})) AS DOUBLE)`;
    const guarded = `CASE WHEN ${column.key} IS NOT NULL THEN ${value} END`;
    return { column: { ...base, type: 'boolean', value: guarded }, diagnoses: [] };
  }
  const few = count.distinct <= mostCategories && count.distinct <= count.present / 2;
  const diagnoses: Diagnosis[] = [];
  if (read >= count.present * mostlyNumbers) {
    diagnoses.push({
      severity: 'warning',
      code: 'mostly-numbers',
      message: `${column.name} holds numbers in ${read} of ${count.present} rows and other text in the rest.`,
      action: 'It is left out. If it should be numbers, correct the other rows in the file.',
      where: column.name,
    });
  }
  return { column: { ...base, type: few ? 'category' : 'text', value: null }, diagnoses };
}

async function bestNotation(
  key: string,
  count: Count,
  table: LoadedTable,
  database: TableDatabase,
): Promise<{ notation: NumberNotation; read: number }> {
  const plain = { notation: numberNotations[0]!, read: count.plain };
  if (count.plain === count.present) return plain;
  const others = numberNotations.slice(1);
  const parts = others.map((notation, i) => `count(${notation.read(key)}) AS n${i}`);
  const row = await database.row(`SELECT ${parts.join(', ')} FROM data`);
  let best = plain;
  others.forEach((notation, i) => {
    const read = Number(row[`n${i}`]);
    // 1,234 reads both ways: where semicolons separate the fields the comma is a decimal one.
    const tieBroken =
      read === best.read && table.delimiter === ';' && notation.id === 'decimal-comma';
    if (read > best.read || (tieBroken && read > count.plain)) best = { notation, read };
  });
  return best;
}

async function isBoolean(key: string, count: Count, database: TableDatabase): Promise<boolean> {
  if (count.distinct > 4) return false;
  const words = [...trueWords, ...falseWords].map(literal).join(', ');
  const { others } = await database.row(
    `SELECT count(*) AS others FROM data WHERE NOT list_contains([${words}], lower(${key}))`,
  );
  return others === 0;
}

async function numberDiagnoses(
  column: LoadedColumn,
  notation: NumberNotation,
  unreadable: number,
  database: TableDatabase,
): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  if (notation.id === 'decimal-comma') {
    diagnoses.push({
      severity: 'info',
      code: 'decimal-comma',
      message: `${column.name} is written with decimal commas.`,
      action: 'They are read as decimal points.',
      where: column.name,
    });
  }
  if (unreadable > 0) {
    const { example } = await database.row(
      `SELECT first(${column.key}) AS example FROM data WHERE ${column.key} IS NOT NULL AND ${notation.read(column.key)} IS NULL`,
    );
    diagnoses.push({
      severity: 'warning',
      code: 'not-a-number',
      message: `${column.name} holds ${unreadable} ${unreadable === 1 ? 'value that is' : 'values that are'} not a number, such as "${shorten(String(example))}".`,
      action: 'They count as missing values.',
      where: column.name,
    });
  }
  return diagnoses;
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
