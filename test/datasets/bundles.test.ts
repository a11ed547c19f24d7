import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import tar from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { type Bundle, openBundle } from '../../src/datasets/bundles/index.ts';
import { temporaryFile } from '../support/files.ts';
import { tarOf } from '../support/tar.ts';
import { zipOf } from '../support/zip.ts';

const files = {
  'data/b.txt': 'second letter',
  '__MACOSX/data/._b.txt': 'what a system adds',
  'data/a.bin': Buffer.from([0, 1, 2, 255]),
  'empty.txt': '',
};

const archives = {
  tar: () => tarOf(files),
  'tar in gzip': () => tarOf(files, { gzip: true }),
  zip: async () => zipOf(files),
} as const;

async function readAll(bundle: Bundle, wanted: (name: string) => boolean) {
  const read: [string, string][] = [];
  for await (const { name, content } of bundle.read(wanted)) {
    read.push([name, content.toString('hex')]);
  }
  return read;
}

describe.each(Object.entries(archives))('a %s', (kind, make) => {
  it('lists ordinary files and gives their bytes in the order of the archive', async () => {
    const bundle = (await openBundle(temporaryFile('x', await make())))!;
    expect(bundle.compression).toBe(
      kind === 'zip' ? 'zip' : kind === 'tar in gzip' ? 'gzip' : null,
    );
    expect(bundle.members).toEqual([
      { name: 'data/b.txt', bytes: 13 },
      { name: 'data/a.bin', bytes: 4 },
      { name: 'empty.txt', bytes: 0 },
    ]);
    const everything = await readAll(bundle, () => true);
    expect(everything.map(([name]) => name)).toEqual(bundle.members.map(({ name }) => name));
    expect(everything[1]).toEqual(['data/a.bin', '000102ff']);
    expect(await readAll(bundle, (name) => name.endsWith('.bin'))).toEqual([everything[1]]);
  });

  it('can be left in the middle of a reading', async () => {
    const bundle = (await openBundle(temporaryFile('x', await make())))!;
    for await (const { name } of bundle.read(() => true)) {
      expect(name).toBe('data/b.txt');
      break;
    }
    expect(await readAll(bundle, (name) => name === 'empty.txt')).toEqual([['empty.txt', '']]);
  });

  it('is refused in words when it is cut', async () => {
    const whole = await make();
    const cut = temporaryFile('cut', whole.subarray(0, kind === 'tar' ? 800 : whole.length / 2));
    await expect(openBundle(cut)).rejects.toMatchObject({
      code: 'damaged-archive',
      hint: expect.stringMatching(/\w/),
    });
  });
});

it('takes hostile names as names: nothing is written, links are passed over', async () => {
  const pack = tar.pack();
  pack.entry({ name: '../../outside.txt' }, 'climbs');
  pack.entry({ name: 'link.txt', type: 'symlink', linkname: '/etc/passwd' });
  pack.entry({ name: './inside.txt' }, 'stays');
  pack.finalize();
  const pieces: Buffer[] = [];
  for await (const piece of pack) pieces.push(Buffer.from(piece as Uint8Array));
  const path = temporaryFile('x.tar', Buffer.concat(pieces));
  const bundle = (await openBundle(path))!;
  expect(bundle.members.map(({ name }) => name)).toEqual(['../../outside.txt', 'inside.txt']);
  expect((await readAll(bundle, () => true)).length).toBe(2);
  expect(existsSync(resolve(dirname(path), '../../outside.txt'))).toBe(false);
});

it('is no archive otherwise', async () => {
  expect(await openBundle(temporaryFile('a.csv', 'a,b\n1,2\n'))).toBeNull();
});
