import { type LineFacts, lineFacts, type Table } from '../chart.ts';

/** Values in rows and columns, shown by how strongly a cell is coloured. */
export interface HeatMapData {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row by row; NaN leaves a cell empty. */
  readonly values: readonly (readonly number[])[];
  /** The value without colour and that of full colour; the latter is below it where less is better. */
  readonly low: number;
  readonly high: number;
  readonly color: string;
}

/** Weights that each target token gives to the source tokens, from 0 to 1. */
export function attentionData(
  {
    sourceTokens,
    targetTokens,
    attention,
  }: {
    readonly sourceTokens: readonly string[];
    readonly targetTokens: readonly string[];
    readonly attention: readonly (readonly number[])[];
  },
  color: string,
): HeatMapData {
  const visible = (token: string) => token.replace(/^ (?=\S)/, '').replaceAll(' ', '␣');
  return {
    rows: targetTokens.slice(0, attention.length).map(visible),
    columns: sourceTokens.map(visible),
    values: attention,
    low: 0,
    high: 1,
    color,
  };
}

export function heatMapTable({ rows, columns, values }: HeatMapData): Table {
  return {
    columns: ['', ...columns],
    rows: values.map((row, index) => [
      rows[index] ?? '',
      ...columns.map((_, column) => {
        const value = row[column];
        return value !== undefined && Number.isFinite(value) ? value : null;
      }),
    ]),
  };
}

export function heatMapFacts({ rows, values }: HeatMapData): LineFacts[] {
  return values.flatMap((row, index) => lineFacts(rows[index] ?? '', row) ?? []);
}

/** For each row the column with the largest value: what a person who cannot see the map needs. */
export function strongestColumns({ rows, columns, values }: HeatMapData): [string, string][] {
  return values.map((row, index) => {
    const largest = row.indexOf(Math.max(...row));
    return [rows[index] ?? '', columns[largest] ?? ''];
  });
}
