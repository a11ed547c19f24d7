import { nearestName, UnrollError } from '../../contract/index.ts';
import type { SplitName } from '../splits.ts';
import type { OpenTable } from '../table/open-table.ts';
import type { TypedColumn } from '../table/table.ts';
import {
  areNumbers,
  type LabelledSequence,
  type LabelledSequences,
  tidyLabel,
} from './labelled-sequences.ts';
import { isStepColumn, labelColumnName } from './table-columns.ts';

/** How a table is read as sequences. */
export interface TableColumns {
  /** What a sequence is; empty takes a column called so, null none. */
  readonly label: string | null;
  /** Rows of one series have the same value here; empty where each row is a sequence of its own. */
  readonly series: string;
  /** Columns of numbers to read; empty takes all but the label, the series and a step counter. */
  readonly values: readonly string[];
  /** Whether the label may change within a series: each step then has its own. */
  readonly stepLabels: boolean;
}

/** With the label found; empty where there is none. */
type NamedColumns = TableColumns & { readonly label: string };

/** A text and what it is. */
export interface LabelledText {
  readonly name: string;
  readonly text: string;
  readonly label: string;
  readonly part: SplitName | null;
}

/**
 * Sequences of a table: each row one, its columns the steps; or in long form, the rows of a series
 * in the order of the file (of time, where a column tells it).
 * @throws UnrollError for a column that is not there, or a label that changes within a series
 */
export async function readTableSequences(
  table: OpenTable,
  wanted: TableColumns,
): Promise<LabelledSequences> {
  const columns = { ...wanted, label: labelOf(table, wanted.label) };
  const places = valueColumns(table, columns);
  if (places.length === 0) throw withoutNumbers(columns);
  const { typed } = table;
  const values = new Float32Array(typed.rows * places.length);
  const inOrder = columns.series !== '' && typed.time !== null;
  const order = inOrder ? ` ORDER BY ${typed.time!.expression} NULLS LAST, rowid` : '';
  const selected = places.map(({ value }) => value).join(', ');
  await table.database.eachRow(`SELECT ${selected} FROM data${order}`, (row, index) => {
    values.set(row, index * places.length);
  });
  const labels = await wordsOf(table, columns.label, order);
  const series = await wordsOf(table, columns.series, order);
  const rows = { values, labels, width: places.length, count: typed.rows };
  const sequences = series === null ? wideForm(rows) : longForm(rows, series, columns);
  const known = sequences.map(({ label }) => label);
  const target = columns.stepLabels ? 'steps' : areNumbers(known) ? 'number' : 'class';
  return {
    layout: series === null ? 'wide-table' : 'long-table',
    channels: series === null ? ['x0'] : places.map(({ name }) => name),
    image: null,
    target,
    sequences,
    diagnoses: [],
  };
}

/** Empty where there is none. */
function labelOf({ loaded }: OpenTable, wanted: string | null): string {
  if (wanted !== '') return wanted ?? '';
  return labelColumnName(loaded.columns.map(({ name }) => name)) ?? '';
}

/** @throws UnrollError for a column that is not there */
export async function readTableTexts(
  table: OpenTable,
  columns: Pick<TableColumns, 'label'> & { readonly text: string },
): Promise<LabelledText[]> {
  const texts = await wordsOf(table, columns.text, '');
  const labels = await wordsOf(table, labelOf(table, columns.label), '');
  return (texts ?? []).map((text, index) => ({
    name: `row ${index + 1}`,
    text,
    label: tidyLabel(labels?.[index] ?? ''),
    part: null,
  }));
}

interface Rows {
  /** (count, width) */
  readonly values: Float32Array;
  readonly labels: readonly string[] | null;
  readonly width: number;
  readonly count: number;
}

/** Values missing at a row's end mean that the sequence is shorter. */
function wideForm({ values, labels, width, count }: Rows): LabelledSequence[] {
  return Array.from({ length: count }, (_, row) => {
    let steps = width;
    while (steps > 1 && Number.isNaN(values[row * width + steps - 1]!)) steps--;
    return {
      name: `row ${row + 1}`,
      steps,
      values: values.slice(row * width, row * width + steps),
      label: tidyLabel(labels?.[row] ?? ''),
      part: null,
    };
  });
}

function longForm(
  { values, labels, width, count }: Rows,
  series: readonly string[],
  columns: NamedColumns,
): LabelledSequence[] {
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < count; row++) {
    const own = rowsOf.get(series[row]!);
    if (own === undefined) rowsOf.set(series[row]!, [row]);
    else own.push(row);
  }
  return [...rowsOf].map(([name, rows]) => {
    const own = new Float32Array(rows.length * width);
    rows.forEach((row, step) => {
      own.set(values.subarray(row * width, (row + 1) * width), step * width);
    });
    const told = rows.map((row) => tidyLabel(labels?.[row] ?? ''));
    const base = { name, steps: rows.length, values: own, part: null };
    if (columns.stepLabels) return { ...base, label: '', stepLabels: told };
    return { ...base, label: onlyLabel(told, name, columns.label) };
  });
}

function onlyLabel(told: readonly string[], series: string, column: string): string {
  const distinct = [...new Set(told.filter((label) => label !== ''))];
  if (distinct.length <= 1) return distinct[0] ?? '';
  throw new UnrollError({
    code: 'changing-label',
    message: `The label ${column} changes within the series ${series}: ${distinct.slice(0, 3).join(', ')}.`,
    where: column,
    hint: 'Choose target "steps" to tell a class at each step, or another label or series column.',
  });
}

function valueColumns({ typed }: OpenTable, columns: NamedColumns): TypedColumn[] {
  if (columns.values.length > 0) {
    return columns.values.map((name) => {
      const column = columnNamed(typed.columns, name);
      if (column.value !== null) return column;
      throw new UnrollError({
        code: 'not-numeric',
        message: `The column ${name} holds no numbers.`,
        where: name,
        hint: 'Choose columns of numbers.',
      });
    });
  }
  return typed.columns.filter(
    ({ name, type, value }) =>
      value !== null &&
      (type === 'number' || type === 'boolean') &&
      name !== columns.label &&
      name !== columns.series &&
      !(columns.series !== '' && isStepColumn(name)),
  );
}

/** The column's values as they are written; null where no column is named. */
async function wordsOf(
  { database, typed, loaded }: OpenTable,
  name: string,
  order: string,
): Promise<string[] | null> {
  if (name === '') return null;
  const all = [...typed.columns, ...loaded.columns];
  const { key } = columnNamed(all, name);
  const rows = await database.rows(`SELECT CAST(${key} AS VARCHAR) AS word FROM data${order}`);
  return rows.map(({ word }) => (word === null || word === undefined ? '' : String(word)));
}

function columnNamed<C extends { readonly name: string }>(columns: readonly C[], name: string): C {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = [...new Set(columns.map((column) => column.name))];
  const nearest = nearestName(name, names);
  throw new UnrollError({
    code: 'no-such-column',
    message: `There is no column ${name}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where: name,
    hint: `Columns: ${(names.length > 12 ? [...names.slice(0, 12), '…'] : names).join(', ')}.`,
  });
}

function withoutNumbers({ label }: NamedColumns): UnrollError {
  return new UnrollError({
    code: 'no-numbers',
    message: 'The table has no column of numbers besides its label.',
    where: label,
    hint: 'Name a column of texts with text_column, or add numbers.',
  });
}
