import type { Baseline } from '../../contract/index.ts';
import { keyCount } from '../../datasets/index.ts';
import type { Patience } from '../task.ts';
import { frameMetrics, scorePiece } from './frame-scores.ts';
import type { PlannedPiece, PolyphonyPlan } from './plan.ts';

/** Frames that every guess is believed to have seen before the first, so that nothing is impossible. */
const believed = 1;

/** How often a key sounded in the training part: after silence, and after it sounded itself. */
interface Counts {
  /** By key: steps at which it could, and did. */
  readonly all: Float64Array;
  readonly sounding: Float64Array;
  readonly held: Float64Array;
  readonly begun: Float64Array;
}

/** Score, before the sigmoid, of a key by whether it sounded a step before. */
type Guess = (key: number, sounded: boolean) => number;

/**
 * What can be said without a network: how often each key sounds; the frame before again, with the
 * chance over all keys that a note is held or begun; and the same for each key by itself.
 */
export async function measureBaselines(
  { parts }: PolyphonyPlan,
  patience: Patience,
): Promise<readonly Baseline[] | null> {
  const guesses = guessesOf(countsOf(parts.train));
  const baselines: Baseline[] = [];
  for (const [index, { name, label, guess }] of guesses.entries()) {
    if (await patience.pause(index / guesses.length)) return null;
    const metrics: Record<string, number> = {};
    for (const split of ['val', 'test'] as const) {
      if (parts[split].length === 0) continue;
      const scores = parts[split].map((piece) => scorePiece(piece, guessedScores(piece, guess)));
      for (const [metric, value] of Object.entries(frameMetrics(scores)))
        metrics[`${split}/${metric}`] = value;
    }
    baselines.push({ name, label, metrics });
  }
  return baselines;
}

function guessesOf({ all, sounding, held, begun }: Counts): (Omit<Baseline, 'metrics'> & {
  readonly guess: Guess;
})[] {
  const sum = (counts: Float64Array) => counts.reduce((a, b) => a + b, 0);
  const silent = (key: number) => all[key]! - sounding[key]!;
  const hold = smoothed(sum(held), sum(sounding), 0.5);
  const begin = smoothed(sum(begun), sum(all) - sum(sounding), 0.5);
  return [
    {
      name: 'note-frequency',
      label: 'frequency of each note',
      guess: (key) => logit(smoothed(sounding[key]!, all[key]!, sum(sounding) / sum(all))),
    },
    {
      name: 'last-frame',
      label: 'last frame repeated',
      guess: (_, sounded) => logit(sounded ? hold : begin),
    },
    {
      name: 'own-habit',
      label: 'each note by its own last step',
      guess: (key, sounded) =>
        logit(
          sounded
            ? smoothed(held[key]!, sounding[key]!, hold)
            : smoothed(begun[key]!, silent(key), begin),
        ),
    },
  ];
}

function countsOf(pieces: readonly PlannedPiece[]): Counts {
  const make = () => new Float64Array(keyCount);
  const counts = { all: make(), sounding: make(), held: make(), begun: make() };
  for (const { steps, sounding } of pieces) {
    for (let at = 0; at < steps * keyCount; at++) {
      const key = at % keyCount;
      const sounded = at >= keyCount && sounding[at - keyCount] === 1;
      counts.all[key]! += 1;
      if (sounding[at] === 0) continue;
      counts.sounding[key]! += 1;
      counts[sounded ? 'held' : 'begun'][key]! += 1;
    }
  }
  return counts;
}

function smoothed(count: number, all: number, usual: number): number {
  return (count + believed * usual) / (all + believed);
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

function guessedScores({ steps, sounding }: PlannedPiece, guess: Guess): Float32Array {
  const table = Array.from({ length: keyCount }, (_, key) => [guess(key, false), guess(key, true)]);
  const scores = new Float32Array(steps * keyCount);
  for (let at = 0; at < scores.length; at++) {
    const sounded = at >= keyCount && sounding[at - keyCount] === 1;
    scores[at] = table[at % keyCount]![sounded ? 1 : 0]!;
  }
  return scores;
}
