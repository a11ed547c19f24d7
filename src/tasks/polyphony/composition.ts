import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import {
  type ComposeOptions,
  type Composition,
  nearestName,
  UnrollError,
} from '../../contract/index.ts';
import { keyCount, notesOf } from '../../datasets/index.ts';
import type { StackState } from '../../models/recurrent-stack.ts';
import type { Patience } from '../task.ts';
import type { PolyphonyModel } from './model.ts';
import type { PlannedPiece, PolyphonyPlan } from './plan.ts';

/** Where nothing is given to go on from. */
const usualSecondsPerStep = 0.5;

/**
 * Goes on from the beginning of a piece, or from silence, step by step; each key is drawn by its own
 * probability. Ends early, with what it has, when patience says stop.
 * @throws UnrollError when the piece is not known or the file cannot be read
 */
export async function compose(
  model: PolyphonyModel,
  plan: PolyphonyPlan,
  options: ComposeOptions,
  patience: Patience,
): Promise<Composition> {
  const piece = await chosenPiece(plan, options);
  const given = Math.min(options.prefix, piece?.steps ?? 0);
  const sounding = new Uint8Array((given + options.length) * keyCount);
  if (piece !== null) sounding.set(piece.sounding.subarray(0, given * keyCount));
  const random = new Random(options.seed);
  // Before the first step the network has read one frame of silence.
  let frames = new Float32Array((given + 1) * keyCount);
  frames.set(sounding.subarray(0, given * keyCount), keyCount);
  let states: StackState | null = null;
  let steps = given;
  while (steps < given + options.length) {
    const read = model.read(frames, states);
    tf.dispose(states ?? []);
    states = read.states;
    frames = drawn(read.scores, options.temperature, random);
    sounding.set(frames, steps * keyCount);
    steps++;
    if (await patience.pause((steps - given) / options.length)) break;
  }
  tf.dispose(states ?? []);
  const secondsPerStep = (piece ?? plan.parts.train[0])?.secondsPerStep ?? usualSecondsPerStep;
  const roll = { steps, sounding, secondsPerStep };
  const name = piece?.name ?? '';
  return { roll: { name, steps, notes: notesOf(roll), secondsPerStep }, given };
}

function drawn(
  scores: Float32Array,
  temperature: number,
  random: Random,
): Float32Array<ArrayBuffer> {
  const frame = new Float32Array(keyCount);
  scores.forEach((score, key) => {
    const sounds =
      temperature === 0 ? score >= 0 : random.next() < 1 / (1 + Math.exp(-score / temperature));
    if (sounds) frame[key] = 1;
  });
  return frame;
}

async function chosenPiece(
  { parts, readPiece }: PolyphonyPlan,
  { piece: name, file }: ComposeOptions,
): Promise<PlannedPiece | null> {
  if (file !== '') return readPiece(file);
  if (name === '') return null;
  const all = [...parts.train, ...parts.val, ...parts.test];
  const found = all.find((piece) => piece.name === name);
  if (found !== undefined) return found;
  const nearest = nearestName(
    name,
    all.map((piece) => piece.name),
  );
  throw new UnrollError({
    code: 'no-such-piece',
    message: `There is no piece "${name}"${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    where: name,
    hint: 'Pieces of piano rolls are called by part and number, such as "test 1"; MIDI files by their names.',
  });
}
