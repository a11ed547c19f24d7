import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectFile, notesOf, readMusic, rollOf, writeMidi } from '../../src/datasets/index.ts';
import { parseMidi } from '../../src/datasets/music/midi-file.ts';
import type { Piece } from '../../src/datasets/music/music.ts';
import { temporaryFile } from '../support/files.ts';
import { zipOf } from '../support/zip.ts';

/** A file of these tracks. */
function midiOf(division: number, tracks: readonly (readonly number[])[], format = 1): Uint8Array {
  const size = (value: number) => [value >> 24, value >> 16, value >> 8, value].map((b) => b & 255);
  return Uint8Array.from([
    ...Buffer.from('MThd'),
    ...size(6),
    ...[0, format, 0, tracks.length, division >> 8, division & 255],
    ...tracks.flatMap((track) => [...Buffer.from('MTrk'), ...size(track.length), ...track]),
  ]);
}
const end = [0, 0xff, 0x2f, 0];
const tempo = (microseconds: number) => [
  ...[0xff, 0x51, 3],
  ...[microseconds >> 16, microseconds >> 8, microseconds].map((b) => b & 255),
];
/** Ninety-six ticks and one hundred and ninety-two. */
const [quarter, half] = [[0x60], [0x81, 0x40]];

const pieceOf = (bytes: Uint8Array): Piece => {
  const { notes, tempo: own } = parseMidi(bytes, 'a.mid');
  return { name: 'a', part: null, tempo: own, content: { kind: 'notes', notes } };
};

describe('Standard MIDI Files', () => {
  it('are read with running status, note-on of no velocity, and events that are passed over', () => {
    const track = [
      ...[0, 0x90, 60, 64],
      ...[0, 64, 64],
      ...[...quarter, 60, 0],
      ...[0, 0xc0, 5],
      ...[0, 0xf0, 3, 1, 2, 0xf7],
      ...[0, 0xff, 0x01, 2, 65, 66],
      ...[...quarter, 0x80, 64, 0],
      ...end,
    ];
    const { notes, tempo: own, percussion } = parseMidi(midiOf(96, [track]), 'a.mid');
    expect(notes).toEqual([
      { pitch: 60, start: 0, end: 1 },
      { pitch: 64, start: 0, end: 2 },
    ]);
    expect(own).toBe(120);
    expect(percussion).toBe(0);
  });

  it('tell the mean tempo of a map, and keep quarters whatever it says', () => {
    // A quarter of half a second, then two of a whole one: three quarters in 2.5 seconds.
    const map = [0, ...tempo(500_000), ...quarter, ...tempo(1_000_000), ...end];
    const notes = [0, 0x90, 72, 1, ...quarter, ...[0x90, 72, 0], ...half, 0x80, 72, 0, ...end];
    const content = parseMidi(midiOf(96, [map, notes]), 'a.mid');
    expect(content.notes).toEqual([{ pitch: 72, start: 0, end: 1 }]);
    expect(content.tempo).toBeCloseTo(72, 10);
  });

  it('divided by frames of a second go by the tempo', () => {
    // 25 frames of 40 ticks: a tick is a millisecond, a quarter half a second.
    const track = [0, 0x90, 60, 1, 0x83, 0x74, 0x80, 60, 0, ...end];
    const { notes, tempo: own } = parseMidi(midiOf(0xe728, [track]), 'a.mid');
    expect(notes[0]!.end).toBeCloseTo(1, 10);
    expect(own).toBeCloseTo(120, 10);
  });

  it('lose their drums, and notes that never end last to the end of the track', () => {
    const track = [0, 0x99, 36, 99, 0, 0x90, 60, 1, ...half, 0x89, 36, 0, ...end];
    const { notes, percussion } = parseMidi(midiOf(96, [track]), 'a.mid');
    expect(notes).toEqual([{ pitch: 60, start: 0, end: 2 }]);
    expect(percussion).toBe(1);
  });

  it('hold the notes that mido wrote, drums left out, at its tempo', () => {
    const fixtures = join(import.meta.dirname, 'fixtures');
    const known = JSON.parse(readFileSync(join(fixtures, 'mido.json'), 'utf8')) as {
      notes: [number, number, number][];
      tempo: number;
    };
    const {
      notes,
      tempo: own,
      percussion,
    } = parseMidi(readFileSync(join(fixtures, 'mido.mid')), 'mido.mid');
    const inOrder = [...notes].sort(
      (a, b) => a.start - b.start || a.pitch - b.pitch || a.end - b.end,
    );
    expect(inOrder.map(({ pitch }) => pitch)).toEqual(known.notes.map(([pitch]) => pitch));
    inOrder.forEach(({ start, end }, index) => {
      expect(start).toBeCloseTo(known.notes[index]![1], 9);
      expect(end).toBeCloseTo(known.notes[index]![2], 9);
    });
    expect(percussion).toBe(30);
    expect(own).toBeCloseTo(known.tempo, 6);
  });

  it('are placed on the grid that is asked for, from their first note on', () => {
    const track = [...quarter, 0x90, 60, 1, 0x18, 0x80, 60, 0, 0x48, 0x90, 62, 1, ...quarter];
    const piece = pieceOf(midiOf(96, [[...track, 0x80, 62, 0, ...end]]));
    expect(notesOf(rollOf(piece, 4))).toEqual([
      [60, 0, 1],
      [62, 4, 4],
    ]);
    expect(notesOf(rollOf(piece, 1))).toEqual([
      [60, 0, 1],
      [62, 1, 1],
    ]);
    expect(rollOf(piece, 4).secondsPerStep).toBeCloseTo(0.125, 10);
  });

  it('come back from what is written, note for note', () => {
    const notes: [number, number, number][] = [
      [21, 0, 3],
      [108, 1, 200],
      [60, 2, 1],
      [60, 300, 2],
    ];
    const bytes = writeMidi(notes, 0.4);
    const { tempo: own } = parseMidi(bytes, 'a.mid');
    expect(own).toBeCloseTo(150, 6);
    expect(notesOf(rollOf(pieceOf(bytes), 1))).toEqual(
      [...notes].sort((a, b) => a[1] - b[1] || a[0] - b[0]),
    );
  });

  it.each([
    ['cut off', midiOf(96, [[0, 0x90, 60, 64, ...end]]).subarray(0, 24), /ends within a track/],
    ['without a status', midiOf(96, [[0, 60, 64]]), /no event/],
    ['of format 2', midiOf(96, [end], 2), /format 2/],
    ['without its tracks', midiOf(96, [end, end]).subarray(0, 26), /lacks tracks/],
    ['with an endless length', midiOf(96, [[0x81, 0x81, 0x81, 0x81, 0x81]]), /no event/],
  ])('are refused when %s', (_, bytes, why) => {
    expect(() => parseMidi(bytes, 'bad.mid')).toThrow(why);
  });
});

describe('collections of music', () => {
  it('leave out what cannot be read, and say so', async () => {
    const good = writeMidi([[60, 0, 1]], 0.5);
    const path = temporaryFile(
      'set.zip',
      zipOf({ 'a.mid': good, 'b.mid': good, 'c.mid': Buffer.from('MThd, or so it says') }),
    );
    const { summary, diagnoses, format } = await inspectFile(path);
    expect(format).toBe('midi-files');
    expect(summary).toMatchObject({ kind: 'music', pieces: 2, names: ['a', 'b'], tempo: 120 });
    expect(diagnoses.map(({ code }) => code)).toEqual(['unreadable-pieces', 'few-pieces']);
  });

  it('are told apart by what they hold: pitches, notes at once, parts', async () => {
    const content = { train: [[[60, 64, 67], [60], []]], valid: [[[60]]], test: [[[-1, 72]]] };
    const path = temporaryFile('rolls.json', JSON.stringify(content));
    const { summary } = await inspectFile(path);
    expect(summary).toMatchObject({
      ...{ pieces: 3, steps: 5, shortest: 1, longest: 3, lowest: 60 },
      ...{ together: [1, 3, 0, 1], assigned: { train: 1, val: 1, test: 1 }, tempo: null },
    });
    if (summary.kind === 'music') expect(summary.pitches).toHaveLength(13);
  });

  it.each([
    ['a word for a pitch', '{"train": [[["C4"]]]}', /step 1 of train 1 holds "C4"/],
    ['a pitch that does not exist', '[[[60], [200]]]', /step 2 of piece 1 holds 200/],
    ['half a file', '{"train": [[[60], [6', /cannot be read as pieces/],
    ['no lists of steps', '{"train": [60]}', /train 1 is no list of steps/],
  ])('with %s are refused with the place', async (_, text, why) => {
    const path = temporaryFile('rolls.json', text);
    await expect(readMusic({ path, format: 'piano-roll' })).rejects.toThrow(why);
  });
});
