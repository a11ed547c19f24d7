import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inspection, TableSummary } from '../../src/contract/index.ts';
import { inspectionSchema } from '../../src/contract/index.ts';
import { inspectFile, readTable, usableColumns } from '../../src/datasets/index.ts';
import { dataPath } from '../support/data.ts';
import { unpackTar } from '../support/files.ts';

/** Real files; figures are those of the sources or of a count with other tools. */

function tableOf({ summary }: Inspection): TableSummary {
  if (summary.kind !== 'table') throw new Error('expected a table');
  return summary;
}

const codes = ({ diagnoses }: Inspection) => diagnoses.map(({ code }) => code);

const etth1 = dataPath('series/ETTh1.csv');
describe.runIf(etth1)('ETTh1', () => {
  let inspection: Inspection;
  beforeAll(async () => {
    inspection = await inspectFile(etth1!);
  });

  it('fits the contract and names the published hash', () => {
    expect(inspectionSchema.parse(inspection)).toEqual(inspection);
    expect(inspection.hash).toBe(
      'f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066',
    );
    expect(inspection.bytes).toBe(2_589_657);
    expect(inspection.format).toBe('csv');
    expect(inspection.compression).toBeNull();
  });

  it('finds hourly rows with a daily rhythm and nothing wrong', () => {
    const summary = tableOf(inspection);
    expect(summary.rows).toBe(17_420);
    expect(summary.delimiter).toBe(',');
    expect(summary.header).toBe(true);
    expect(summary.periods[0]).toBe(24);
    expect(summary.time).toEqual({
      column: 'date',
      start: '2016-07-01T00:00:00.000Z',
      end: '2018-06-26T19:00:00.000Z',
      stepSeconds: 3600,
      frequency: 'hourly',
      gaps: 0,
      duplicates: 0,
      sorted: true,
    });
    expect(inspection.diagnoses).toEqual([]);
  });

  it('measures each column: mean and deviation of OT as numpy gives them', () => {
    const summary = tableOf(inspection);
    const names = summary.columns.map(({ name }) => name);
    expect(names).toEqual(['date', 'HUFL', 'HULL', 'MUFL', 'MULL', 'LUFL', 'LULL', 'OT']);
    const target = summary.columns.at(-1)!;
    expect(target.mean).toBeCloseTo(13.324671589881694, 10);
    expect(target.std).toBeCloseTo(8.566700420540554, 10);
    expect(target.histogram.reduce((sum, count) => sum + count, 0)).toBe(17_420);
    expect(target.sketch).toHaveLength(200);
    expect(target.sketch[0]).toBe(30.5310001373291);
    expect(usableColumns(summary)).toEqual(names.slice(1));
  });

  it('gives every double as written, twice the same', async () => {
    const file = { path: etth1!, format: 'csv' };
    const data = await readTable(file, ['OT', 'HUFL']);
    expect([...data.columns.keys()]).toEqual(['OT', 'HUFL']);
    expect(data.rows).toBe(17_420);
    expect(data.timeColumn).toBe('date');
    expect(data.columns.get('HUFL')![1]).toBe(5.692999839782715);
    expect(data.times![1]! - data.times![0]!).toBe(3_600_000);
    expect(await readTable(file, ['OT', 'HUFL'])).toEqual(data);
  });

  it('names the nearest column for one that is not there', async () => {
    const wanted = readTable({ path: etth1!, format: 'csv' }, ['HUFF']);
    await expect(wanted).rejects.toMatchObject({
      code: 'no-such-column',
      message: expect.stringContaining('HUFL'),
    });
    await expect(readTable({ path: etth1!, format: 'csv' }, ['date'])).rejects.toMatchObject({
      code: 'not-numeric',
    });
  });
});

const exchange = dataPath('series/exchange_rate.txt.gz');
describe.runIf(exchange)('exchange rates, gzip without header or dates', () => {
  it('reads eight columns of numbers named by position', async () => {
    const inspection = await inspectFile(exchange!);
    const summary = tableOf(inspection);
    expect(inspection.compression).toBe('gzip');
    expect(summary.rows).toBe(7588);
    expect(summary.header).toBe(false);
    expect(summary.columns.map(({ name, type }) => [name, type])).toEqual(
      Array.from({ length: 8 }, (_, i) => [`column_${i + 1}`, 'number']),
    );
    expect(summary.time).toBeNull();
    expect(summary.periods).toEqual([]);
    expect(codes(inspection)).toEqual(['no-header']);
    const data = await readTable({ path: exchange!, format: 'csv' });
    expect(data.columns.get('column_1')![0]).toBe(0.7855);
    expect(data.columns.get('column_8')![7587]).toBe(0.690942);
  });
});

const digits = dataPath('classify/optdigits-1797.csv.gz');
it.runIf(digits)('digits: 65 columns, the constant ones told', async () => {
  const inspection = await inspectFile(digits!);
  const summary = tableOf(inspection);
  expect([summary.rows, summary.columns.length, summary.header]).toEqual([1797, 65, false]);
  const constant = inspection.diagnoses.filter(({ code }) => code === 'constant-column');
  expect(constant.map(({ where }) => where)).toEqual(['column_1', 'column_33', 'column_40']);
  expect(usableColumns(summary)).toHaveLength(62);
});

const archive = dataPath('series/small-series.tar.gz');
describe.runIf(archive)('nine small series', () => {
  let unpacked: ReturnType<typeof unpackTar>;
  beforeAll(() => {
    unpacked = unpackTar(archive!);
  });
  afterAll(() => unpacked.remove());

  const look = (name: string) => inspectFile(join(unpacked.folder, 'small-series', `${name}.csv`));

  it.each([
    ['airline-passengers', 144, 'monthly', 0, [12]],
    ['daily-min-temperatures', 3650, 'daily', 2, [365]],
    ['daily-total-female-births', 365, 'daily', 0, []],
    ['yearly-sunspots', 309, 'yearly', 0, [10]],
    ['nile', 100, 'yearly', 0, []],
    ['macrodata', 203, 'quarterly', 0, []],
    ['ILINet', 1301, 'weekly', 4, [52]],
  ] as const)(
    '%s: %i rows, %s, %i gaps, periods %j',
    async (name, rows, frequency, gaps, periods) => {
      const summary = tableOf(await look(name));
      expect(summary.rows).toBe(rows);
      expect(summary.time).toMatchObject({ frequency, gaps, duplicates: 0, sorted: true });
      expect(summary.periods).toEqual(periods);
    },
  );

  it('sunspots by month: the eleven-year cycle, roughly', async () => {
    const summary = tableOf(await look('monthly-sunspots'));
    expect(summary.time).toMatchObject({ frequency: 'monthly', start: '1749-01-01T00:00:00.000Z' });
    expect(summary.periods).toHaveLength(1);
    expect(Math.abs(summary.periods[0]! - 130)).toBeLessThan(8);
  });

  it('electricity demand: one column without time, a day of 48 rows before a week of 336', async () => {
    const summary = tableOf(await look('uk-electricity-demand-halfhourly'));
    expect(summary.rows).toBe(4032);
    expect(summary.header).toBe(true);
    expect(summary.columns.map(({ name }) => name)).toEqual(['Y']);
    expect(summary.time).toBeNull();
    expect(summary.periods).toEqual([48, 336]);
  });

  it('macrodata: year and quarter make one time and are no channels', async () => {
    const summary = tableOf(await look('macrodata'));
    expect(summary.time?.column).toBe('year, quarter');
    expect(summary.time?.start).toBe('1959-01-01T00:00:00.000Z');
    expect(usableColumns(summary)).toHaveLength(12);
    expect(usableColumns(summary)).not.toContain('year');
  });

  it('ILINet: missing values are told, a column that is mostly missing is left out', async () => {
    const inspection = await look('ILINet');
    const summary = tableOf(inspection);
    expect(summary.columns.find(({ name }) => name === 'AGE 25-64')!.missing).toBe(677);
    expect(usableColumns(summary)).not.toContain('AGE 25-64');
    expect(codes(inspection)).toEqual(
      expect.arrayContaining(['gaps', 'missing-values', 'mostly-missing']),
    );
    const data = await readTable(
      { path: join(unpacked.folder, 'small-series', 'ILINet.csv'), format: 'csv' },
      ['AGE 25-49'],
    );
    const missing = [...data.columns.get('AGE 25-49')!].filter(Number.isNaN).length;
    expect(missing).toBe(summary.columns.find(({ name }) => name === 'AGE 25-49')!.missing);
  });
});
