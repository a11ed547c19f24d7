import type { ShownRoll } from '../../src/contract/index.ts';

type Note = ShownRoll['notes'][number];
/** MIDI number, step, probability. */
type Likely = readonly [number, number, number];

/** Lowest and highest pitch that are drawn. */
export interface PitchRange {
  readonly low: number;
  readonly high: number;
}

/** Fewer rows look like bars, not like music. */
const leastRows = 24;
/** Of a row and of the last step of a note: so that neighbours are told apart. */
const gap = 0.18;
const blackKeys = [1, 3, 6, 8, 10];
export const shadeLevels = 5;

/** Room for all notes with a row to spare, or more, two octaves at least. */
export function pitchRange(pitches: readonly number[], spare = 1): PitchRange {
  const low = pitches.reduce((a, b) => Math.min(a, b), 127);
  const high = pitches.reduce((a, b) => Math.max(a, b), 0);
  if (low > high) return { low: 60 - leastRows / 2, high: 60 + leastRows / 2 - 1 };
  const missing = Math.max(2 * spare, leastRows - (high - low + 1));
  return { low: low - Math.floor(missing / 2), high: high + Math.ceil(missing / 2) };
}

/** A path in steps and rows, the highest pitch at the top. */
export function notePath(notes: readonly Note[], { high }: PitchRange): string {
  return notes
    .map(
      ([pitch, start, length]) =>
        `M${start} ${high - pitch + gap / 2}h${length - gap}v${1 - gap}h${gap - length}z`,
    )
    .join('');
}

/** What is foretold, by how likely it is: a path for each level, the faintest first. */
export function shadePaths(likely: readonly Likely[], { high }: PitchRange): string[] {
  const paths = new Array<string>(shadeLevels).fill('');
  for (const [pitch, step, probability] of likely) {
    const level = Math.min(shadeLevels - 1, Math.floor(probability * shadeLevels));
    paths[level] += `M${step} ${high - pitch + gap / 2}h1v${1 - gap}h-1z`;
  }
  return paths;
}

/** Rows of the black keys. */
export function blackRows({ low, high }: PitchRange, steps: number): string {
  let path = '';
  for (let pitch = low; pitch <= high; pitch++) {
    if (blackKeys.includes(pitch % 12)) path += `M0 ${high - pitch}h${steps}v1h${-steps}z`;
  }
  return path;
}

/** Every C by name, with its row: where a person finds their way. */
export function octaves({ low, high }: PitchRange): { name: string; row: number }[] {
  const marks: { name: string; row: number }[] = [];
  for (let pitch = low; pitch <= high; pitch++) {
    if (pitch % 12 === 0) marks.push({ name: `C${pitch / 12 - 1}`, row: high - pitch });
  }
  return marks;
}
