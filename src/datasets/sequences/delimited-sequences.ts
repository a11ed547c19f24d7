import { UnrollError } from '../../contract/index.ts';
import { delimitedRows } from '../audio/corpora/delimited.ts';
import type { SplitName } from '../splits.ts';
import type { LabelledSequence } from './labelled-sequences.ts';
import { tidyLabel } from './labelled-sequences.ts';
import { isStepColumn, labelColumnName, seriesColumnName } from './table-columns.ts';
import { numberIn } from './ts-text.ts';

/** Sequences of one delimited file. */
export interface DelimitedContent {
  readonly layout: 'long-table' | 'ucr';
  readonly channels: readonly string[];
  readonly sequences: readonly LabelledSequence[];
}

/**
 * Reads a part of a data set from a delimited text: in long form, with a header that names a series
 * and a label, or as the UCR archive writes it, a sequence a row with its class first and missing
 * values at the end of shorter ones.
 * @throws UnrollError that names the row
 */
export function parseDelimitedSequences(
  text: string,
  part: SplitName | null,
  source: string,
): DelimitedContent {
  const clean = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const [first = ''] = clean.split('\n', 1);
  const delimiter = [',', '\t', ';'].find((mark) => first.includes(mark));
  const rows =
    delimiter === undefined
      ? clean
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map((line) => line.trim().split(/\s+/))
      : delimitedRows(clean, delimiter);
  const head = rows[0] ?? [];
  const series = seriesColumnName(head);
  const label = labelColumnName(head);
  return series !== null && label !== null
    ? longForm(rows, { series: head.indexOf(series), label: head.indexOf(label) }, part, source)
    : ucrForm(rows, part, source);
}

function longForm(
  rows: readonly string[][],
  at: { readonly series: number; readonly label: number },
  part: SplitName | null,
  source: string,
): DelimitedContent {
  const [head, ...body] = rows as [string[], ...string[][]];
  const places = head.flatMap((name, index) =>
    index === at.series || index === at.label || isStepColumn(name) ? [] : [index],
  );
  const grouped = new Map<string, { label: string; values: number[] }>();
  body.forEach((row, index) => {
    const key = row[at.series] ?? '';
    const own = grouped.get(key) ?? { label: tidyLabel(row[at.label] ?? ''), values: [] };
    for (const place of places) own.values.push(cellOf(row[place], source, index + 2));
    grouped.set(key, own);
  });
  const sequences = [...grouped].map(([key, { label, values }]) => ({
    name: `${part ?? 'series'} ${key}`,
    steps: values.length / places.length,
    values: Float32Array.from(values),
    label,
    part,
  }));
  return { layout: 'long-table', channels: places.map((place) => head[place]!), sequences };
}

function ucrForm(
  rows: readonly string[][],
  part: SplitName | null,
  source: string,
): DelimitedContent {
  const sequences = rows.map((row, index): LabelledSequence => {
    const values = row.slice(1).map((cell) => cellOf(cell, source, index + 1));
    let steps = values.length;
    while (steps > 1 && Number.isNaN(values[steps - 1]!)) steps--;
    return {
      name: `${part ?? 'series'} ${index + 1}`,
      steps,
      values: Float32Array.from(values.slice(0, steps)),
      label: tidyLabel(row[0] ?? ''),
      part,
    };
  });
  return { layout: 'ucr', channels: ['x0'], sequences };
}

function cellOf(cell: string | undefined, source: string, row: number): number {
  const value = numberIn(cell ?? '');
  if (value !== null) return value;
  throw new UnrollError({
    code: 'damaged-sequences',
    message: `${source}, row ${row}: "${(cell ?? '').slice(0, 20)}" is no number.`,
    where: source,
    hint: 'Write a series, a step and a label column, or one sequence a row with its class first.',
  });
}
