import type { TableSummary } from '../../src/contract/index.ts';
import { inspectFile, readTable } from '../../src/datasets/index.ts';
import { temporaryFile } from './files.ts';

/** What Unroll sees in a table. */
export async function look(content: string | Uint8Array, name = 'table.csv') {
  const path = temporaryFile(name, content);
  const inspection = await inspectFile(path);
  if (inspection.summary.kind !== 'table') throw new Error('expected a table');
  const codes = inspection.diagnoses.map(({ code }) => code);
  return { path, inspection, codes, summary: inspection.summary as TableSummary };
}

/** The numeric columns of a CSV file. */
export async function values(
  content: string,
  name = 'table.csv',
): Promise<Record<string, number[]>> {
  const data = await readTable({ path: temporaryFile(name, content), format: 'csv' });
  return Object.fromEntries([...data.columns].map(([column, array]) => [column, [...array]]));
}

/** Lines, each made from its number. */
export const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n');
