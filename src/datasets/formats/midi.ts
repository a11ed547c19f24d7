import { readFile } from 'node:fs/promises';
import { isMidi } from '../music/midi-file.ts';
import { midiPiece, percussionDiagnosis } from '../music/midi-piece.ts';
import type { Head, MusicFormat, Source } from './format.ts';

/** One piece as a Standard MIDI File. */
export const midi: MusicFormat = {
  id: 'midi',
  label: 'MIDI',
  kind: 'music',
  extensions: ['mid', 'midi'],

  sniff: (head: Head) => (isMidi(head.bytes) ? 1 : 0),

  async read(source: Source) {
    const read = midiPiece(await readFile(source.path), source.head.name, null);
    return { layout: 'midi', pieces: [read.piece], diagnoses: percussionDiagnosis([read]) };
  },
};
