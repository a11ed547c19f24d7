import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { TableSummary } from '../../src/contract/index.ts';
import { inspectFile, readTable, usableColumns } from '../../src/datasets/index.ts';
import { temporaryFile } from '../support/files.ts';

/** Tables as they come out of spreadsheets, loggers and hands. */

async function look(content: string | Uint8Array, name = 'table.csv') {
  const path = temporaryFile(name, content);
  const inspection = await inspectFile(path);
  if (inspection.summary.kind !== 'table') throw new Error('expected a table');
  const codes = inspection.diagnoses.map(({ code }) => code);
  return { path, inspection, codes, summary: inspection.summary as TableSummary };
}

async function values(content: string, name = 'table.csv'): Promise<Record<string, number[]>> {
  const data = await readTable({ path: temporaryFile(name, content), format: 'csv' });
  return Object.fromEntries([...data.columns].map(([column, array]) => [column, [...array]]));
}

const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n');

describe('delimiters and quotes', () => {
  it.each([
    [',', ','],
    [';', ';'],
    ['\t', '\t'],
    ['|', '|'],
    ['   ', ' '],
  ])('fields apart by %j', async (separator, delimiter) => {
    const text = `x${separator}y\n${rows(30, (i) => `${i / 4}${separator}${i * 3}`)}\n`;
    const { summary } = await look(text);
    expect(summary.delimiter).toBe(delimiter);
    expect(summary.columns.map(({ name, type }) => [name, type])).toEqual([
      ['x', 'number'],
      ['y', 'number'],
    ]);
    expect(summary.columns[1]).toMatchObject({ min: 0, max: 87, mean: 43.5 });
  });

  it('gives back every number, name and text that was written, quotes and line ends included', async () => {
    const name = fc
      .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 })
      .filter((text) => /^[A-Za-z][^#%]*$/.test(text) && text.trim() === text);
    const cell = fc.string({
      unit: fc.constantFrom('a', 'Z', ',', '"', ' ', ';', '\n', 'é', '中'),
    });
    const table = fc.record({
      names: fc.uniqueArray(name, { minLength: 2, maxLength: 4, selector: (n) => n.toLowerCase() }),
      numbers: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
        minLength: 12,
        maxLength: 30,
      }),
      text: cell,
    });
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(table, async ({ names, numbers, text }) => {
        const line = (value: number) =>
          [value, ...names.slice(1).map(() => quote(`q${text}`))].join(',');
        const content = `${names.map(quote).join(',')}\n${numbers.map(line).join('\n')}\n`;
        const { path, summary } = await look(content);
        expect(summary.rows).toBe(numbers.length);
        expect(summary.columns.map((column) => column.name)).toEqual(names);
        expect(summary.preview[0]![1]).toBe(`q${text}`.trim());
        const data = await readTable({ path, format: 'csv' }, [names[0]!]);
        expect([...data.columns.get(names[0]!)!]).toEqual(numbers.map((n) => n + 0));
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it('takes a lone quote for an ordinary sign', async () => {
    const { summary } = await look(`size,price\n${rows(20, (i) => `5" pipe,${i}`)}\n`);
    expect(summary.rows).toBe(20);
    expect(summary.preview[0]).toEqual(['5" pipe', '0']);
    const opened = await look(`name,price\n${rows(20, (i) => `"open,${i}`)}\n`);
    expect(opened.summary.rows).toBe(20);
  });

  it('reads decimal commas between semicolons', async () => {
    const text = `Datum;Wert;Menge\n${rows(24, (i) => `${String(i + 1).padStart(2, '0')}.01.2024;${i},5;1.${100 + i},25`)}\n`;
    const { summary, codes } = await look(text);
    expect(summary.delimiter).toBe(';');
    expect(codes.filter((code) => code === 'decimal-comma')).toHaveLength(2);
    expect(summary.columns[1]).toMatchObject({ type: 'number', min: 0.5, max: 23.5 });
    expect(summary.columns[2]).toMatchObject({ type: 'number', min: 1100.25, max: 1123.25 });
    expect(summary.time).toMatchObject({ column: 'Datum', frequency: 'daily' });
  });

  it('reads one column of decimal commas, and two columns of whole numbers', async () => {
    expect(await values(`value\n${rows(30, (i) => `${i},5`)}\n`)).toMatchObject({
      value: Array.from({ length: 30 }, (_, i) => i + 0.5),
    });
    expect(Object.keys(await values(`a,b\n${rows(30, (i) => `${i},5`)}\n`))).toEqual(['a', 'b']);
  });

  it('reads thousands between commas in quotes, and percent', async () => {
    const columns = await values(`a,b\n${rows(20, (i) => `"1,${100 + i}.5",${i} %`)}\n`);
    expect(columns['a']!.slice(0, 2)).toEqual([1100.5, 1101.5]);
    expect(columns['b']!.slice(0, 3)).toEqual([0, 1, 2]);
  });

  it('leaves out comments, titles and blank lines', async () => {
    const body = rows(20, (i) => `${i},${i * 2}`);
    const commented = await look(`# made by a logger\n# on Monday\na,b\n${body}\n# the end\n`);
    expect(commented.summary.rows).toBe(20);
    expect(commented.summary.columns.map(({ name }) => name)).toEqual(['a', 'b']);
    const titled = await look(`Yearly report\n\na,b\n${body}\n\n\n`);
    expect(titled.summary.rows).toBe(20);
    expect(titled.codes).toContain('preamble');
  });
});

describe('headers', () => {
  it('are told from values', async () => {
    const without = await look(`${rows(20, (i) => `${i}.5,${i}`)}\n`);
    expect(without.summary.header).toBe(false);
    expect(without.summary.rows).toBe(20);
    const texts = await look(`city,country\n${rows(20, (i) => `town ${i},land ${i % 3}`)}\n`);
    expect(texts.summary.header).toBe(true);
    expect(texts.summary.rows).toBe(20);
  });

  it('get names where they lack them and are told apart where they repeat', async () => {
    const { summary, codes } = await look(`x,x,,x_2,x\n${rows(20, (i) => `${i},1,2,3,${-i}`)}\n`);
    expect(summary.columns.map(({ name }) => name)).toEqual(['x', 'x_3', 'column_3', 'x_2', 'x_4']);
    expect(codes).toContain('duplicate-names');
  });

  it('leave out the row numbers that pandas and R write', async () => {
    const pandas = await look(`,a,b\n${rows(20, (i) => `${i},${i * 2},${i % 7}`)}\n`);
    expect(pandas.summary.columns.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(pandas.codes).toContain('row-counter');
    const r = await look(`"a","b"\n${rows(20, (i) => `"${i + 1}",${i * 2},${i % 7}`)}\n`);
    expect(r.summary.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('alone are a table without rows', async () => {
    const { summary, inspection } = await look('a,b,c\n');
    expect(summary).toMatchObject({ rows: 0, time: null, periods: [], preview: [] });
    expect(inspection.diagnoses).toContainEqual(
      expect.objectContaining({ severity: 'error', code: 'no-rows' }),
    );
  });
});

describe('values', () => {
  it('are missing in many words', async () => {
    const words = ['', 'NA', 'n/a', 'NaN', 'null', '-', '?', '.', ' ', 'None', '#N/A'];
    const { summary } = await look(`a,b\n${rows(100, (i) => `${i},${words[i] ?? i}`)}\n`);
    expect(summary.columns[1]).toMatchObject({ type: 'number', missing: words.length });
  });

  it('that are infinite or no numbers count as missing', async () => {
    const odd = ['Inf', '-inf', 'error'];
    const { path, summary, inspection } = await look(
      `a,b\n${rows(100, (i) => `${i},${odd[i] ?? i}`)}\n`,
    );
    expect(summary.columns[1]).toMatchObject({ type: 'number', missing: 3, min: 3, max: 99 });
    expect(inspection.diagnoses).toContainEqual(
      expect.objectContaining({
        code: 'not-a-number',
        message: expect.stringContaining('"error"'),
      }),
    );
    const data = await readTable({ path, format: 'csv' }, ['b']);
    expect([...data.columns.get('b')!.slice(0, 4)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      3,
    ]);
  });

  it('sort columns into numbers, booleans, categories and texts', async () => {
    const { summary } = await look(
      `n,yes,kind,words\n${rows(60, (i) => `${i},${i % 2 === 0},${'abc'[i % 3]},text no ${i}`)}\n`,
    );
    expect(summary.columns.map(({ type }) => type)).toEqual([
      'number',
      'boolean',
      'category',
      'text',
    ]);
    expect(usableColumns(summary)).toEqual(['n']);
    const flags = await readTable(
      {
        path: temporaryFile(
          't.csv',
          `n,on\n${rows(20, (i) => `${i},${i % 2 === 0 ? 'yes' : 'no'}`)}`,
        ),
        format: 'csv',
      },
      ['on'],
    );
    expect([...flags.columns.get('on')!.slice(0, 2)]).toEqual([1, 0]);
  });

  it('in ragged rows stay in their columns', async () => {
    const lines = rows(40, (i) => (i === 5 ? `${i}` : i === 6 ? `${i},1,2,3,4` : `${i},${i},${i}`));
    const { summary, codes } = await look(`a,b,c\n${lines}\n`);
    expect(summary.rows).toBe(40);
    expect(codes).toEqual(expect.arrayContaining(['long-rows', 'short-rows']));
    expect(summary.columns.map(({ missing }) => missing)).toEqual([0, 1, 1]);
  });

  it('survive zero bytes between them', async () => {
    const { summary } = await look(`a,b\n${rows(900, (i) => `${i},${i}`)}\n\0`);
    expect(summary.rows).toBe(900);
    expect(summary.columns[0]).toMatchObject({ type: 'number', missing: 0 });
  });

  it.each(['utf16-le', 'utf16-be', 'latin1', 'utf8'])('are read in %s', async (encoding) => {
    const text = `\uFEFFgröße;menge\n${rows(30, (i) => `${i};${i * 2}`)}\n`;
    const written = encoding === 'latin1' ? text.slice(1) : text;
    const { summary } = await look(iconv.encode(written, encoding));
    expect(summary.columns.map(({ name }) => name)).toEqual(['größe', 'menge']);
    expect(summary.rows).toBe(30);
  });

  it.each(['\r\n', '\r'])('are read from lines ended by %j', async (end) => {
    const { summary } = await look(`a,b\n${rows(30, (i) => `${i},${i}`)}\n`.replaceAll('\n', end));
    expect(summary.rows).toBe(30);
    expect(summary.columns[1]).toMatchObject({ name: 'b', type: 'number', max: 29 });
  });

  it('far outside the rest are pointed out and kept', async () => {
    const { summary, codes } = await look(
      `a\n${rows(300, (i) => String(i === 150 ? 99_999 : Math.sin(i)))}\n`,
    );
    expect(codes).toContain('outliers');
    expect(summary.columns[0]!.max).toBe(99_999);
  });

  it('of one row, and a table of 1,000 columns', async () => {
    const one = await look('a,b\n1,2\n');
    expect(one.summary).toMatchObject({ rows: 1, periods: [] });
    const names = Array.from({ length: 1000 }, (_, i) => `c${i}`).join(',');
    const line = (row: number) => Array.from({ length: 1000 }, (_, i) => (i * row) % 11).join(',');
    const wide = await look(`${names}\n${rows(4, line)}\n`);
    expect(wide.summary.columns).toHaveLength(1000);
    expect(wide.inspection.diagnoses.length).toBeLessThan(20);
  }, 60_000);

  it('in more columns than can be read are refused in words', async () => {
    const text = `${rows(3, () => Array.from({ length: 100_000 }, (_, i) => i).join(','))}\n`;
    await expect(inspectFile(temporaryFile('wide.csv', text))).rejects.toMatchObject({
      code: expect.stringMatching(/too-many-columns|no-table/),
    });
  });
});

describe('times', () => {
  const day = (i: number) => new Date(Date.UTC(2024, 0, 1 + i));
  const iso = (i: number) => day(i).toISOString();

  it.each([
    ['ISO with zone', (i: number) => iso(i)],
    ['ISO with a space', (i: number) => iso(i).replace('T', ' ').slice(0, 19)],
    ['year/month/day', (i: number) => iso(i).slice(0, 10).replaceAll('-', '/')],
    ['day.month.year', (i: number) => iso(i).slice(0, 10).split('-').reverse().join('.')],
    ['day/month/year', (i: number) => iso(i).slice(0, 10).split('-').reverse().join('/')],
    [
      'month/day/year',
      (i: number) => `${day(i).getUTCMonth() + 1}/${day(i).getUTCDate()}/2024 0:00`,
    ],
    ['epoch seconds', (i: number) => String(day(i).getTime() / 1000)],
    ['epoch milliseconds', (i: number) => String(day(i).getTime())],
    ['yearmonthday', (i: number) => iso(i).slice(0, 10).replaceAll('-', '')],
    [
      'day month-name year',
      (i: number) =>
        `${day(i).getUTCDate()}-${day(i).toLocaleString('en', { month: 'short', timeZone: 'UTC' })}-2024`,
    ],
  ])('%s', async (_, write) => {
    const { path, summary } = await look(`date,v\n${rows(60, (i) => `"${write(i)}",${i % 9}`)}\n`);
    expect(summary.time).toEqual({
      column: 'date',
      start: '2024-01-01T00:00:00.000Z',
      end: '2024-02-29T00:00:00.000Z',
      stepSeconds: 86_400,
      frequency: 'daily',
      gaps: 0,
      duplicates: 0,
      sorted: true,
    });
    const { times } = await readTable({ path, format: 'csv' });
    expect([...times!]).toEqual(Array.from({ length: 60 }, (_, i) => day(i).getTime()));
  });

  it('join a date and a clock column as air quality stations write them', async () => {
    const line = (i: number) =>
      `10/03/2004;${String(i % 24).padStart(2, '0')}.00.00;${i},5`.replace(
        '10/',
        `${10 + Math.floor(i / 24)}/`,
      );
    const { summary } = await look(`Date;Time;CO\n${rows(72, line)}\n`);
    expect(summary.time).toMatchObject({
      column: 'Date, Time',
      start: '2004-03-10T00:00:00.000Z',
      frequency: 'hourly',
      gaps: 0,
    });
    expect(usableColumns(summary)).toEqual(['CO']);
  });

  it('out of order are sorted, repeated ones kept once', async () => {
    const order = [2, 0, 1, 1, ...Array.from({ length: 60 }, (_, i) => i + 3)];
    const text = `date,v\n${order.map((i) => `${iso(i).slice(0, 10)},${i}`).join('\n')}\n`;
    const { path, summary, codes } = await look(text);
    expect(summary.time).toMatchObject({ sorted: false, duplicates: 1 });
    expect(codes).toEqual(expect.arrayContaining(['unsorted', 'repeated-times']));
    const data = await readTable({ path, format: 'csv' }, ['v']);
    expect([...data.columns.get('v')!]).toEqual(Array.from({ length: 63 }, (_, i) => i));
  });

  it('shared by many rows are several series, read in file order', async () => {
    const text = `date,shop,sold\n${rows(90, (i) => `${iso(i % 30).slice(0, 10)},${'abc'[Math.floor(i / 30)]},${i}`)}\n`;
    const { path, codes } = await look(text);
    expect(codes).toContain('several-series');
    const data = await readTable({ path, format: 'csv' }, ['sold']);
    expect(data.columns.get('sold')![89]).toBe(89);
  });

  it('of working days have no gaps at weekends', async () => {
    const working = Array.from({ length: 80 }, (_, i) => i).filter(
      (i) => day(i).getUTCDay() % 6 !== 0,
    );
    const { summary } = await look(
      `date,v\n${working.map((i) => `${iso(i).slice(0, 10)},${i}`).join('\n')}\n`,
    );
    expect(summary.time).toMatchObject({ frequency: 'every working day', gaps: 0 });
  });

  it('of several columns are named, and each can be chosen', async () => {
    const text = `shipped,ordered,v\n${rows(40, (i) => `${iso(i * 2).slice(0, 10)},${iso(39 - i).slice(0, 10)},${i}`)}\n`;
    const { path, summary, codes, inspection } = await look(text);
    expect(summary.time).toMatchObject({ column: 'shipped', others: ['ordered'] });
    expect(codes).toContain('several-time-columns');
    const message = inspection.diagnoses.find(({ code }) => code === 'several-time-columns');
    expect(message?.message).toContain('ordered');
    const file = { path, format: 'csv' };
    const chosen = await readTable(file, ['v'], { timeColumn: 'ordered' });
    expect(chosen.timeColumn).toBe('ordered');
    expect([...chosen.columns.get('v')!]).toEqual(Array.from({ length: 40 }, (_, i) => 39 - i));
    await expect(readTable(file, ['v'], { timeColumn: 'v' })).rejects.toMatchObject({
      code: 'not-a-time',
    });
    await expect(readTable(file, ['v'], { timeColumn: 'order' })).rejects.toThrow(
      'did you mean ordered?',
    );
  });

  it('are not seen in ordinary numbers', async () => {
    const { summary } = await look(
      `price,size\n${rows(60, (i) => `${2000 + ((i * 37) % 91)},${i}`)}\n`,
    );
    expect(summary.time).toBeNull();
    expect(summary.columns.map(({ type }) => type)).toEqual(['number', 'number']);
  });

  it('that could be day/month or month/day are pointed out', async () => {
    const text = `date,v\n${rows(12, (i) => `0${(i % 9) + 1}/0${(i % 9) + 1}/2024,${i}`)}\n`;
    expect((await look(text)).codes).toContain('ambiguous-date');
  });
});
