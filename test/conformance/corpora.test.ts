import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectionSchema } from '../../src/contract/index.ts';
import { corpusFormats } from '../../src/datasets/audio/corpora/index.ts';
import { inspectFile, withRecordings } from '../../src/datasets/index.ts';
import { temporaryFile } from '../support/files.ts';
import { digitRecordings } from '../support/recordings.ts';
import { tarOf } from '../support/tar.ts';
import { zipOf } from '../support/zip.ts';

/** What every layout of recordings with transcripts must keep to, on a specimen of its own. */

const recordings = digitRecordings();
const names = Object.keys(recordings);
const words = ['zero', 'one two', 'three, «four»'];
const spoken = (name: string) => words[Number(posix.basename(name)[0])]!;
const stem = (name: string) => posix.basename(name).replace('.wav', '');

interface Specimen {
  readonly texts: Readonly<Record<string, string>>;
  /** What a recording's transcript is in this layout. */
  readonly transcript: (name: string) => string;
}

const specimens: Readonly<Record<string, Specimen>> = {
  'speech-csv': {
    texts: {
      'all.csv': `wav_filename,wav_filesize,transcript\n${names
        .map((name) => `/home/someone/${name},6444,"${spoken(name)}"`)
        .join('\r\n')}\n`,
    },
    transcript: spoken,
  },
  'speech-json-lines': {
    texts: {
      'manifest.json': names
        .map((name) => JSON.stringify({ audio_filepath: name, duration: 0.2, text: spoken(name) }))
        .join('\n'),
    },
    transcript: spoken,
  },
  ljspeech: {
    texts: { 'metadata.csv': names.map((name) => `${stem(name)}|raw|${spoken(name)}`).join('\n') },
    transcript: spoken,
  },
  'speech-transcripts': {
    texts: Object.fromEntries(
      names.map((name) => [name.replace('.wav', '.txt'), ` ${spoken(name)}\n`]),
    ),
    transcript: spoken,
  },
  'labelled-recordings': { texts: {}, transcript: (name) => posix.basename(name)[0]! },
};

it('has a specimen for every layout and no name twice', () => {
  expect(Object.keys(specimens)).toEqual(corpusFormats.map(({ id }) => id));
});

describe.each(corpusFormats.map((format) => [format.id, format] as const))('%s', (id, format) => {
  const { texts, transcript } = specimens[id]!;
  const pack = (more: Record<string, string | Uint8Array> = {}) =>
    tarOf({ ...texts, ...recordings, ...more }, { gzip: true });

  it('never throws and stays between 0 and 1 on any files', () => {
    const odd = ['', '|', '{', '"', 'a|b', 'wav_filename,transcript', '{"audio_filepath": 3}'];
    for (const text of odd) {
      for (const name of ['metadata.csv', 'a.tsv', 'a.json', 'a.txt']) {
        const files = { names: [name], recordings: [], texts: new Map([[name, text]]) };
        const claim = format.claim(files);
        expect(claim).toBeGreaterThanOrEqual(0);
        expect(claim).toBeLessThanOrEqual(1);
      }
    }
  });

  it('is recognised and inspected whole, the same from tar, gzip and zip', async () => {
    const files = { ...texts, ...recordings };
    const paths = [
      temporaryFile('speech.tar.gz', await pack()),
      temporaryFile('speech.tar', await tarOf(files)),
      temporaryFile('speech.zip', zipOf(files)),
    ];
    const inspections = await Promise.all(paths.map((path) => inspectFile(path)));
    expect(inspections.map(({ compression }) => compression)).toEqual(['gzip', null, 'zip']);
    for (const inspection of inspections) {
      expect(inspectionSchema.parse(inspection)).toEqual(inspection);
      expect(inspection.format).toBe('recordings');
      expect(inspection.summary).toMatchObject({ layout: id });
      expect(inspection.summary).toEqual(inspections[0]!.summary);
      expect(inspection.diagnoses.map(({ code }) => code)).toEqual(['few-recordings']);
    }
    expect(inspections[0]!.summary).toMatchObject({
      kind: 'audio',
      clips: 12,
      codings: [['wav', 12]],
    });
  });

  it('gives each recording with its transcript', async () => {
    const path = temporaryFile('x', await pack());
    const heard = new Map<string, string>();
    await withRecordings({ path, format: 'recordings' }, '', async (reading) => {
      expect(reading).toMatchObject({ layout: id, leftOut: [] });
      for await (const clip of reading.clips()) {
        if ('why' in clip) throw new Error(`${clip.file} was left out: ${clip.why}`);
        expect(clip.sampleRate).toBe(8000);
        expect(clip.samples.length).toBeGreaterThanOrEqual(1600);
        heard.set(clip.utterance.file, clip.utterance.transcript);
      }
    });
    expect(heard).toEqual(new Map(names.map((name) => [name, transcript(name)])));
  });

  it('leaves out what cannot be learnt from, and says which and why', async () => {
    const [first, second, third] = names as [string, string, string];
    const path = temporaryFile(
      'x',
      await pack({
        [first]: Buffer.from('no sound at all, whatever the name says'),
        [second]: Buffer.alloc(0),
        [third]: Buffer.from(recordings[third]!).fill(0, 44),
      }),
    );
    const { summary, diagnoses } = await inspectFile(path);
    expect(summary).toMatchObject({ clips: 9 });
    const found = new Map(diagnoses.map(({ code, where }) => [code, where]));
    expect(found.get('unreadable-recordings')).toBe(first);
    expect(found.get('empty-recordings')).toBe(second);
    expect(found.get('silent-recordings')).toBe(third);
  });
});
