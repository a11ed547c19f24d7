import type { TimeAxis } from '../../contract/index.ts';
import type { TableDatabase } from './database.ts';
import { frequencyInWords } from './frequency.ts';
import type { TimeReading } from './table.ts';

/** How the rows lie in time. Null when fewer than two moments can be read. */
export async function describeTime(
  reading: TimeReading,
  database: TableDatabase,
): Promise<TimeAxis | null> {
  const row = await database.row(
    `WITH times AS (SELECT rowid AS row, ${reading.expression} AS ms FROM data),
      filed AS (SELECT ms - lag(ms) OVER (ORDER BY row) AS step FROM times WHERE ms IS NOT NULL),
      steps AS (SELECT ms, ms - lag(ms) OVER (ORDER BY ms) AS step FROM times WHERE ms IS NOT NULL),
      usual AS (SELECT mode(step ORDER BY step) AS step FROM steps WHERE step > 0)
    SELECT min(ms) AS first, max(ms) AS last, any_value(usual.step) AS usual,
      count(*) FILTER (steps.step = 0) AS duplicates,
      count(*) FILTER (steps.step > usual.step * 1.5) AS gaps,
      count(*) FILTER (steps.step > usual.step * 1.5 AND steps.step <= usual.step * 4) AS short_gaps,
      count(*) FILTER (dayofweek(make_timestamp(ms * 1000)) IN (0, 6)) AS weekend,
      (SELECT count(*) FROM filed WHERE step < 0) AS backwards
    FROM steps, usual`,
  );
  if (row['usual'] === null || row['usual'] === undefined) return null;
  const stepSeconds = Number(row['usual']) / 1000;
  // Nobody works on Saturdays: the step over a weekend is no gap in such data.
  const workingDays =
    stepSeconds === 86_400 && row['weekend'] === 0 && Number(row['short_gaps']) > 0;
  return {
    column: reading.label,
    start: new Date(Number(row['first'])).toISOString(),
    end: new Date(Number(row['last'])).toISOString(),
    stepSeconds,
    frequency: workingDays ? 'every working day' : frequencyInWords(stepSeconds),
    gaps: Number(row['gaps']) - (workingDays ? Number(row['short_gaps']) : 0),
    duplicates: Number(row['duplicates']),
    sorted: row['backwards'] === 0,
  };
}
