import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { inspectionSchema } from '../../src/contract/index.ts';
import { formatOf, type Head } from '../../src/datasets/formats/index.ts';
import {
  formats,
  inspectFile,
  notesOf,
  readMusic,
  readPairs,
  readSequences,
  readTable,
  readText,
  rollOf,
} from '../../src/datasets/index.ts';
import { temporaryFile } from '../support/files.ts';
import { hours, load, melody, pairs, specimens } from '../support/format-specimens.ts';
import { zipOf } from '../support/zip.ts';

/** What every registered format must keep to, on a specimen of its own. */

function headOf(name: string, bytes: Uint8Array): Head {
  const isText = !bytes.includes(0);
  return {
    name,
    bytes,
    complete: true,
    encoding: isText ? 'UTF-8' : null,
    text: isText ? Buffer.from(bytes).toString() : '',
  };
}

it('has a specimen for every format and no name twice', () => {
  expect(Object.keys(specimens).sort()).toEqual(formats.map(({ id }) => id).sort());
  const extensions = formats.flatMap((format) => format.extensions);
  expect(new Set(extensions).size).toBe(extensions.length);
});

describe.each(formats.map((format) => [format.id, format] as const))('format %s', (id, format) => {
  const specimen = specimens[id]!;
  let bytes: Uint8Array;

  const write = async (): Promise<string> => {
    bytes = await specimen.bytes();
    return temporaryFile(specimen.name, bytes);
  };

  beforeAll(() => {
    expect(format.id).toMatch(/^[a-z][a-z-]*$/);
    expect(format.label).not.toBe('');
    for (const extension of format.extensions) expect(extension).toMatch(/^[a-z0-9]+$/);
  });

  it('is recognised by content, with and without its extension', async () => {
    await write();
    expect(formatOf(headOf(specimen.name, bytes))).toBe(format);
    expect(formatOf(headOf('data', bytes))?.id).toBe(id);
  });

  it('never throws and stays between 0 and 1 on any beginning', () => {
    const odd = [
      new Uint8Array(0),
      Uint8Array.from([0, 255, 0, 254]),
      Buffer.from('\n\n\n'),
      Buffer.from('"'),
      Buffer.from('{'),
      Buffer.from('[{'),
      Buffer.from(','.repeat(999)),
      Buffer.from('PAR'),
    ];
    for (const beginning of odd) {
      const sureness = format.sniff(headOf('x', beginning));
      expect(sureness).toBeGreaterThanOrEqual(0);
      expect(sureness).toBeLessThanOrEqual(1);
    }
  });

  it('is inspected whole: schema, hash, size, and the file untouched', async () => {
    const path = await write();
    const inspection = await inspectFile(path);
    expect(inspectionSchema.parse(inspection)).toEqual(inspection);
    expect(inspection).toMatchObject({ format: id, compression: null, bytes: bytes.length });
    expect(inspection.summary.kind).toBe(format.kind);
    expect(Buffer.compare(readFileSync(path), Buffer.from(bytes))).toBe(0);
    expect(await inspectFile(path)).toEqual(inspection);
  });

  it('reads the same from gzip and zip', async () => {
    const path = await write();
    const plain = await inspectFile(path);
    const packed = [
      ['gzip', temporaryFile(`${specimen.name}.gz`, gzipSync(bytes))],
      ['zip', temporaryFile('packed.zip', zipOf({ [specimen.name]: bytes }))],
    ] as const;
    for (const [compression, file] of packed) {
      const inspection = await inspectFile(file);
      expect(inspection.compression).toBe(compression);
      expect(inspection.summary).toEqual(plain.summary);
    }
  });

  it('gives back what was written', async () => {
    const path = await write();
    if (format.kind === 'text') {
      expect(await readText({ path, format: id })).toBe(Buffer.from(bytes).toString());
      await expect(readTable({ path, format: id })).rejects.toMatchObject({
        code: 'wrong-kind-of-data',
      });
      return;
    }
    if (format.kind === 'parallel') {
      const { sources, targets } = await readPairs({ path, format: id });
      expect(sources.map((source, index) => [source, targets[index]])).toEqual(pairs);
      await expect(readText({ path, format: id })).rejects.toMatchObject({
        code: 'wrong-kind-of-data',
      });
      return;
    }
    if (format.kind === 'sequences') {
      const columns = { label: '', series: '', values: [], stepLabels: false };
      const { sequences } = await readSequences({ path, format: id }, columns);
      expect(sequences).toHaveLength(40);
      expect(new Set(sequences.map(({ name }) => name)).size).toBe(40);
      await expect(readText({ path, format: id })).rejects.toMatchObject({
        code: 'wrong-kind-of-data',
      });
      return;
    }
    if (format.kind === 'music') {
      const { pieces } = await readMusic({ path, format: id });
      const roll = rollOf(pieces[0]!, 1);
      expect(notesOf(roll)).toEqual(melody.map(([pitch], step) => [pitch, step, 1]));
      await expect(readText({ path, format: id })).rejects.toMatchObject({
        code: 'wrong-kind-of-data',
      });
      return;
    }
    const data = await readTable({ path, format: id });
    const timed = specimen.timeless !== true;
    expect(data.timeColumn).toBe(timed ? 'time' : null);
    const moments = timed ? hours.map((time) => Date.parse(time)) : null;
    expect(data.times === null ? null : [...data.times]).toEqual(moments);
    expect([...data.columns.keys()]).toEqual(['load']);
    expect([...data.columns.get('load')!]).toEqual(load);
    const { summary } = await inspectFile(path);
    expect(summary).toMatchObject({
      rows: 240,
      periods: [24],
      time: timed ? { frequency: 'hourly', gaps: 0 } : null,
    });
    await expect(readText({ path, format: id })).rejects.toMatchObject({
      code: 'wrong-kind-of-data',
    });
  });

  it('says in words what is wrong with half a file', async () => {
    const path = await write();
    const cut = temporaryFile(specimen.name, Buffer.from(bytes).subarray(0, bytes.length / 2));
    const outcome = await inspectFile(cut, { format: id }).then(
      ({ summary }) => summary.kind,
      (error: unknown) => error,
    );
    // Lines of text can be cut anywhere and remain a shorter file; Parquet cannot.
    if (outcome !== format.kind) {
      expect(outcome).toMatchObject({ name: 'UnrollError', hint: expect.stringMatching(/\w/) });
    }
    expect(path).not.toBe(cut);
  });
});
