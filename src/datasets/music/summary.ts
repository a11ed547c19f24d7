import type { Diagnosis, MusicSummary, ShownRoll } from '../../contract/index.ts';
import { binCounts } from '../sequences/bin-counts.ts';
import { diagnoseMusic } from './diagnosis.ts';
import type { Music } from './music.ts';
import { keyCount, lowestPitch, notesOf, type PianoRoll, rollOf } from './piano-roll.ts';

const previewed = 6;
const previewedSteps = 96;
const listedNames = 500;
const lengthBins = 40;
/** Grid on which music without one of its own is looked at. */
const lookedSteps = 4;

/** What pieces hold, and what looks wrong in them. */
export function summariseMusic(music: Music): {
  summary: MusicSummary;
  diagnoses: Diagnosis[];
} {
  const { pieces, layout } = music;
  const rolls = pieces.map((piece) => rollOf(piece, lookedSteps));
  const lengths = rolls.map(({ steps }) => steps);
  const { lowest, pitches, together } = countsOf(rolls);
  const tempos = pieces.flatMap(({ tempo }) => (tempo === null ? [] : [tempo]));
  const every = Math.max(1, pieces.length / previewed);
  const summary: MusicSummary = {
    kind: 'music',
    layout,
    pieces: pieces.length,
    steps: lengths.reduce((a, b) => a + b, 0),
    shortest: lengths.reduce((a, b) => Math.min(a, b), lengths[0] ?? 0),
    longest: lengths.reduce((a, b) => Math.max(a, b), 0),
    lengths: binCounts(lengths, lengthBins),
    lowest,
    pitches,
    together,
    tempo: tempos.length === 0 ? null : tempos.reduce((a, b) => a + b) / tempos.length,
    assigned: {
      train: pieces.filter(({ part }) => part === 'train').length,
      val: pieces.filter(({ part }) => part === 'val').length,
      test: pieces.filter(({ part }) => part === 'test').length,
    },
    names: pieces.slice(0, listedNames).map(({ name }) => name),
    preview: Array.from({ length: Math.min(previewed, pieces.length) }, (_, index) => {
      const place = Math.floor(index * every);
      return beginningOf(pieces[place]!.name, rolls[place]!);
    }),
  };
  return { summary, diagnoses: [...music.diagnoses, ...diagnoseMusic(music, rolls)] };
}

function beginningOf(name: string, roll: PianoRoll): ShownRoll {
  const steps = Math.min(previewedSteps, roll.steps);
  return { name, steps, notes: notesOf(roll, 0, steps), secondsPerStep: roll.secondsPerStep };
}

function countsOf(
  rolls: readonly PianoRoll[],
): Pick<MusicSummary, 'lowest' | 'pitches' | 'together'> {
  const keys = new Array<number>(keyCount).fill(0);
  const together: number[] = [];
  for (const { steps, sounding } of rolls) {
    for (let step = 0; step < steps; step++) {
      let count = 0;
      for (let key = 0; key < keyCount; key++) {
        if (sounding[step * keyCount + key] === 0) continue;
        count += 1;
        keys[key]! += 1;
      }
      while (together.length <= count) together.push(0);
      together[count]! += 1;
    }
  }
  const first = keys.findIndex((count) => count > 0);
  const last = keys.findLastIndex((count) => count > 0);
  const pitches = first < 0 ? [] : keys.slice(first, last + 1);
  return { lowest: lowestPitch + Math.max(0, first), pitches, together };
}
