import { describe, expect, it } from 'vitest';
import { framesNeeded } from '../../../src/datasets/audio/alignment-length.ts';
import { delimitedRows } from '../../../src/datasets/audio/corpora/delimited.ts';
import { findPattern } from '../../../src/datasets/audio/corpora/find-pattern.ts';
import type { CorpusFiles } from '../../../src/datasets/audio/corpora/index.ts';
import { corpusFormatOf } from '../../../src/datasets/audio/corpora/index.ts';
import { NamePattern } from '../../../src/datasets/audio/corpora/name-pattern.ts';
import { inspectFile, withRecordings } from '../../../src/datasets/index.ts';
import { dataPath } from '../../support/data.ts';
import { temporaryFile } from '../../support/files.ts';
import { digitRecordings, tones } from '../../support/recordings.ts';
import { tarOf } from '../../support/tar.ts';

describe('the pattern of file names', () => {
  const product = (...lists: string[][]) =>
    lists.reduce<string[]>(
      (made, list) => made.flatMap((start) => list.map((end) => start + end)),
      [''],
    );
  const counted = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

  it.each([
    [
      product(
        counted(10).map((d) => `recordings/${d}_`),
        ['george_', 'theo_'],
        counted(50).map((i) => `${i}.wav`),
      ),
      '{digit}_{speaker}_{index}.wav',
    ],
    [
      product(
        ['yes-', 'no-', 'stop-'],
        counted(20).map((i) => `${i}.flac`),
      ),
      '{label}-{index}.flac',
    ],
    [
      product(
        ['up/', 'down/'],
        ['0a7c', 'ff12'],
        counted(3).map((i) => `_nohash_${i}.wav`),
      ),
      '{label}/{speaker}_nohash_{index}.wav',
    ],
    [
      product(
        ['cats/', 'dogs/'],
        ['one', 'two words', 'x.y'].map((s) => `${s}.mp3`),
      ),
      '{label}/{name}.mp3',
    ],
    [['a.wav', 'b.wav', 'c.wav'], null],
    [['LJ001-0001.wav', 'LJ001-0002.wav', 'LJ001-0003.wav'], null],
    [[], null],
  ])('is found: %#', (names, pattern) => {
    expect(findPattern(names)).toBe(pattern);
    if (pattern === null) return;
    const found = new NamePattern(pattern);
    for (const name of names) expect(found.match(name)).not.toBeNull();
  });

  it('can be given: fields in braces, everything else as it stands', () => {
    const pattern = new NamePattern('{speaker}/rec.{word}-{take}');
    expect(pattern.match('data/ann/rec.go home-3.WAV')).toEqual({
      speaker: 'ann',
      word: 'go home',
      take: '3',
    });
    expect(pattern.match('data/ann/recXgo-3.wav')).toBeNull();
    expect(pattern.transcriptField).toBe('word');
    expect(new NamePattern('{a}_{b}').transcriptField).toBe('a');
  });

  it.each(['', 'plain.wav', '{a}_{a}.wav'])('"%s" is refused in words', (text) => {
    expect(() => new NamePattern(text)).toThrow(
      expect.objectContaining({ code: 'unusable-pattern' }),
    );
  });

  it('that fits no name says what a name looks like', async () => {
    const path = temporaryFile('x.tar', await tarOf(digitRecordings()));
    const file = { path, format: 'recordings' };
    const reading = withRecordings(file, '{label}--{index}.wav', async () => undefined);
    await expect(reading).rejects.toMatchObject({
      code: 'unusable-pattern',
      message: expect.stringContaining('recordings/0_anna_0.wav'),
      where: 'name_pattern',
    });
  });
});

describe('manifests', () => {
  const corpusOf = (texts: Record<string, string>, recordings: string[]) => {
    const files: CorpusFiles = {
      names: [...Object.keys(texts), ...recordings],
      recordings,
      texts: new Map(Object.entries(texts)),
    };
    return corpusFormatOf(files)!.read(files, '');
  };

  it('of Common Voice: tab-separated, a part for each file, speakers', () => {
    const header = 'client_id\tpath\tsentence';
    const corpus = corpusOf(
      {
        'train.tsv': `${header}\nx1\ta.mp3\tHello "you"\n`,
        'dev.tsv': `${header}\nx2\tb.mp3\tBye\n`,
      },
      ['clips/a.mp3', 'clips/b.mp3'],
    );
    expect(corpus.utterances).toEqual([
      { file: 'clips/a.mp3', transcript: 'Hello "you"', speaker: 'x1', take: null, split: 'train' },
      { file: 'clips/b.mp3', transcript: 'Bye', speaker: 'x2', take: null, split: 'val' },
    ]);
  });

  it('of LibriSpeech: one text a folder, parts by folder', () => {
    const corpus = corpusOf(
      { 'dev-clean/84/1/84-1.trans.txt': '84-1-0000 GO ON\n84-1-0001 STOP\n' },
      ['dev-clean/84/1/84-1-0000.flac', 'dev-clean/84/1/84-1-0001.flac'],
    );
    expect(corpus.utterances.map(({ transcript, split }) => [transcript, split])).toEqual([
      ['GO ON', 'val'],
      ['STOP', 'val'],
    ]);
  });

  it('name what is not there', () => {
    const corpus = corpusOf(
      { 'a.csv': 'wav_filename,wav_filesize,transcript\nC:\\data\\a.wav,1,hello\nb.wav,1,bye\n' },
      ['a.wav'],
    );
    expect(corpus.utterances.map(({ file }) => file)).toEqual(['a.wav']);
    expect(corpus.missing).toEqual(['b.wav']);
  });

  it('delimited rows hold quotes, delimiters and line ends', () => {
    expect(delimitedRows('a,"b, ""c""\nd",\n\n"x" y,z', ',')).toEqual([
      ['a', 'b, "c"\nd', ''],
      ['"x" y', 'z'],
    ]);
  });
});

it('CTC needs a frame for each label and one between equal neighbours', () => {
  expect(['', 'a', 'abc', 'aab', 'hello', 'aaa'].map((text) => framesNeeded([...text]))).toEqual([
    0, 1, 3, 4, 6, 5,
  ]);
});

it('diagnoses what else is odd in recordings', async () => {
  const long = 'a transcript of far more characters than twenty frames could hold'.repeat(2);
  const loud = Buffer.from(tones(300, 700));
  for (let at = 44; at < loud.length; at += 2) {
    loud.writeInt16LE(Math.max(-32768, Math.min(32767, loud.readInt16LE(at) * 20)), at);
  }
  const faster = Buffer.from(tones(300, 700, { seed: 4 }));
  faster.writeUInt32LE(16000, 24);
  const path = temporaryFile(
    'x.tar',
    await tarOf({
      'metadata.csv': `a|x|one\nb|x|two\nc|x|${long}\nd|x|four\ne|x|five\nf||\nghost|x|six`,
      'a.wav': tones(300, 700),
      'b.wav': tones(300, 700),
      'c.wav': tones(400, 700),
      'd.wav': loud,
      'e.wav': faster.subarray(0, faster.length - 200),
      'f.wav': tones(500, 700),
      'g.wav': tones(600, 700),
    }),
  );
  const { summary, diagnoses } = await inspectFile(path);
  expect(summary).toMatchObject({
    kind: 'audio',
    clips: 5,
    sampleRates: [
      [8000, 4],
      [16000, 1],
    ],
  });
  expect(new Map(diagnoses.map(({ code, where }) => [code, where]))).toEqual(
    new Map([
      ['few-recordings', undefined],
      ['missing-recordings', 'ghost'],
      ['missing-transcripts', 'g.wav'],
      ['empty-transcripts', 'f.wav'],
      ['too-short-for-transcript', 'c.wav'],
      ['cut-recordings', 'e.wav'],
      ['clipped-recordings', 'd.wav'],
      ['repeated-recordings', 'b.wav'],
      ['mixed-sample-rates', undefined],
    ]),
  );
});

describe('real recordings', () => {
  const digits = dataPath('speech/fsdd-4-speakers.tar.gz');
  it.runIf(digits)('spoken digits: labels from names', async () => {
    const { format, summary, diagnoses } = await inspectFile(digits!);
    expect(format).toBe('recordings');
    expect(summary).toMatchObject({
      layout: 'labelled-recordings',
      clips: 2000,
      pattern: '{digit}_{speaker}_{index}.wav',
      takes: [0, 49],
      sampleRates: [[8000, 2000]],
      distinctTranscripts: 10,
      namedSplits: null,
    });
    if (summary.kind !== 'audio') throw new Error('not audio');
    expect(summary.seconds).toBeCloseTo(961, 0);
    expect(summary.speakers.map(([name, count]) => [name, count])).toEqual(
      ['george', 'jackson', 'lucas', 'theo'].map((name) => [name, 500]),
    );
    expect(diagnoses).toEqual([]);
  });

  const read = dataPath('speech/ljspeech-24.tar.gz');
  it.runIf(read)('read sentences: a manifest without header', async () => {
    const { summary } = await inspectFile(read!);
    expect(summary).toMatchObject({
      layout: 'ljspeech',
      clips: 24,
      sampleRates: [[22050, 24]],
      spaced: true,
    });
  });
});
