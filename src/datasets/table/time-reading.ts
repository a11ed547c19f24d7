import { type Diagnosis, nearestName, UnrollError } from '../../contract/index.ts';
import type { TableDatabase } from './database.ts';
import type { TimeReading, TypedColumn, TypedTable } from './table.ts';
import { clockPattern, type TimeNotation, timeName, timeNotations } from './time-notation.ts';

/** How well a reading fits: how many rows it can read, and whether they are in order. */
interface Quality {
  readonly read: number;
  readonly backwards: number;
  readonly repeated: number;
  readonly steps: number;
}

interface Candidate {
  readonly reading: TimeReading;
  readonly quality: Quality;
  readonly notation: string;
}

const readShare = 0.95;

/**
 * Finds what says when each row was: one column, a date and a clock column, or columns for year,
 * month and so on. Null when nothing does.
 * @param wanted the column that has to say it
 * @throws UnrollError when `wanted` is not there or tells no times
 */
export async function findTime(
  columns: readonly TypedColumn[],
  rows: number,
  database: TableDatabase,
  wanted?: string,
): Promise<{ reading: TimeReading | null; diagnoses: Diagnosis[] }> {
  if (rows === 0) return { reading: null, diagnoses: [] };
  if (wanted !== undefined) {
    return { reading: await wantedTime(wanted, columns, rows, database), diagnoses: [] };
  }
  const parts = await fromParts(columns, rows, database);
  if (parts !== null) return { reading: parts.reading, diagnoses: [] };
  const table = { columns, rows, database, samples: await sampleColumns(columns, database) };
  for (const column of inOrderOfPromise(columns)) {
    const candidates = await readingsOf(column, table);
    const [best, second] = candidates;
    if (best === undefined) continue;
    const diagnoses = second === undefined ? [] : ambiguity(column, best, second);
    return { reading: best.reading, diagnoses };
  }
  return { reading: null, diagnoses: [] };
}

async function wantedTime(
  wanted: string,
  columns: readonly TypedColumn[],
  rows: number,
  database: TableDatabase,
): Promise<TimeReading> {
  const column = columns.find(({ name }) => name === wanted);
  if (column === undefined) {
    // A moment that several columns tell together has the name that the data set is shown with.
    const { reading } = await findTime(columns, rows, database);
    if (reading?.label === wanted) return reading;
    throw noSuchColumn(wanted, columns);
  }
  const table = { columns, rows, database, samples: await sampleColumns(columns, database) };
  const [best] = await readingsOf(column, table, true);
  if (best !== undefined) return best.reading;
  throw new UnrollError({
    code: 'not-a-time',
    message: `The column ${wanted} holds no times.`,
    where: 'time_column',
    hint: 'Choose another column, or leave time_column empty to have it found.',
  });
}

function noSuchColumn(wanted: string, columns: readonly TypedColumn[]): UnrollError {
  const names = columns.map(({ name }) => name);
  const nearest = nearestName(wanted, names);
  return new UnrollError({
    code: 'no-such-column',
    message: `There is no column ${wanted}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where: 'time_column',
    hint: 'Choose another column, or leave time_column empty to have it found.',
  });
}

/** Columns looked at for other times: a table of thousands would be looked at for minutes. */
const mostOthers = 20;

/** Further columns that could tell the time of a row, likeliest first. */
export async function otherTimes(
  typed: Pick<TypedTable, 'columns' | 'rows' | 'time'>,
  database: TableDatabase,
): Promise<string[]> {
  const { columns, rows, time } = typed;
  const table = { columns, rows, database, samples: await sampleColumns(columns, database) };
  const others = inOrderOfPromise(columns).filter(
    ({ key, name, type }) =>
      time?.keys.includes(key) !== true && (type !== 'number' || timeName.test(name)),
  );
  const found: string[] = [];
  for (const column of others.slice(0, mostOthers)) {
    if ((await readingsOf(column, table)).length > 0) found.push(column.name);
  }
  return found;
}

/** Columns whose values can only be times first, then those named like times, then by position. */
function inOrderOfPromise(columns: readonly TypedColumn[]): TypedColumn[] {
  const rank = (column: TypedColumn) =>
    (column.type === 'time' ? 0 : column.type === 'text' || column.type === 'category' ? 1 : 2) +
    (timeName.test(column.name) ? 0 : 3);
  return columns.filter(({ type }) => type !== 'boolean').sort((a, b) => rank(a) - rank(b));
}

/** Readings of one column, best first; `chosen` says that the person has named it. */
async function readingsOf(
  column: TypedColumn,
  table: SampledTable,
  chosen = false,
): Promise<Candidate[]> {
  const { columns, rows, database } = table;
  if (column.storage === 'time') {
    const reading = readingOf(column.name, [column.key], column.key);
    const quality = await measure(reading, database);
    return quality.read >= rows * readShare ? [{ reading, quality, notation: 'stored' }] : [];
  }
  const text = textOf(column);
  const sample = table.samples.get(column.key) ?? [];
  const clock = clockBeside(column, table);
  const found: Candidate[] = [];
  for (const notation of timeNotations) {
    if (!fits(sample, (cell) => notation.pattern.test(cell))) continue;
    const candidate = await tryNotation(column, text, notation, clock, database);
    if (candidate.quality.read < rows * readShare) continue;
    const confirmed =
      chosen || !notation.numeric || isConfirmed(column, columns, candidate.quality);
    if (confirmed) found.push(candidate);
  }
  return found.sort(
    (a, b) =>
      b.quality.read - a.quality.read ||
      a.quality.backwards - b.quality.backwards ||
      a.quality.steps - b.quality.steps,
  );
}

async function tryNotation(
  column: TypedColumn,
  text: string,
  notation: TimeNotation,
  clock: TypedColumn | null,
  database: TableDatabase,
): Promise<Candidate> {
  const alone = readingOf(column.name, [column.key], notation.read(text));
  if (clock === null)
    return { reading: alone, quality: await measure(alone, database), notation: notation.id };
  const joined = notation.read(`(${text} || ' ' || replace(${clock.key}, '.', ':'))`);
  const reading = readingOf(`${column.name}, ${clock.name}`, [column.key, clock.key], joined);
  return { reading, quality: await measure(reading, database), notation: notation.id };
}

/** Digits alone are a time when the name says so, or when a first column steps forward evenly. */
function isConfirmed(
  column: TypedColumn,
  columns: readonly TypedColumn[],
  quality: Quality,
): boolean {
  if (quality.repeated > quality.read * 0.2) return false;
  if (timeName.test(column.name)) return true;
  return (
    column === columns[0] && quality.backwards === 0 && quality.repeated === 0 && quality.steps <= 4
  );
}

/** A column of clock times that completes a column of dates. */
function clockBeside(column: TypedColumn, { columns, samples }: SampledTable): TypedColumn | null {
  const dates = samples.get(column.key) ?? [];
  if (column.type === 'number' || fits(dates, (cell) => /[: T]\d/.test(cell))) return null;
  for (const other of columns) {
    if (
      other === column ||
      other.storage !== 'text' ||
      !/time|hour|clock|uhr|zeit/i.test(other.name)
    )
      continue;
    if (fits(samples.get(other.key) ?? [], (cell) => clockPattern.test(cell))) return other;
  }
  return null;
}

const partNames = {
  year: /^(year|yr|jahr|年)$/i,
  quarter: /^(quarter|qtr|q)$/i,
  month: /^(month|mon|mo|monat|月)$/i,
  day: /^(day|dom|tag|日)$/i,
  hour: /^(hour|hr|stunde|时)$/i,
  minute: /^(minute|min)$/i,
} as const;

/** Year beside quarter, month, day, hour and minute, each in a column of numbers. */
async function fromParts(
  columns: readonly TypedColumn[],
  rows: number,
  database: TableDatabase,
): Promise<Candidate | null> {
  const find = (part: keyof typeof partNames) =>
    columns.find(({ name, type }) => type === 'number' && partNames[part].test(name));
  const year = find('year');
  const [quarter, month, day, hour, minute] = (
    ['quarter', 'month', 'day', 'hour', 'minute'] as const
  ).map(find);
  if (year === undefined || (quarter === undefined && month === undefined)) return null;
  const whole = (column: TypedColumn | undefined, otherwise: string) =>
    column === undefined ? otherwise : `CAST(${column.value} AS BIGINT)`;
  const monthPart = month === undefined ? `${whole(quarter, '1')} * 3 - 2` : whole(month, '1');
  const used = [year, month ?? quarter, ...(month === undefined ? [] : [day, hour, minute])].filter(
    (column) => column !== undefined,
  );
  const reading = readingOf(
    used.map(({ name }) => name).join(', '),
    used.map(({ key }) => key),
    `TRY(make_timestamp(${whole(year, '1')}, ${monthPart}, ${whole(day, '1')}, ${whole(hour, '0')}, ${whole(minute, '0')}, 0))`,
  );
  const quality = await measure(reading, database);
  const fit = quality.read >= rows * readShare && quality.repeated <= rows * 0.2;
  return fit ? { reading, quality, notation: 'parts' } : null;
}

function readingOf(label: string, keys: readonly string[], timestamp: string): TimeReading {
  return { label, keys, expression: `epoch_ms(${timestamp})` };
}

async function measure(reading: TimeReading, database: TableDatabase): Promise<Quality> {
  const row = await database.row(
    `WITH times AS (SELECT rowid AS row, ${reading.expression} AS ms FROM data),
      steps AS (SELECT ms - lag(ms) OVER (ORDER BY row) AS step FROM times WHERE ms IS NOT NULL)
    SELECT (SELECT count(ms) FROM times) AS read,
      (SELECT count(ms) - count(DISTINCT ms) FROM times) AS repeated,
      count(*) FILTER (step < 0) AS backwards, count(DISTINCT step) AS steps FROM steps`,
  );
  return {
    read: Number(row['read']),
    repeated: Number(row['repeated']),
    backwards: Number(row['backwards']),
    steps: Number(row['steps']),
  };
}

interface SampledTable {
  readonly columns: readonly TypedColumn[];
  readonly rows: number;
  readonly database: TableDatabase;
  /** Present cells among the first rows, by key. */
  readonly samples: ReadonlyMap<string, readonly string[]>;
}

function textOf({ key, storage }: TypedColumn): string {
  if (storage !== 'number') return `CAST(${key} AS VARCHAR)`;
  return `CAST(TRY_CAST(${key} AS BIGINT) AS VARCHAR)`;
}

async function sampleColumns(
  columns: readonly TypedColumn[],
  database: TableDatabase,
): Promise<Map<string, string[]>> {
  const selected = columns.map((column) => `${textOf(column)} AS ${column.key}`).join(', ');
  const rows = await database.rows(`SELECT ${selected} FROM data LIMIT 300`);
  const present = (key: string) =>
    rows.flatMap((row) => (row[key] === null ? [] : [String(row[key])]));
  return new Map(columns.map(({ key }) => [key, present(key)]));
}

function fits(sample: readonly string[], test: (cell: string) => boolean): boolean {
  return sample.length > 0 && sample.filter(test).length >= sample.length * readShare;
}

/** Day and month can be exchanged when no day is above 12. */
function ambiguity(column: TypedColumn, best: Candidate, second: Candidate): Diagnosis[] {
  const pair = [best.notation, second.notation];
  const exchanged = pair.includes('day/month/year') && pair.includes('month/day/year');
  const equal =
    best.quality.read === second.quality.read &&
    best.quality.backwards === second.quality.backwards;
  if (!exchanged || !equal) return [];
  return [
    {
      severity: 'warning',
      code: 'ambiguous-date',
      message: `The dates in ${column.name} could be day/month or month/day.`,
      action: `They are read as ${best.notation}. Write them as 2024-12-31 to be sure.`,
      where: column.name,
    },
  ];
}
