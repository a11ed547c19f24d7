import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSeries } from '../../src/datasets/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-series-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, lines: readonly string[]) {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return { path, format: 'csv' };
}

const long = [
  'date,shop,sales,open',
  '2024-01-02,b,20,true',
  '2024-01-01,b,10,true',
  '2024-01-01,a,1,false',
  '2024-01-02,a,2,true',
  '2024-01-02,a,99,true',
  '2024-01-04,a,4,true',
  '2024-01-05,a,5,true',
  '2024-01-03,,7,true',
  '2024-01-03,b,30,false',
];

describe('several series in one table', () => {
  it('are told apart by their column, each in order of time, one row for each time', async () => {
    const read = await readSeries(write('long.csv', long), undefined, { seriesColumn: 'shop' });
    expect(read.map(({ id }) => id)).toEqual(['b', 'a']);
    const [b, a] = read.map(({ table }) => table);
    expect([...b!.columns.get('sales')!]).toEqual([10, 20, 30]);
    expect([...a!.columns.get('sales')!]).toEqual([1, 2, 4, 5]);
    expect([...a!.times!]).toEqual([1, 2, 4, 5].map((day) => Date.UTC(2024, 0, day)));
    expect([...a!.columns.keys()]).toEqual(['sales']);
  });

  it('may have gaps of their own filled, and further columns read', async () => {
    const reading = { seriesColumn: 'shop', fillGaps: true, alsoColumns: ['open'] };
    const [b, a] = await readSeries(write('long.csv', long), ['sales'], reading);
    expect(b!.table.madeRows).toBe(0);
    expect(a!.table.madeRows).toBe(1);
    expect([...a!.table.columns.get('sales')!]).toEqual([1, 2, Number.NaN, 4, 5]);
    expect([...a!.table.columns.get('open')!]).toEqual([0, 1, Number.NaN, 1, 1]);
  });

  it('may be numbered', async () => {
    const lines = [
      'date,id,y',
      ...[7, 3, 7, 3].map((id, i) => `2024-01-0${1 + (i >> 1)},${id},${i}`),
    ];
    const read = await readSeries(write('numbered.csv', lines), undefined, { seriesColumn: 'id' });
    expect(read.map(({ id }) => id)).toEqual(['7', '3']);
    expect([...read[1]!.table.columns.get('y')!]).toEqual([1, 3]);
  });

  it('need a column that is there and does not tell the time', async () => {
    const file = write('long.csv', long);
    await expect(readSeries(file, undefined, { seriesColumn: 'shp' })).rejects.toThrow(
      /did you mean shop/,
    );
    await expect(readSeries(file, undefined, { seriesColumn: 'date' })).rejects.toMatchObject({
      code: 'no-such-column',
    });
  });

  it('are one without such a column', async () => {
    const [only, ...rest] = await readSeries(write('long.csv', long), ['sales'], {});
    expect(rest).toEqual([]);
    expect(only!.id).toBeNull();
  });
});
