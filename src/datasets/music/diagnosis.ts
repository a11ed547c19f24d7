import type { Diagnosis } from '../../contract/index.ts';
import type { Music, Piece } from './music.ts';
import { isOnPiano, type PianoRoll } from './piano-roll.ts';

/** Fewer pieces are hardly enough to learn a style from and to check it. */
const fewPieces = 10;

/** What looks wrong in pieces. @param rolls of the pieces, in their order */
export function diagnoseMusic({ pieces }: Music, rolls: readonly PianoRoll[]): Diagnosis[] {
  const diagnoses: Diagnosis[] = [];
  const add = (severity: Diagnosis['severity'], code: string, message: string, action: string) =>
    diagnoses.push({ severity, code, message, action });
  const count = (value: number) => value.toLocaleString('en-US');
  if (pieces.length < fewPieces) {
    add(
      'warning',
      'few-pieces',
      `There are only ${pieces.length} pieces.`,
      'Add more pieces of the same style; a few dozen are the least to learn from.',
    );
  }
  const silent = rolls.filter(({ sounding }) => !sounding.includes(1)).length;
  if (silent > 0) {
    add('info', 'silent-pieces', `${count(silent)} pieces have no notes.`, 'They are left out.');
  }
  const beyond = pieces.filter((piece) => pitchesOf(piece).some((pitch) => !isOnPiano(pitch)));
  if (beyond.length > 0) {
    add(
      'info',
      'beyond-the-piano',
      `${count(beyond.length)} pieces have notes below or above the 88 keys of a piano.`,
      'Those notes are left out.',
    );
  }
  const repeated = repeatedAcrossParts(pieces, rolls);
  if (repeated > 0) {
    add(
      'warning',
      'repeated-pieces',
      `${count(repeated)} pieces stand in more than one part.`,
      'They are kept: results on the parts may be too good.',
    );
  }
  return diagnoses;
}

function pitchesOf({ content }: Piece): number[] {
  return content.kind === 'steps' ? content.steps.flat() : content.notes.map(({ pitch }) => pitch);
}

/** Pieces that are, note for note, also in another part than the one where they stand first. */
function repeatedAcrossParts(pieces: readonly Piece[], rolls: readonly PianoRoll[]): number {
  const parts = new Map<string, string | null>();
  let repeated = 0;
  pieces.forEach(({ part }, index) => {
    const key = Buffer.from(rolls[index]!.sounding).toString('base64');
    const seen = parts.get(key);
    if (seen === undefined) parts.set(key, part);
    else if (seen !== part) repeated++;
  });
  return repeated;
}
