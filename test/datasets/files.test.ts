import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { inspectionSchema, UnrollError } from '../../src/contract/index.ts';
import { contentHash, inspectFile, readText } from '../../src/datasets/index.ts';
import { dataPath } from '../support/data.ts';
import { temporaryFile } from '../support/files.ts';
import { zipOf } from '../support/zip.ts';

const numbers = `a,b\n${Array.from({ length: 200 }, (_, i) => `${i},${i * i}`).join('\n')}\n`;

describe('files that cannot be used are refused in words', () => {
  it.each([
    ['empty.csv', '', 'empty-file', /empty/],
    [
      'picture.png',
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      'binary-file',
      /a PNG image/,
    ],
    [
      'sound.wav',
      Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00', 'latin1'),
      'binary-file',
      /a WAV recording/,
    ],
    ['paper.pdf', Buffer.from('%PDF-1.7\n\x00\x01\x02', 'latin1'), 'binary-file', /a PDF document/],
    [
      'noise.csv',
      Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7919) % 256)),
      'binary-file',
      /not text/,
    ],
    [
      'cut.gz',
      gzipSync('some text to be packed').subarray(0, 25),
      'damaged-archive',
      /cannot be unpacked: .*[^.]\.$/,
    ],
    [
      'cut.zip',
      zipOf({ 'a.csv': numbers }).subarray(0, 60),
      'damaged-archive',
      /cannot be unpacked: .*[^.]\.$/,
    ],
  ])('%s', async (name, content, code, message) => {
    const path = temporaryFile(name, content);
    await expect(inspectFile(path)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/\w/),
    });
  });

  it('a file that is not there, and a folder', async () => {
    await expect(inspectFile('/nowhere/at-all.csv')).rejects.toMatchObject({
      code: 'no-such-file',
    });
    await expect(inspectFile(tmpdir())).rejects.toMatchObject({ code: 'not-a-file' });
  });

  it('a packed file of numbers that are not text', async () => {
    const numbers = Uint8Array.from({ length: 5000 }, (_, i) => (i * i * 31) % 251);
    const path = temporaryFile('numbers.gz', gzipSync(numbers));
    await expect(inspectFile(path)).rejects.toMatchObject({ code: 'binary-file' });
  });

  const tar = dataPath('series/small-series.tar.gz');
  it.runIf(tar)('a tar archive of several tables lists them', async () => {
    await expect(inspectFile(tar!)).rejects.toMatchObject({
      code: 'archive-with-several',
      message: expect.stringContaining('daily-min-temperatures.csv'),
      hint: expect.stringContaining('Unpack it'),
    });
  });
});

describe('archives', () => {
  it('reads the one table in a zip archive, whatever stands beside it', async () => {
    const zip = zipOf({
      'README.md': 'what this is',
      '__MACOSX/._data.csv': 'x',
      'folder/data.csv': numbers,
      'notes.txt': 'some words about it',
    });
    const inspection = await inspectFile(temporaryFile('archive.zip', zip));
    expect(inspection).toMatchObject({ format: 'csv', compression: 'zip' });
    expect(inspection.summary).toMatchObject({ kind: 'table', rows: 200 });
    expect(inspection.diagnoses[0]).toMatchObject({ where: 'folder/data.csv' });
  });

  it('lists the files where several could be meant', async () => {
    const zip = zipOf({ 'train.csv': numbers, 'test.csv': numbers });
    await expect(inspectFile(temporaryFile('two.zip', zip))).rejects.toMatchObject({
      code: 'archive-with-several',
      message: expect.stringContaining('train.csv, test.csv'),
    });
  });

  it('says what an archive without data holds', async () => {
    const zip = zipOf({ 'picture.png': Buffer.from('89504e470d0a1a0a', 'hex') });
    await expect(inspectFile(temporaryFile('none.zip', zip))).rejects.toMatchObject({
      code: 'archive-without-data',
      message: expect.stringContaining('picture.png'),
    });
  });

  it('never writes where a name in the archive points', async () => {
    const path = temporaryFile('evil.zip', zipOf({ '../../escaped.csv': numbers }));
    await expect(inspectFile(path)).rejects.toMatchObject({ code: 'damaged-archive' });
    expect(readdirSync(join(dirname(path), '..'))).not.toContain('escaped.csv');
  });

  it('reads a text packed by gzip and leaves the file as it was', async () => {
    const path = temporaryFile('text.txt.gz', gzipSync('Speak, speak.\n'.repeat(100)));
    const before = readFileSync(path);
    const inspection = await inspectFile(path);
    expect(inspection).toMatchObject({ format: 'text', compression: 'gzip', bytes: before.length });
    expect(await readText({ path, format: 'text' })).toBe('Speak, speak.\n'.repeat(100));
    expect(readFileSync(path)).toEqual(before);
    expect(inspection.hash).toBe(await contentHash(path));
  });
});

it('leaves no intermediate file behind, neither after success nor after failure', async () => {
  const good = temporaryFile('good.csv.gz', gzipSync(numbers));
  const bad = temporaryFile('bad.gz', gzipSync('\0\x01\x02\x03'.repeat(99)));
  const folder = dirname(temporaryFile('x', 'x'));
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  await inspectFile(good);
  await expect(inspectFile(bad)).rejects.toMatchObject({ code: 'binary-file' });
  expect(readdirSync(folder)).toEqual(['x']);
});

it('reads a file whose name holds the signs of a pattern', async () => {
  const folder = join(dirname(temporaryFile('x', 'x')), 'a[1]* b?');
  mkdirSync(folder);
  const path = join(folder, "it's [raw] *.csv");
  writeFileSync(path, numbers);
  expect((await inspectFile(path)).summary).toMatchObject({ kind: 'table', rows: 200 });
});

it('hashes as the published sums say', async () => {
  const path = temporaryFile('abc', 'abc');
  // FIPS 180-4, example for one block.
  expect(await contentHash(path)).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

it('answers any content with an inspection or with a sentence', async () => {
  const piece = fc.constantFrom(
    ...[
      '1',
      '2.5',
      'a',
      'b c',
      '"',
      '""',
      ',',
      ';',
      '\t',
      '|',
      '\n',
      '\r\n',
      '#',
      'NA',
      '2024-01-01',
    ],
    ...[
      '12:00',
      'é',
      '\0',
      '1,5',
      '1e400',
      'inf',
      ' ',
      '{"a":1}',
      '[{',
      '}]',
      '=',
      "'",
      '\\',
      '\u00a0',
    ],
  );
  const likeTable = fc.array(piece, { maxLength: 120 }).map((parts) => Buffer.from(parts.join('')));
  const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
  const name = fc.constantFrom('x.csv', 'x.txt', 'x.json', 'x.jsonl', 'x');
  await fc.assert(
    fc.asyncProperty(fc.oneof(likeTable, anyBytes), name, async (content, file) => {
      const outcome = await inspectFile(temporaryFile(file, content)).catch((error) => error);
      if (outcome instanceof Error) {
        expect(outcome).toBeInstanceOf(UnrollError);
        expect((outcome as UnrollError).hint).toMatch(/\w/);
      } else {
        expect(inspectionSchema.parse(outcome)).toEqual(outcome);
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
