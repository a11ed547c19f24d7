import { UnrollError } from '../../contract/index.ts';
import { readTrack, type TrackNote } from './midi-track.ts';
import type { MusicNote } from './music.ts';
import { TempoMap } from './tempo-map.ts';

/** What a MIDI file holds, in quarters. */
export interface MidiContent {
  /** By start and then pitch, of all tracks and channels but percussion. */
  readonly notes: readonly MusicNote[];
  /** Quarters a minute, the mean over the piece. */
  readonly tempo: number;
  /** Notes of the channel that General MIDI keeps for drums, which have no pitch. */
  readonly percussion: number;
}

/** Channel 10 as people count. */
const percussionChannel = 9;
const headerLength = 14;

export function isMidi(bytes: Uint8Array): boolean {
  return textAt(bytes, 0) === 'MThd';
}

/**
 * Reads a Standard MIDI File of format 0 or 1: running status, tempo changes, division by quarters
 * or by frames of a second (Standard MIDI Files 1.0, MIDI Manufacturers Association).
 * @throws UnrollError `damaged-midi`, naming the file
 */
export function parseMidi(bytes: Uint8Array, name: string): MidiContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isMidi(bytes) || bytes.length < headerLength) throw damaged(name, 'it has no MIDI header');
  if (view.getUint16(8) === 2) throw damaged(name, 'its tracks are songs of their own (format 2)');
  const tracks = trackBytes(view, name).map((track) => {
    const read = readTrack(track);
    if (read === null) throw damaged(name, 'a track breaks off or holds what is no event');
    return read;
  });
  const tempos = tracks.flatMap((track) => track.tempos);
  const map = new TempoMap(view.getUint16(12), tempos);
  const all = tracks.flatMap((track) => track.notes);
  const pitched = all.filter(({ channel }) => channel !== percussionChannel);
  return {
    notes: pitched.map((note) => inQuarters(note, map)).sort(byStart),
    tempo: map.meanTempo(Math.max(1, ...tracks.map(({ ticks }) => ticks))),
    percussion: all.length - pitched.length,
  };
}

function inQuarters({ pitch, start, end }: TrackNote, map: TempoMap): MusicNote {
  return { pitch, start: map.quarters(start), end: map.quarters(end) };
}

function byStart(a: MusicNote, b: MusicNote): number {
  return a.start - b.start || a.pitch - b.pitch;
}

/** Chunks of other kinds are passed over, as the standard asks. */
function trackBytes(view: DataView, name: string): DataView[] {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const tracks: DataView[] = [];
  let at = 8 + view.getUint32(4);
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at + 4);
    if (at + 8 + length > bytes.length) throw damaged(name, 'it ends within a track');
    if (textAt(bytes, at) === 'MTrk')
      tracks.push(new DataView(view.buffer, view.byteOffset + at + 8, length));
    at += 8 + length;
  }
  if (tracks.length < view.getUint16(10)) throw damaged(name, 'it lacks tracks');
  return tracks;
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function damaged(name: string, why: string): UnrollError {
  return new UnrollError({
    code: 'damaged-midi',
    message: `${name} cannot be read as MIDI: ${why}.`,
    where: name,
    hint: 'Open it in a music program and save it again as MIDI of format 0 or 1.',
  });
}
