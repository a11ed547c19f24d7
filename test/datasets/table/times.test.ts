import { describe, expect, it } from 'vitest';
import { readTable, usableColumns } from '../../../src/datasets/index.ts';
import { look, rows } from '../../support/tables.ts';

/** Columns that tell the time. */

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
