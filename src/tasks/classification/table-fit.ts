import {
  type Column,
  listOf,
  numberOf,
  type Settings,
  type TableSummary,
  textOf,
  UnrollError,
} from '../../contract/index.ts';
import { isStepColumn, labelColumnName } from '../../datasets/sequences/table-columns.ts';
import { type FitCheck, ofKind } from '../fit.ts';
import { expectWholeSteps } from './read-numbers.ts';
import { expectSequences } from './sequence-counts.ts';
import { emptyPart } from './split.ts';
import { nothingToTell, targetOf, unlabelled } from './target.ts';

/** What a table is read as. */
interface Reading {
  readonly table: TableSummary;
  readonly form: 'text' | 'row' | 'series';
  readonly label: Column | undefined;
  /** At most. */
  readonly sequences: number;
}

/** What can be told of a table of labelled sequences before it is read. */
export const tableFit: readonly FitCheck[] = [expectText, expectValues, expectLabels].map((check) =>
  ofKind('table', (table, settings) => check(readingOf(table, settings), settings)),
);

function readingOf(table: TableSummary, settings: Settings): Reading {
  const asked = textOf(settings, 'sequences');
  const series = asked === 'row' ? '' : textOf(settings, 'series_column');
  const isText = asked === 'text' || (asked === 'auto' && textOf(settings, 'text_column') !== '');
  const form = isText ? 'text' : series === '' ? 'row' : 'series';
  const names = table.columns.map(({ name }) => name);
  const label = textOf(settings, 'label_column') || labelColumnName(names);
  const column = (wanted: string | null) => table.columns.find(({ name }) => name === wanted);
  const sequences = form === 'series' ? (column(series)?.distinct ?? table.rows) : table.rows;
  return { table, form, label: column(label), sequences };
}

function expectText({ form }: Reading, settings: Settings): void {
  if (form !== 'text' || textOf(settings, 'text_column') !== '') return;
  throw new UnrollError({
    code: 'no-text-column',
    message: 'A sequence is a text, but no column of texts is named.',
    where: 'text_column',
    hint: 'Name the column with text_column, or choose what else a sequence is.',
  });
}

/** Numbers to read, in whole steps where each row is a sequence. */
function expectValues({ table, form, label }: Reading, settings: Settings): void {
  if (form === 'text' || listOf(settings, 'value_columns').length > 0) return;
  const series = form === 'series' ? textOf(settings, 'series_column') : null;
  const values = table.columns.filter(
    ({ name, type }) =>
      (type === 'number' || type === 'boolean') &&
      name !== label?.name &&
      name !== series &&
      !(series !== null && isStepColumn(name)),
  );
  // A column of times may be read as numbers too.
  if (values.length === 0 && table.time === null) throw withoutNumbers();
  const complete = values.every(({ missing }) => missing === 0);
  const told = form === 'row' && complete && table.time === null;
  if (told) expectWholeSteps('each row', values.length, numberOf(settings, 'values_per_step'));
}

function expectLabels({ table, form, label, sequences }: Reading, settings: Settings): void {
  const asked = textOf(settings, 'target');
  // Steps are labelled where rows of a series are read.
  targetOf(form === 'series' && asked === 'steps' ? 'steps' : 'class', kindOf(form), settings);
  if (label === undefined) {
    if (textOf(settings, 'label_column') === '' && table.time === null) throw unlabelled(sequences);
    return;
  }
  if (label.missing === table.rows) throw unlabelled(sequences);
  const varies = label.type === 'number' && label.distinct > 1;
  if (asked === 'number' && label.type !== 'number') throw noNumbers(label.name);
  const isNumber = asked === 'number' || (asked === 'auto' && varies);
  if (!isNumber && label.distinct < 2) throw nothingToTell(namesIn(table, label));
  // Rows without a label are left out; of series it is not known which have one.
  const labelled = form === 'series' ? sequences : sequences - label.missing;
  const alone = !isNumber && asked !== 'steps' && label.distinct >= labelled;
  if (alone) throw emptyPart('val');
  expectSequences({ sequences: labelled, assigned: null }, settings);
}

const kindOf = (form: Reading['form']) => (form === 'text' ? 'text' : 'numbers');

/** As the first rows say them. */
function namesIn({ columns, preview }: TableSummary, label: Column): string[] {
  const place = columns.indexOf(label);
  const found = preview.map((row) => row[place]).find((name) => name != null);
  return found == null ? [] : [found];
}

function withoutNumbers(): UnrollError {
  return new UnrollError({
    code: 'no-numbers',
    message: 'The table has no column of numbers besides its label.',
    where: 'value_columns',
    hint: 'Name a column of texts with text_column, or add numbers.',
  });
}

function noNumbers(column: string): UnrollError {
  return new UnrollError({
    code: 'label-not-numeric',
    message: `The labels of ${column} are no numbers.`,
    where: 'target',
    hint: 'Choose the target class, or another label column.',
    data: { label: column },
  });
}
