import type { Diagnosis } from '../../contract/index.ts';
import type { SplitName } from '../splits.ts';
import { parseMidi } from './midi-file.ts';
import type { Piece } from './music.ts';

/** A piece with what was left out of it. */
export interface MidiPiece {
  readonly piece: Piece;
  readonly percussion: number;
}

/** @throws UnrollError `damaged-midi` */
export function midiPiece(bytes: Uint8Array, file: string, part: SplitName | null): MidiPiece {
  const { notes, tempo, percussion } = parseMidi(bytes, file);
  const name = file.replace(/\.midi?$/i, '');
  return { piece: { name, part, tempo, content: { kind: 'notes', notes } }, percussion };
}

export function percussionDiagnosis(pieces: readonly MidiPiece[]): Diagnosis[] {
  const count = pieces.filter(({ percussion }) => percussion > 0).length;
  if (count === 0) return [];
  return [
    {
      severity: 'info',
      code: 'percussion-left-out',
      message: `${count.toLocaleString('en-US')} pieces have notes of percussion, which have no pitch.`,
      action: 'They are left out.',
    },
  ];
}
