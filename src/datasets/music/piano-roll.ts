import type { MusicNote, Piece } from './music.ts';

/** Keys of a piano, from A0 to C8. */
export const keyCount = 88;
/** MIDI number of the lowest key. */
export const lowestPitch = 21;
export const highestPitch = lowestPitch + keyCount - 1;

/** Quarters a minute where nothing tells the tempo. */
const usualTempo = 90;

/** Which keys sound at each step. */
export interface PianoRoll {
  readonly steps: number;
  /** (steps, keys): 1 where a key sounds. */
  readonly sounding: Uint8Array;
  /** For playing. */
  readonly secondsPerStep: number;
}

/** A note on the grid: MIDI number, first step, number of steps. */
export type GridNote = [pitch: number, start: number, length: number];

/**
 * A piece on a grid. What has a grid of its own keeps it, one step taken for a quarter; notes sound
 * at every step between their rounded ends, at least at one, and silence before the first is left
 * out. Pitches beyond the piano are left out.
 */
export function rollOf(piece: Piece, stepsPerQuarter: number): PianoRoll {
  const secondsPerQuarter = 60 / (piece.tempo ?? usualTempo);
  const { content } = piece;
  if (content.kind === 'steps') {
    const sounding = new Uint8Array(content.steps.length * keyCount);
    content.steps.forEach((pitches, step) => {
      for (const pitch of pitches) {
        if (isOnPiano(pitch)) sounding[step * keyCount + pitch - lowestPitch] = 1;
      }
    });
    return { steps: content.steps.length, sounding, secondsPerStep: secondsPerQuarter };
  }
  const placed = placedNotes(content.notes, stepsPerQuarter);
  return {
    ...rollOfNotes(placed),
    secondsPerStep: secondsPerQuarter / stepsPerQuarter,
  };
}

function placedNotes(notes: readonly MusicNote[], stepsPerQuarter: number): GridNote[] {
  const placed = notes
    .filter(({ pitch }) => isOnPiano(pitch))
    .map(({ pitch, start, end }): GridNote => {
      const first = Math.round(start * stepsPerQuarter);
      return [pitch, first, Math.max(1, Math.round(end * stepsPerQuarter) - first)];
    });
  const silent = placed.reduce((least, [, start]) => Math.min(least, start), Infinity);
  return placed.map(([pitch, start, length]) => [pitch, start - silent, length]);
}

function rollOfNotes(notes: readonly GridNote[]): Pick<PianoRoll, 'steps' | 'sounding'> {
  const steps = notes.reduce((most, [, start, length]) => Math.max(most, start + length), 0);
  const sounding = new Uint8Array(steps * keyCount);
  for (const [pitch, start, length] of notes) {
    for (let step = start; step < start + length; step++)
      sounding[step * keyCount + pitch - lowestPitch] = 1;
  }
  return { steps, sounding };
}

/**
 * The notes of a stretch of a roll, by start and then pitch. A key that sounds at consecutive steps
 * is one note: a roll does not tell whether it was struck again.
 * @param from first step; starts are counted from it
 */
export function notesOf({ sounding, steps }: PianoRoll, from = 0, to = steps): GridNote[] {
  const notes: GridNote[] = [];
  for (let key = 0; key < keyCount; key++) {
    let start = -1;
    for (let step = from; step <= to; step++) {
      const sounds = step < to && sounding[step * keyCount + key] === 1;
      if (sounds && start < 0) start = step;
      if (sounds || start < 0) continue;
      notes.push([lowestPitch + key, start - from, step - start]);
      start = -1;
    }
  }
  return notes.sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}

export function isOnPiano(pitch: number): boolean {
  return pitch >= lowestPitch && pitch <= highestPitch;
}
