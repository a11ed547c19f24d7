import { type Diagnosis, UnrollError } from '../../contract/index.ts';
import { type MidiPiece, midiPiece, percussionDiagnosis } from '../music/midi-piece.ts';
import type { SplitName } from '../splits.ts';
import type { Collection, MusicCollectionFormat } from './format.ts';

const midiName = /\.midi?$/i;
const folders: readonly (readonly [RegExp, SplitName])[] = [
  [/(^|\/)train(ing)?\//i, 'train'],
  [/(^|\/)(val|valid|validation|dev)\//i, 'val'],
  [/(^|\/)test\//i, 'test'],
];

/** Several MIDI files, a piece each; folders called train, valid and test are parts. */
export const midiFiles: MusicCollectionFormat = {
  id: 'midi-files',
  label: 'Pieces as MIDI files',
  kind: 'music',

  claims(names) {
    const count = names.filter((name) => midiName.test(name)).length;
    return count > 1 && count > names.length / 2 ? 0.96 : 0;
  },

  async readCollection({ members }: Collection) {
    const names = members.map(({ name }) => name).filter((name) => midiName.test(name));
    const read: MidiPiece[] = [];
    const failed: UnrollError[] = [];
    for (const name of names.sort()) {
      const member = members.find((one) => one.name === name)!;
      try {
        read.push(midiPiece(await member.content(), name, partOf(name)));
      } catch (error) {
        if (!(error instanceof UnrollError)) throw error;
        failed.push(error);
      }
    }
    if (read.length === 0) throw failed[0] ?? withoutMidi();
    const pieces = read.map(({ piece }) => piece);
    return {
      layout: 'midi',
      pieces,
      diagnoses: [...percussionDiagnosis(read), ...unreadable(failed)],
    };
  },
};

function partOf(name: string): SplitName | null {
  return folders.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

function unreadable(failed: readonly UnrollError[]): Diagnosis[] {
  const [first] = failed;
  if (first === undefined) return [];
  return [
    {
      severity: 'warning',
      code: 'unreadable-pieces',
      message: `${failed.length.toLocaleString('en-US')} files cannot be read. ${first.message}`,
      action: 'They are left out.',
      ...(first.where === undefined ? {} : { where: first.where }),
    },
  ];
}

function withoutMidi(): UnrollError {
  return new UnrollError({
    code: 'no-music',
    message: 'There is no MIDI file among the files.',
    hint: 'Add files that end in .mid.',
  });
}
