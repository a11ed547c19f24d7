import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { type Inspection, inspectionSchema, type TextSummary } from '../../src/contract/index.ts';
import { inspectFile, readText } from '../../src/datasets/index.ts';
import { dataPath } from '../support/data.ts';
import { temporaryFile } from '../support/files.ts';

function textOf({ summary }: Inspection): TextSummary {
  if (summary.kind !== 'text') throw new Error('expected a text');
  return summary;
}

const codes = ({ diagnoses }: Inspection) => diagnoses.map(({ code }) => code);

describe('real texts', () => {
  const shakespeare = dataPath('text/tinyshakespeare.txt');
  it.runIf(shakespeare)('Tiny Shakespeare: counts as its source states them', async () => {
    const inspection = await inspectFile(shakespeare!);
    expect(inspectionSchema.parse(inspection)).toEqual(inspection);
    expect(inspection.format).toBe('text');
    expect(textOf(inspection)).toMatchObject({
      characters: 1_115_394,
      distinctCharacters: 65,
      lines: 40_000,
      spaced: true,
      encoding: 'UTF-8',
      lineEnding: 'lf',
    });
    expect(textOf(inspection).preview.slice(0, 2)).toEqual([
      'First Citizen:',
      'Before we proceed any further, hear me speak.',
    ]);
    expect(textOf(inspection).topCharacters[0]).toEqual([' ', 169_892]);
    expect(inspection.diagnoses).toEqual([]);
  });

  const bible = dataPath('text/kjv.txt');
  it.runIf(bible)('King James Bible: commas do not make it a table', async () => {
    const summary = textOf(await inspectFile(bible!));
    expect(summary).toMatchObject({ characters: 4_139_037, distinctCharacters: 63 });
  });

  const sanguo = dataPath('text/sanguo_zh.txt');
  it.runIf(sanguo)('Three Kingdoms: Chinese without spaces, Windows line ends', async () => {
    const inspection = await inspectFile(sanguo!);
    const summary = textOf(inspection);
    // The source counts the carriage returns too: 608,315 with 3,612 of them, 4,743 distinct.
    expect(summary).toMatchObject({
      characters: 608_315 - 3612,
      distinctCharacters: 4743 - 1,
      lines: 3612,
      spaced: false,
      lineEnding: 'crlf',
    });
    expect(codes(inspection)).toEqual(['line-ends', 'rare-characters']);
    const text = await readText({ path: sanguo!, format: 'text' });
    expect(text).not.toContain('\r');
    expect([...text]).toHaveLength(summary.characters);
  });

  const poems = dataPath('text/tangshi300_zh.txt');
  it.runIf(poems)('Tang poems: traditional characters', async () => {
    const summary = textOf(await inspectFile(poems!));
    expect(summary).toMatchObject({ characters: 31_164, distinctCharacters: 2657, spaced: false });
  });
});

describe('encodings', () => {
  const french =
    'Où est passé le garçon ? Il a mangé des œufs à la crème brûlée, çà et là, près de l’hôtel.\n'.repeat(
      40,
    );
  const chinese = '话说天下大势，分久必合，合久必分。周末七国分争，并入于秦。\n'.repeat(60);
  const russian =
    'Все счастливые семьи похожи друг на друга, каждая несчастлива по-своему.\n'.repeat(40);

  it.each([
    ['UTF-8', 'utf8', french],
    ['UTF-8', 'utf8-with-mark', `\uFEFF${french}`],
    ['UTF-16LE', 'utf16-le', `\uFEFF${french}`],
    ['UTF-16BE', 'utf16-be', `\uFEFF${french}`],
    ['UTF-16LE', 'utf16-le', french],
    ['UTF-16BE', 'utf16-be', french],
    ['windows-1252', 'windows-1252', french],
    ['GB18030', 'gb18030', chinese],
    ['windows-1251', 'windows-1251', russian],
  ])('%s is recognised (%s)', async (encoding, written, text) => {
    const bytes = iconv.encode(text, written.startsWith('utf8') ? 'utf8' : written);
    const path = temporaryFile('text.txt', bytes);
    const inspection = await inspectFile(path);
    expect(textOf(inspection).encoding).toBe(encoding);
    expect(await readText({ path, format: inspection.format })).toBe(text.replace('\uFEFF', ''));
  });

  it('stays with UTF-8 where a few bytes are broken, and tells so', async () => {
    const whole = Buffer.from(french);
    const path = temporaryFile('broken.txt', Buffer.concat([whole, Buffer.from([0xe9]), whole]));
    const inspection = await inspectFile(path);
    expect(textOf(inspection).encoding).toBe('UTF-8');
    expect(codes(inspection)).toContain('broken-characters');
  });

  it('judges by the whole file, not by a beginning in plain letters', async () => {
    const late = Buffer.concat([
      Buffer.from('plain text\n'.repeat(40_000)),
      iconv.encode(french, 'latin1'),
    ]);
    const path = temporaryFile('late.txt', late);
    const inspection = await inspectFile(path);
    expect(textOf(inspection).encoding).toBe('windows-1252');
    expect(await readText({ path, format: 'text' })).toContain('garçon');
  });
});

describe('line ends', () => {
  it.each([
    ['a\r\nb\r\n', 'crlf'],
    ['a\rb\r', 'cr'],
    ['a\nb\r\nc\n', 'mixed'],
    ['ab', 'none'],
  ])('%j is %s and read as line feeds', async (text, lineEnding) => {
    const path = temporaryFile('lines.txt', text);
    expect(textOf(await inspectFile(path)).lineEnding).toBe(lineEnding);
    expect(await readText({ path, format: 'text' })).toBe(text.replace(/\r\n?/g, '\n'));
  });

  it('keeps a line end that falls on the edge between two pieces of the file', async () => {
    const before = 'x'.repeat(2 ** 20 - 1);
    const path = temporaryFile('edge.txt', `${before}\r\nnext`);
    expect(await readText({ path, format: 'text' })).toBe(`${before}\nnext`);
  });

  it('counts an astral character on the edge once', async () => {
    const path = temporaryFile('edge.txt', `${'x'.repeat(2 ** 20 - 2)}😀\n`);
    expect(textOf(await inspectFile(path)).characters).toBe(2 ** 20);
  });
});

describe('what is wrong with a text', () => {
  it('tells of control characters, long lines and a short text', async () => {
    const path = temporaryFile('odd.txt', `${'word '.repeat(1500)}\u0001\n`);
    expect(codes(await inspectFile(path))).toEqual([
      'short-text',
      'control-characters',
      'long-lines',
    ]);
  });
});
