import { UnrollError } from '../../contract/index.ts';
import type { TableData } from './read-columns.ts';

const day = 86_400_000;

/** Rows after gaps were filled: with more than as many made up the data would be refused. */
export function filledAtMost(rows: number): number {
  return 2 * rows;
}

/**
 * Puts a row without values wherever times are missing, so that all rows lie one usual step apart and
 * a season keeps its length across a gap. Weekends stay out of data of working days.
 *
 * @param table rows in order of time
 * @returns the same table when nothing is missing
 * @throws UnrollError `no-time-column`, `times-not-in-order`, or `gaps-too-wide` when more rows would
 *   be made than there are
 */
export function fillGaps(table: TableData): TableData {
  const { times } = table;
  if (times === null) throw noTimes();
  const step = usualStep(times);
  const skips = skipsWeekends(times, step);
  const sources: number[] = [];
  const moments: number[] = [];
  let previous = Number.NaN;
  for (const [row, time] of times.entries()) {
    for (const moment of missingBetween(previous, time, step)) {
      if (skips && isWeekend(moment)) continue;
      sources.push(-1);
      moments.push(moment);
      if (sources.length > filledAtMost(times.length)) throw tooWide(times.length);
    }
    sources.push(row);
    moments.push(time);
    if (Number.isFinite(time)) previous = time;
  }
  const madeRows = sources.length - times.length;
  if (madeRows === 0) return table;
  const spread = (column: Float64Array) =>
    Float64Array.from(sources, (row) => (row < 0 ? Number.NaN : column[row]!));
  return {
    ...table,
    rows: sources.length,
    columns: new Map([...table.columns].map(([name, column]) => [name, spread(column)])),
    times: Float64Array.from(moments),
    madeRows,
  };
}

/** The median step, milliseconds; 0 for fewer than two moments. */
function usualStep(times: Float64Array): number {
  const known = times.filter(Number.isFinite);
  const steps = Float64Array.from(
    { length: Math.max(0, known.length - 1) },
    (_, i) => known[i + 1]! - known[i]!,
  );
  if (steps.some((step) => step <= 0)) throw notInOrder();
  steps.sort();
  return steps[Math.floor(steps.length / 2)] ?? 0;
}

/** Evenly between two rows: months and years, whose length varies, come out near enough. */
function* missingBetween(before: number, after: number, step: number): Generator<number> {
  const missing = step > 0 ? Math.round((after - before) / step) - 1 : 0;
  for (let i = 1; i <= missing; i++) yield before + ((after - before) * i) / (missing + 1);
}

const isWeekend = (time: number): boolean => new Date(time).getUTCDay() % 6 === 0;

function skipsWeekends(times: Float64Array, step: number): boolean {
  return step === day && !times.some((time) => Number.isFinite(time) && isWeekend(time));
}

function noTimes(): UnrollError {
  return new UnrollError({
    code: 'no-time-column',
    message: 'fill_gaps = true, but no column tells the time of a row.',
    where: 'fill_gaps',
    hint: 'Name the column with time_column, or leave the gaps as they are.',
  });
}

function notInOrder(): UnrollError {
  return new UnrollError({
    code: 'times-not-in-order',
    message: 'fill_gaps = true, but the rows are several series under one another.',
    where: 'fill_gaps',
    hint: 'Name the column that tells them apart as series_column, or give each series a file or a column of its own.',
  });
}

function tooWide(rows: number): UnrollError {
  return new UnrollError({
    code: 'gaps-too-wide',
    message: `Filling the gaps would more than double the ${rows} rows.`,
    where: 'fill_gaps',
    hint: 'Leave the gaps as they are, or cut the file where the longest gap is.',
  });
}
