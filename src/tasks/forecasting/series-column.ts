import type { Column, TableSummary } from '../../contract/index.ts';

/** As many repeated times are several series and no slips. */
const manyRepeated = 0.05;
/** Fewest rows of a series from which anything can be learnt. */
const fewestRows = 40;

/**
 * The column that tells several series under one another apart: the one with the fewest values that
 * leaves no time twice in a series, names before numbers. Null where the table holds one series.
 */
export function findSeriesColumn({ columns, rows, time }: TableSummary): Column | null {
  if (time === null || time.duplicates <= rows * manyRepeated) return null;
  const moments = rows - time.duplicates;
  const fitting = columns.filter(
    ({ name, type, distinct, missing }) =>
      name !== time.column &&
      type !== 'time' &&
      missing === 0 &&
      distinct >= 2 &&
      distinct * moments >= rows &&
      distinct * fewestRows <= rows,
  );
  const rank = ({ type, distinct }: Column) => (type === 'number' ? 1e9 : 0) + distinct;
  return [...fitting].sort((a, b) => rank(a) - rank(b))[0] ?? null;
}
