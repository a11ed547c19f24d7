import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTable } from '../../../src/datasets/index.ts';
import { look, rows, values } from '../../support/tables.ts';

/** Tables as they come out of spreadsheets, loggers and hands: how they are written. */

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

  it('does not cut sentences of equally many words, nor takes their header for a title', async () => {
    const reviews = rows(60, (i) => `${i % 2 === 0 ? 'good' : 'bad'},a ${i % 7} star film really`);
    const { summary } = await look(`label,text\n${reviews}\n`);
    expect(summary).toMatchObject({ delimiter: ',', header: true, rows: 60 });
    expect(summary.columns.map(({ name }) => name)).toEqual(['label', 'text']);
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
