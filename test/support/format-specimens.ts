import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { writeMidi } from '../../src/datasets/index.ts';
import { TableDatabase } from '../../src/datasets/table/database.ts';
import { digitRecordings } from './recordings.ts';

/** Of the rows of a table. */
export const hours = Array.from({ length: 240 }, (_, i) =>
  new Date(Date.UTC(2024, 0, 1, i)).toISOString(),
);
export const load = hours.map((_, i) => 100 + 10 * Math.sin((2 * Math.PI * i) / 24) + i / 7);

export const pairs = Array.from({ length: 60 }, (_, i): [string, string] => [
  `He has ${i} apples.`,
  `Il a ${i} pommes, dit-il à l'été.`,
]);

const labelled = Array.from({ length: 40 }, (_, i) => ({
  values: [i, i + 1, i + 2],
  label: i % 2 === 0 ? 'a' : 'b',
}));

/** A step to a note. */
export const melody = [60, 62, 64, 65, 67, 69, 71, 72].map((pitch) => [pitch]);

/** An idx file of unsigned bytes. */
function idxOf(sizes: readonly number[], values: readonly number[]): Uint8Array {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  sizes.forEach((size, place) => {
    header.writeUInt32BE(size, 4 + 4 * place);
  });
  return Buffer.concat([header, Uint8Array.from(values)]);
}

export interface Specimen {
  readonly name: string;
  readonly bytes: () => Promise<Uint8Array> | Uint8Array;
  /** A format of tables that have no times. */
  readonly timeless?: boolean;
}

/** A file of each format, by the format's id. */
export const specimens: Readonly<Record<string, Specimen>> = {
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

/** Files of each format of several files, by the format's id and their names. */
export const collections: Readonly<Record<string, Readonly<Record<string, string | Uint8Array>>>> =
  {
    'aligned-text': {
      'set/src-train.txt': pairs.map(([en]) => en).join('\n'),
      'set/tgt-train.txt': pairs.map(([, fr]) => fr).join('\n'),
      'set/src-val.txt': 'Good day.\n',
      'set/tgt-val.txt': 'Bonjour.\n',
      'set/LICENSE.md': 'Do as you like.',
    },
    'parted-sequences': {
      'Toy_TRAIN.tsv': labelled
        .map(({ values, label }) => [label, ...values].join('\t'))
        .join('\n'),
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
