import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { inspectFile, readTable, usableColumns } from '../../../src/datasets/index.ts';
import { temporaryFile } from '../../support/files.ts';
import { look, rows } from '../../support/tables.ts';

/** What stands in the cells of tables. */

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

  it('at the ends of what a number can be have finite figures', async () => {
    const large = rows(40, (i) => (i === 5 ? 'inf' : i % 2 === 0 ? '1.5e308' : '-1.5e308'));
    const { summary } = await look(`y,z\n${large.replaceAll('\n', ',1\n')},1\n`);
    const [y] = summary.columns;
    expect(y).toMatchObject({ min: -1.5e308, max: 1.5e308, missing: 1 });
    expect(y!.mean! / 1.5e308).toBeCloseTo(1 / 39, 6);
    expect(y!.std! / 1.5e308).toBeCloseTo(1, 2);
    expect(y!.histogram.reduce((sum, count) => sum + count, 0)).toBe(39);
    expect([y!.histogram[0], y!.histogram.at(-1)]).toEqual([19, 20]);
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
