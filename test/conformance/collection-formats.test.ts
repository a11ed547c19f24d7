import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inspectionSchema } from '../../src/contract/index.ts';
import { collectionFormatOf } from '../../src/datasets/formats/index.ts';
import { collectionFormats, formats, inspectFile, readTable } from '../../src/datasets/index.ts';
import { temporaryFile } from '../support/files.ts';
import { collections } from '../support/format-specimens.ts';
import { tarOf } from '../support/tar.ts';
import { zipOf } from '../support/zip.ts';

/** What every registered format of several files must keep to. */

it('has files for every format of several files, and no id twice', () => {
  const ids = collectionFormats.map(({ id }) => id);
  expect(Object.keys(collections).sort()).toEqual([...ids].sort());
  expect(new Set([...ids, ...formats.map(({ id }) => id)]).size).toBe(ids.length + formats.length);
});

describe.each(collectionFormats.map((format) => [format.id, format] as const))(
  'format of several files %s',
  (id, format) => {
    const files = collections[id]!;
    const names = Object.keys(files).filter((name) => !/LICENSE/.test(name));

    it('claims its own files, no others, and never throws', () => {
      expect(collectionFormatOf(names)).toBe(format);
      for (const odd of [[], [''], ['.'], ['/'], ['a.csv', 'b.csv'], names.slice(0, 1)]) {
        expect(format.claims(odd)).toBe(0);
      }
    });

    it('is read the same from zip, tar and tar.gz', async () => {
      const tar = await tarOf(files);
      const summaries = [];
      for (const [name, bytes, compression] of [
        ['set.zip', zipOf(files), 'zip'],
        ['set.tar', tar, null],
        ['set.tar.gz', gzipSync(tar), 'gzip'],
        ['set.zip', zipOf({ 'set.tar': tar }), 'zip'],
      ] as const) {
        const path = temporaryFile(name, bytes);
        const inspection = await inspectFile(path);
        expect(inspectionSchema.parse(inspection)).toEqual(inspection);
        expect(inspection).toMatchObject({ format: id, compression, bytes: bytes.length });
        expect(inspection.summary.kind).toBe(format.kind);
        summaries.push(inspection.summary);
        await expect(readTable({ path, format: id })).rejects.toMatchObject({
          code: 'wrong-kind-of-data',
        });
      }
      for (const summary of summaries) expect(summary).toEqual(summaries[0]);
    });
  },
);
