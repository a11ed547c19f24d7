import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import type { StackState } from '../../models/recurrent-stack.ts';
import type { Patience } from '../task.ts';
import type { RecurrentLanguageModel } from './model.ts';

/** Tokens read before a stream's first counted token, so that its state has settled. */
const burnIn = 256;
/** A stream is at least this many burn-ins long: the extra reading stays under a quarter. */
const leastBurnIns = 4;
const mostStreams = 32;
/** Tokens of each stream handled in one call. */
const stretch = 128;

/** How many streams a text of this length is read in; 1 for a short one, which is then exact. */
export function evaluationStreams(tokens: number): number {
  const fitting = Math.floor((tokens - 1) / (burnIn * leastBurnIns));
  return Math.min(mostStreams, Math.max(1, fitting));
}

/**
 * Sum of -log p in nats over every token but the first, each predicted once, with the state carried
 * from the text's beginning. Long texts are read in several streams side by side; each stream first
 * reads the 256 tokens before its part without counting them, so it differs from one pass over the
 * whole text only by what the network remembers from further back.
 *
 * @param streams at most (tokens - 1) / 256, so that every burn-in fits
 * @returns null when patience says stop
 */
export async function crossEntropy(
  model: RecurrentLanguageModel,
  tokens: Int32Array,
  patience: Patience,
  streams: number = evaluationStreams(tokens.length),
): Promise<number | null> {
  const length = Math.ceil((tokens.length - 1) / streams);
  const starts = Array.from({ length: streams }, (_, stream) => stream * length);
  let states = warmStates(model, tokens, starts);
  let sum = 0;
  for (let done = 0; done < length; done += stretch) {
    if (await patience.pause(done / length)) {
      tf.dispose(states);
      return null;
    }
    const time = Math.min(stretch, length - done);
    const from = starts.map((start) => start + done);
    const piece = scoreStretch(model, tokens, {
      from,
      ends: starts.map((s) => s + length),
      time,
      states,
    });
    tf.dispose(states);
    states = piece.states;
    sum += piece.sum;
  }
  tf.dispose(states);
  return sum;
}

const context = { training: false, random: new Random(0) } as const;

/** States of each stream before its first token: zero for the first, burnt in for the others. */
function warmStates(
  model: RecurrentLanguageModel,
  tokens: Int32Array,
  starts: readonly number[],
): StackState {
  return tf.tidy(() => {
    const beginning = model.zeroStates(1);
    const later = starts.slice(1);
    if (later.length === 0) return beginning;
    let states: StackState | null = null;
    for (let done = 0; done < burnIn; done += stretch) {
      const from = later.map((start) => start - burnIn + done);
      states = model.read(takeTokens(tokens, from, stretch), later.length, states, context).states;
    }
    return beginning.map((state, index) => tf.concat2d([state, states![index]!], 0));
  });
}

interface Stretch {
  /** First token of each stream. */
  readonly from: readonly number[];
  /** Last token of each stream, which is only predicted. */
  readonly ends: readonly number[];
  readonly time: number;
  readonly states: StackState;
}

function scoreStretch(
  model: RecurrentLanguageModel,
  tokens: Int32Array,
  { from, ends, time, states }: Stretch,
): { readonly sum: number; readonly states: StackState } {
  const streams = from.length;
  const [losses, next] = tf.tidy(() => {
    const inputs = takeTokens(tokens, from, time);
    const targets = takeTokens(
      tokens,
      from.map((start) => start + 1),
      time,
    );
    const result = model.read(inputs, streams, states, context);
    return [model.losses(result.outputs, targets), result.states] as [tf.Tensor1D, StackState];
  });
  const values = losses.dataSync();
  losses.dispose();
  let sum = 0;
  for (let index = 0; index < values.length; index++) {
    const stream = index % streams;
    const target = from[stream]! + Math.floor(index / streams) + 1;
    if (target <= Math.min(ends[stream]!, tokens.length - 1)) sum += values[index]!;
  }
  return { sum, states: next };
}

/** (time * streams) int32, time first; beyond the end token 0, which is not counted. */
function takeTokens(tokens: Int32Array, from: readonly number[], time: number): tf.Tensor1D {
  const taken = new Int32Array(time * from.length);
  for (const [stream, start] of from.entries()) {
    for (let step = 0; step < time; step++) {
      taken[step * from.length + stream] = tokens[start + step] ?? 0;
    }
  }
  return tf.tensor1d(taken, 'int32');
}
