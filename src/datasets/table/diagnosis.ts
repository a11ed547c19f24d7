import type { Diagnosis, TimeAxis } from '../../contract/index.ts';
import type { ColumnFigures } from './statistics.ts';
import { isUsable } from './usable.ts';

const fewRows = 100;
const manyMissing = 0.5;

/** What looks wrong in a table as a whole, and what will be done about it. */
export function diagnoseTable(
  figures: readonly ColumnFigures[],
  rows: number,
  time: TimeAxis | null,
): Diagnosis[] {
  const columns = figures.flatMap((figure) => diagnoseColumn(figure, rows));
  return [...sizeOf(figures, rows), ...(time === null ? [] : diagnoseTime(time, rows)), ...columns];
}

function sizeOf(figures: readonly ColumnFigures[], rows: number): Diagnosis[] {
  if (rows === 0) {
    return [
      {
        severity: 'error',
        code: 'no-rows',
        message: 'The table has a header and no rows.',
        action: 'There is nothing to train on: add rows.',
      },
    ];
  }
  if (!figures.some(({ column }) => isUsable(column, rows))) {
    return [
      {
        severity: 'error',
        code: 'no-numbers',
        message: 'No column holds numbers that change.',
        action: 'Nothing can be forecast: check the delimiter and how the numbers are written.',
      },
    ];
  }
  if (rows >= fewRows) return [];
  return [
    {
      severity: 'warning',
      code: 'few-rows',
      message: `The table has only ${rows} ${rows === 1 ? 'row' : 'rows'}.`,
      action: 'A network will hardly beat the naive baseline: collect more, or expect little.',
    },
  ];
}

function diagnoseColumn({ column, outliers }: ColumnFigures, rows: number): Diagnosis[] {
  const { name, type, missing } = column;
  const diagnoses: Diagnosis[] = [];
  const add = (severity: Diagnosis['severity'], code: string, message: string, action: string) =>
    diagnoses.push({ severity, code, message, action, where: name });
  if (type === 'category' || type === 'text') {
    if (missing === rows) add('info', 'empty-column', `${name} is empty.`, 'It is left out.');
    else add('info', 'text-column', `${name} holds text.`, 'It is left out of forecasting.');
    return diagnoses;
  }
  if (type !== 'number') return diagnoses;
  const share = rows === 0 ? 0 : missing / rows;
  if (share >= manyMissing) {
    const percent = Math.round(share * 100);
    add('warning', 'mostly-missing', `${percent} % of ${name} is missing.`, 'It is left out.');
  } else if (column.min === column.max) {
    add('info', 'constant-column', `${name} is ${column.min} in every row.`, 'It is left out.');
  } else if (missing > 0) {
    add(
      'warning',
      'missing-values',
      `${name} lacks ${shown(missing)} of ${shown(rows)} values.`,
      'Each takes the last value before it, and no forecast is measured there; the setting missing_values can draw a straight line.',
    );
  }
  if (outliers > 0 && outliers <= rows / 1000 + 1) {
    add(
      'warning',
      'outliers',
      `${name} has ${outliers} ${outliers === 1 ? 'value' : 'values'} far outside the rest (${column.min} to ${column.max}).`,
      'They are kept. If they are errors, correct them in the file.',
    );
  }
  return diagnoses;
}

const shown = (count: number): string => count.toLocaleString('en-US');

const shownAlike = 3;

/** A table of hundreds of columns would otherwise say the same hundreds of times. */
export function gatherAlike(diagnoses: readonly Diagnosis[]): Diagnosis[] {
  const byCode = new Map<string, Diagnosis[]>();
  for (const diagnosis of diagnoses) {
    const alike = byCode.get(diagnosis.code) ?? [];
    byCode.set(diagnosis.code, [...alike, diagnosis]);
  }
  return [...byCode.values()].flatMap((alike) => {
    const rest = alike.slice(shownAlike);
    const [first] = rest;
    if (first === undefined || rest.length < 2) return alike;
    const names = rest.slice(0, 10).map(({ where }) => where);
    const more = rest.length > 10 ? ' …' : '';
    const message = `The same holds for ${rest.length} more columns: ${names.join(', ')}${more}`;
    return [...alike.slice(0, shownAlike), { ...first, message }];
  });
}

/** Above this share, rows that share a time are several series and not slips. */
export const manyRepeated = 0.05;

function diagnoseTime(time: TimeAxis, rows: number): Diagnosis[] {
  const diagnoses: Diagnosis[] = [];
  const add = (code: string, message: string, action: string) =>
    diagnoses.push({ severity: 'warning', code, message, action, where: time.column });
  const several = time.duplicates > rows * manyRepeated;
  if (several) {
    add(
      'several-series',
      `${shown(time.duplicates)} rows share their time with another row.`,
      'This looks like several series under one another. The rows are read in file order as one series: name the column that tells them apart as series_column, or give each series a file or a column.',
    );
  } else if (time.duplicates > 0) {
    const rowsText = time.duplicates === 1 ? 'row repeats' : 'rows repeat';
    add(
      'repeated-times',
      `${shown(time.duplicates)} ${rowsText} an earlier time.`,
      'The first row of each time is kept.',
    );
  }
  if (!time.sorted && !several) {
    add('unsorted', 'The rows are not in order of time.', 'They are sorted by time.');
  }
  if (time.gaps > 0) {
    add(
      'gaps',
      `Times are missing in ${time.gaps} ${time.gaps === 1 ? 'place' : 'places'} (${time.frequency} otherwise).`,
      'The rows are taken as evenly spaced, so a forecast across a gap may be off; the setting fill_gaps puts rows there.',
    );
  }
  return [...diagnoses, ...otherTimeColumns(time)];
}

function otherTimeColumns({ column, others = [] }: TimeAxis): Diagnosis[] {
  if (others.length === 0) return [];
  return [
    {
      severity: 'info',
      code: 'several-time-columns',
      message: `${others.join(', ')} could tell the time as well.`,
      action: `${column} is taken; the setting time_column chooses another.`,
      where: column,
    },
  ];
}
