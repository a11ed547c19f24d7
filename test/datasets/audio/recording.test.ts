import { expect, it } from 'vitest';
import {
  inspectFile,
  pictureSpectrogram,
  readClip,
  readRecording,
  withRecordings,
} from '../../../src/datasets/index.ts';
import { temporaryFile } from '../../support/files.ts';
import { digitRecordings, tones } from '../../support/recordings.ts';
import { tarOf } from '../../support/tar.ts';

it('one recording of a data set is found by its name', async () => {
  const path = temporaryFile('x.tar.gz', await tarOf(digitRecordings(), { gzip: true }));
  const clip = await readClip(path, 'recordings/1_ben_1.wav');
  expect([clip.sampleRate, clip.samples.length]).toEqual([8000, 2000]);
  await expect(readClip(path, '../../etc/passwd')).rejects.toMatchObject({ code: 'no-such-clip' });
});

it('recordings in an archive within an archive are read as they were looked at', async () => {
  const inner = await tarOf(digitRecordings(), { gzip: true });
  const path = temporaryFile('x.tar', await tarOf({ 'digits.tar.gz': inner, 'notes.txt': 'Hm.' }));
  const { format, summary } = await inspectFile(path);
  const files = await withRecordings({ path, format }, '', async ({ utterances }) => utterances);
  expect(summary).toMatchObject({ kind: 'audio', clips: files.length });
  expect(files.length).toBeGreaterThan(1);
});

it('a file is read whatever it is called; what is none says so with its name', async () => {
  const path = temporaryFile('voice.bin', tones(300, 700));
  expect((await readRecording(path)).samples.length).toBe(1600);
  const text = temporaryFile('voice.wav', 'no sound');
  await expect(readRecording(text)).rejects.toMatchObject({
    code: 'unreadable-audio',
    where: text,
  });
  await expect(readRecording(`${path}.absent`)).rejects.toMatchObject({ code: 'no-such-file' });
});

it('a picture is brightest where the tone is: low first, high later', async () => {
  const path = temporaryFile('a.wav', tones(300, 3000, { seconds: 1 }));
  const { columns, bands, brightness } = pictureSpectrogram(await readRecording(path));
  expect(brightness.length).toBe(columns * bands);
  const brightestAt = (column: number) => {
    const rows = Array.from({ length: bands }, (_, row) => brightness[row * columns + column]!);
    return rows.indexOf(Math.max(...rows)) / bands;
  };
  // Row 0 is the highest band.
  expect(brightestAt(Math.floor(columns / 4))).toBeGreaterThan(0.75);
  expect(brightestAt(Math.floor((3 * columns) / 4))).toBeLessThan(0.25);
  expect(Math.max(...brightness)).toBe(255);
});
