import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { inspectionSchema } from '../../src/contract/index.ts';
import { collectionFormatOf, formatOf, type Head } from '../../src/datasets/formats/index.ts';
import {
  collectionFormats,
  formats,
  inspectFile,
  notesOf,
  readMusic,
  readPairs,
  readSequences,
  readTable,
  readText,
  rollOf,
  writeMidi,
} from '../../src/datasets/index.ts';
import { TableDatabase } from '../../src/datasets/table/database.ts';
import { temporaryFile } from '../support/files.ts';
import { digitRecordings } from '../support/recordings.ts';
import { tarOf } from '../support/tar.ts';
import { zipOf } from '../support/zip.ts';

/** What every registered format must keep to, on a specimen of its own. */

const hours = Array.from({ length: 240 }, (_, i) =>
  new Date(Date.UTC(2024, 0, 1, i)).toISOString(),
);
const load = hours.map((_, i) => 100 + 10 * Math.sin((2 * Math.PI * i) / 24) + i / 7);

const pairs = Array.from({ length: 60 }, (_, i): [string, string] => [
  `He has ${i} apples.`,
  `Il a ${i} pommes, dit-il à l'été.`,
]);

const labelled = Array.from({ length: 40 }, (_, i) => ({
  values: [i, i + 1, i + 2],
  label: i % 2 === 0 ? 'a' : 'b',
}));

/** A step to a note. */
const melody = [60, 62, 64, 65, 67, 69, 71, 72].map((pitch) => [pitch]);

/** An idx file of unsigned bytes. */
function idxOf(sizes: readonly number[], values: readonly number[]): Uint8Array {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, place) => {
    header.writeUInt32BE(size, 4 + 4 * place);
  });
  return Buffer.concat([header, Uint8Array.from(values)]);
}

interface Specimen {
  readonly name: string;
  readonly bytes: () => Promise<Uint8Array> | Uint8Array;
  /** A format of tables that have no times. */
  readonly timeless?: boolean;
}

const specimens: Readonly<Record<string, Specimen>> = {
  csv: {
    name: 'load.csv',
    bytes: () =>
      Buffer.from(`time,load,note\n${hours.map((t, i) => `${t},${load[i]},ok`).join('\n')}\n`),
  },
  parquet: { name: 'load.parquet', bytes: writeParquet },
  'json-lines': {
    name: 'load.jsonl',
    bytes: () =>
      Buffer.from(
        hours.map((time, i) => JSON.stringify({ time, load: load[i], note: 'ok' })).join('\n'),
      ),
  },
  'graph-json': {
    name: 'load.json',
    timeless: true,
    bytes: () =>
      Buffer.from(
        JSON.stringify({
          nodes: [{ id: 'load', y: load }],
          links: [{ source: 'load', target: 'load', weight: 2 }],
        }),
      ),
  },
  'json-lines-pairs': {
    name: 'pairs.jsonl',
    bytes: () =>
      Buffer.from(pairs.map(([en, fr]) => JSON.stringify({ translation: { en, fr } })).join('\n')),
  },
  'tab-separated-pairs': {
    name: 'fra.txt',
    bytes: () => Buffer.from(`${pairs.map((pair) => pair.join('\t')).join('\n')}\n`),
  },
  tmx: {
    name: 'memory.tmx',
    bytes: () =>
      Buffer.from(
        `<?xml version="1.0"?><tmx version="1.4"><header srclang="en"/><body>${pairs
          .map(
            ([en, fr]) =>
              `<tu><tuv xml:lang="fr"><seg>${fr}</seg></tuv><tuv xml:lang="en"><seg>${en}</seg></tuv></tu>`,
          )
          .join('\n')}</body></tmx>`,
      ),
  },
  ts: {
    name: 'Toy.ts',
    bytes: () =>
      Buffer.from(
        `@timeStamps false\n@classLabel true a b\n@data\n${labelled.map(({ values, label }) => `${values.join(',')}:${label}`).join('\n')}\n`,
      ),
  },
  recipe: {
    name: 'adding.json',
    bytes: () =>
      Buffer.from(
        JSON.stringify({ generate: 'adding', length: 6, train: 20, val: 10, test: 10, seed: 1 }),
      ),
  },
  idx: {
    name: 'images-idx3-ubyte',
    bytes: () =>
      idxOf(
        [40, 2, 3],
        Array.from({ length: 240 }, (_, i) => i),
      ),
  },
  'piano-roll': {
    name: 'chorales.json',
    bytes: () =>
      Buffer.from(JSON.stringify({ train: [melody, melody], valid: [melody], test: [] })),
  },
  midi: {
    name: 'tune.mid',
    bytes: () =>
      writeMidi(
        melody.map(([pitch], step) => [pitch!, step, 1]),
        0.5,
      ),
  },
  text: {
    name: 'play.txt',
    bytes: () =>
      Buffer.from('First Citizen:\nBefore we proceed any further, hear me speak.\n\n'.repeat(50)),
  },
};

async function writeParquet(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'unroll-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const database = await TableDatabase.open(folder);
  const path = join(folder, 'load.parquet');
  const rows = hours.map((t, i) => `(TIMESTAMP '${t.slice(0, 19)}', ${load[i]}::DOUBLE, 'ok')`);
  await database.run(
    `COPY (SELECT * FROM (VALUES ${rows.join(', ')}) AS t(time, load, note)) TO '${path}' (FORMAT parquet)`,
  );
  database.close();
  return readFileSync(path);
}

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

/** Files of a collection by their names. */
const collections: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>> = {
  'aligned-text': {
    'set/src-train.txt': pairs.map(([en]) => en).join('\n'),
    'set/tgt-train.txt': pairs.map(([, fr]) => fr).join('\n'),
    'set/src-val.txt': 'Good day.\n',
    'set/tgt-val.txt': 'Bonjour.\n',
    'set/LICENSE.md': 'Do as you like.',
  },
  'parted-sequences': {
    'Toy_TRAIN.tsv': labelled.map(({ values, label }) => [label, ...values].join('\t')).join('\n'),
    'Toy_TEST.tsv': 'a\t1\t2\t3\n',
    'LICENSE.txt': 'Do as you like.',
  },
  'idx-images': {
    'train-images-idx3-ubyte': idxOf([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
    'train-labels-idx1-ubyte': idxOf([2], [3, 4]),
    't10k-images-idx3-ubyte.gz': gzipSync(idxOf([1, 2, 2], [1, 2, 3, 4])),
    't10k-labels-idx1-ubyte.gz': gzipSync(idxOf([1], [3])),
  },
  'midi-files': {
    'set/train/one.mid': writeMidi([[60, 0, 4]], 0.5),
    'set/test/two.midi': writeMidi([[64, 0, 2]], 0.25),
    'set/LICENSE.txt': 'Do as you like.',
  },
  recordings: { ...digitRecordings(), 'LICENSE.txt': 'Do as you like.' },
};

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
