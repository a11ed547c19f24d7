import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectFile } from '../../../src/datasets/index.ts';
import { suggestTasks } from '../../../src/tasks/descriptors.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'unroll-suggest-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const day = 86_400_000;

describe('a table of several series under one another', () => {
  it('is known by its repeated times, and the column that tells the series apart is named', async () => {
    const lines = ['north', 'south', 'west'].flatMap((shop, place) =>
      Array.from({ length: 200 - 20 * place }, (_, row) => {
        const date = new Date(Date.UTC(2023, 0, 1) + row * day).toISOString().slice(0, 10);
        const weekend = row % 7 > 4 ? 'yes' : 'no';
        return `${date},${shop},${(Math.sin(row) + place).toFixed(3)},${weekend},${row % 5}`;
      }),
    );
    const path = join(folder, 'shops.csv');
    writeFileSync(path, `date,shop,sales,weekend,rank\n${lines.join('\n')}\n`);
    const { summary } = await inspectFile(path);
    const [suggestion] = suggestTasks(summary);
    expect(suggestion).toMatchObject({
      task: 'forecasting',
      // Whole weeks of daily rows.
      settings: { series_column: 'shop', horizon: 7, input_length: 28 },
      reason: expect.stringMatching(/3 series under one another/),
    });
  });

  it('is not seen in a table of one series', async () => {
    const lines = Array.from({ length: 300 }, (_, row) => {
      const date = new Date(Date.UTC(2023, 0, 1) + row * day).toISOString().slice(0, 10);
      return `${date},${row % 2 === 0 ? 'even' : 'odd'},${Math.sin(row).toFixed(3)}`;
    });
    const path = join(folder, 'one.csv');
    writeFileSync(path, `date,kind,y\n${lines.join('\n')}\n`);
    const [suggestion] = suggestTasks((await inspectFile(path)).summary);
    expect(suggestion!.settings).not.toHaveProperty('series_column');
  });
});
