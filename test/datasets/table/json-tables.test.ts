import { expect, it } from 'vitest';
import { inspectFile, readTable } from '../../../src/datasets/index.ts';
import { temporaryFile } from '../../support/files.ts';
import { hours, load } from '../../support/format-specimens.ts';

it('reads an array of objects as JSON tables come from the web', async () => {
  const rows = load.map((value, i) => ({ time: hours[i], load: value, nested: { deep: [1, 2] } }));
  const path = temporaryFile('load.json', JSON.stringify(rows, null, 2));
  const inspection = await inspectFile(path);
  expect(inspection).toMatchObject({ format: 'json-lines', summary: { kind: 'table', rows: 240 } });
  expect(inspection.diagnoses).toContainEqual(
    expect.objectContaining({ code: 'nested-column', where: 'nested' }),
  );
});

it('reads numbers that turn into decimals only after many rows', async () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => `{"v": ${i < 29_999 ? i : 0.5}}`);
  const path = temporaryFile('late.jsonl', lines.join('\n'));
  const data = await readTable({ path, format: 'json-lines' });
  expect(data.columns.get('v')![29_999]).toBe(0.5);
});
