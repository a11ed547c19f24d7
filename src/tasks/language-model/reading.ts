import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../backend/random.ts';
import type { GenerateOptions, WrittenToken } from '../../contract/index.ts';
import type { Tokenizer } from '../../datasets/index.ts';
import type { StackState } from '../../models/recurrent-stack.ts';
import type { RecurrentLanguageModel } from './model.ts';
import { highest, logProbabilities, penalizeRepetition } from './sampling.ts';

/** Tokens of a prompt read in one call. */
const stretch = 256;
const context = { training: false, random: new Random(0) } as const;
/** Tokens back to which a repetition counts. */
export const repetitionWindow = 64;

export interface Reading {
  /** Scores of the next token. */
  readonly logits: Float32Array;
  readonly states: StackState;
}

/** Reads tokens of one text, at least one, and scores the next. Disposes the given states. */
export function readTokens(
  model: RecurrentLanguageModel,
  tokens: Int32Array,
  states: StackState | null,
): Reading {
  let reading: Reading | null = null;
  for (let from = 0; from < tokens.length; from += stretch) {
    const piece = tokens.slice(from, from + stretch);
    const before: StackState | null = reading?.states ?? states;
    const [logits, next] = tf.tidy(() => {
      const result = model.read(tf.tensor1d(piece, 'int32'), 1, before, context);
      const last = tf.slice2d(result.outputs, [piece.length - 1, 0], [1, -1]);
      return [model.score(last), result.states] as [tf.Tensor2D, StackState];
    });
    const values = logits.dataSync<'float32'>().slice();
    logits.dispose();
    if (before !== null) tf.dispose(before);
    reading = { logits: values, states: next };
  }
  return reading!;
}

/**
 * One more token of several texts side by side.
 * @param parents text whose state each goes on from
 * @param states of all texts before; disposed
 * @returns scores (texts, vocabulary), row by row
 */
export function readBeside(
  model: RecurrentLanguageModel,
  tokens: Int32Array,
  parents: Int32Array,
  states: StackState,
): { readonly logits: Float32Array[]; readonly states: StackState } {
  const [scores, next] = tf.tidy(() => {
    const rows = tf.tensor1d(parents, 'int32');
    const chosen = states.map((state) => tf.gather(state, rows));
    const read = model.read(tf.tensor1d(tokens, 'int32'), tokens.length, chosen, context);
    return [model.score(read.outputs), read.states] as [tf.Tensor2D, StackState];
  });
  const values = scores.dataSync<'float32'>();
  const [, vocabulary] = scores.shape;
  const logits = Array.from(tokens, (_, row) =>
    values.slice(row * vocabulary, (row + 1) * vocabulary),
  );
  scores.dispose();
  tf.dispose(states);
  return { logits, states: next };
}

/** What the scores of the next token say, with the options of writing. */
export class TokenScores {
  readonly #tokenizer: Tokenizer;
  readonly #penalty: number;
  readonly #alternatives: number;

  constructor(tokenizer: Tokenizer, options: GenerateOptions) {
    this.#tokenizer = tokenizer;
    this.#penalty = options.repetitionPenalty ?? 1;
    this.#alternatives = options.alternatives ?? 0;
  }

  /** Whether alternatives were asked for. */
  get tells(): boolean {
    return this.#alternatives > 0;
  }

  /**
   * @param logits changed in place: unknown is forbidden, what was just written made less likely
   * @returns the same, and the log-probabilities that the network itself gives, but for unknown
   */
  of(
    logits: Float32Array,
    recent: readonly number[],
  ): { readonly logits: Float32Array; readonly logs: Float64Array } {
    const { unknown } = this.#tokenizer;
    if (unknown !== null) logits[unknown] = Number.NEGATIVE_INFINITY;
    const logs = logProbabilities(logits);
    penalizeRepetition(logits, recent.slice(-repetitionWindow), this.#penalty);
    return { logits, logs };
  }

  written(text: string, token: number, logs: Float64Array): WrittenToken {
    const alternatives = highest(logs, this.#alternatives).map((other) => ({
      text: this.#tokenizer.tokenOf(other),
      probability: Math.exp(logs[other]!),
    }));
    return { text, probability: Math.exp(logs[token]!), alternatives };
  }
}
