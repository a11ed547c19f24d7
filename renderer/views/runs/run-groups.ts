import { mean, standardDeviation } from '../../../src/statistics/index.ts';
import { type RunColumn, type RunEntry, type SortKey, sortKeyOf } from './run-columns.ts';

/** Runs that share a value, with what they reach together. */
export interface RunGroup {
  /** The value as it stands in the row; empty where the runs have none. */
  readonly value: string;
  readonly entries: readonly RunEntry[];
  /** By column: mean and spread of its numbers. */
  readonly figures: ReadonlyMap<string, GroupFigure>;
}

export interface GroupFigure {
  readonly mean: number;
  /** Standard deviation; null of a single value. */
  readonly spread: number | null;
  readonly count: number;
}

/** Columns whose mean says nothing. */
const unsummed = new Set(['created', 'progress', 'gain', 'duration', 'setting:seed']);

/**
 * Runs by the value of a column, the groups in the order of their first rows.
 * @param entries in the order of the table
 */
export function groupBy(
  entries: readonly RunEntry[],
  by: RunColumn,
  columns: readonly RunColumn[],
): RunGroup[] {
  const members = new Map<string, RunEntry[]>();
  for (const entry of entries) {
    const value = shownKey(by, entry);
    const known = members.get(value);
    if (known) known.push(entry);
    else members.set(value, [entry]);
  }
  return [...members].map(([value, own]) => ({
    value,
    entries: own,
    figures: figuresOf(own, columns),
  }));
}

function shownKey(column: RunColumn, entry: RunEntry): string {
  const key = (column.exported ?? column.key)?.(entry) ?? null;
  return key === null ? '' : String(key);
}

function figuresOf(
  entries: readonly RunEntry[],
  columns: readonly RunColumn[],
): ReadonlyMap<string, GroupFigure> {
  const figures = new Map<string, GroupFigure>();
  for (const column of columns) {
    if (!column.numeric || unsummed.has(column.id)) continue;
    // Values of different metrics have no common mean.
    if (column.id === 'best' && new Set(entries.map((one) => one.primaryMetric)).size > 1) continue;
    const values = entries.map((one) => sortKeyOf(column, one)).filter(isNumber);
    if (values.length === 0) continue;
    const spread = values.length > 1 ? standardDeviation(values) : null;
    figures.set(column.id, { mean: mean(values), spread, count: values.length });
  }
  return figures;
}

function isNumber(key: SortKey): key is number {
  return typeof key === 'number' && Number.isFinite(key);
}

/** A row of the table: a run's number, or minus one for the first group, minus two for the second. */
export function rowsOf(groups: readonly RunGroup[], closed: readonly string[]): readonly number[] {
  return groups.flatMap(({ value, entries }, index) =>
    closed.includes(value) ? [-1 - index] : [-1 - index, ...entries.map(({ run }) => run.id)],
  );
}
