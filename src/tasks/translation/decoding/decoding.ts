import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../backend/random.ts';
import { int32, padSentences } from '../batch.ts';
import type { DecoderState } from '../decoder.ts';
import { disposeState, type TranslationModel } from '../model.ts';

/** What the network made of one sentence. */
export interface Hypothesis {
  /** Numbers of the network, with the end where it came. */
  readonly tokens: readonly number[];
  /** Log-probability in nats of all tokens together. */
  readonly logProbability: number;
  /** By which hypotheses are ranked: higher is better. */
  readonly score: number;
  /** For each token the weight of each source token; empty without attention. */
  readonly attention: readonly (readonly number[])[];
}

export interface DecodingOptions {
  /** Hypotheses kept beside each other; 1 takes the likeliest token each time. */
  readonly beam: number;
  /** Exponent of the length penalty ((5 + |Y|) / 6)^alpha (Wu et al. 2016); 0 favours short ones. */
  readonly lengthPenalty: number;
  /** Weight of the coverage penalty, the sum of log min(attention received, 1); 0 for none. */
  readonly coveragePenalty: number;
}

export const greedy: DecodingOptions = { beam: 1, lengthPenalty: 0, coveragePenalty: 0 };

/** Tokens at most, for a source of so many: translations are seldom longer. */
export function longestTranslation(sourceTokens: number): number {
  return Math.min(400, 2 * sourceTokens + 10);
}

export const inference = { training: false, random: new Random(0) } as const;

/** Reads sentences; the caller disposes the state and its memory. */
export function startDecoding(
  model: TranslationModel,
  sentences: readonly Int32Array[],
): DecoderState {
  const { tokens, lengths } = padSentences(sentences);
  const begun: DecoderState[] = [];
  tf.tidy(() => {
    const state = model.begin(model.encode(int32(tokens), int32(lengths), inference));
    for (const tensor of [...stateTensors(state), ...memoryTensors(state)]) tf.keep(tensor);
    begun.push(state);
  });
  return begun[0]!;
}

export function disposeAll(state: DecoderState): void {
  disposeState(state);
  tf.dispose(memoryTensors(state));
}

/** Each once: the dot product's keys are prepared as they are. */
function memoryTensors({ memory }: DecoderState): tf.Tensor[] {
  if (memory === null) return [];
  return [...new Set<tf.Tensor>([memory.keys, memory.prepared, memory.mask])];
}

export interface Step {
  /** (batch, vocabulary): log-probabilities of the next token. */
  readonly logProbabilities: tf.Tensor2D;
  /** (batch, source), or null without attention. */
  readonly weights: tf.Tensor2D | null;
  readonly state: DecoderState;
}

/** One token of every sentence more. Called inside a tidy. */
export function decodeStep(model: TranslationModel, tokens: Int32Array, state: DecoderState): Step {
  const decoded = model.decode(int32(tokens), state, inference);
  const logProbabilities = tf.logSoftmax(model.output.score(decoded.rows)) as tf.Tensor2D;
  const weights = decoded.weights === null ? null : tf.squeeze<tf.Tensor2D>(decoded.weights, [1]);
  return { logProbabilities, weights, state: decoded.state };
}

/** Tensors of a state that a tidy must not dispose: those of the state alone. */
export function stateTensors({ recurrent, fed }: DecoderState): tf.Tensor[] {
  return fed === null ? [...recurrent] : [...recurrent, fed];
}
