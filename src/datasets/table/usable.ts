import type { Column, TableSummary } from '../../contract/index.ts';

/** Whether a column can serve as a channel: numbers that change, at least half of them present. */
export function isUsable(column: Column, rows: number): boolean {
  return column.type === 'number' && column.min !== column.max && column.missing < rows / 2;
}

/** Names of the columns that forecasting uses unless others are named, in file order. */
export function usableColumns(summary: TableSummary): string[] {
  return summary.columns.filter((column) => isUsable(column, summary.rows)).map(({ name }) => name);
}
