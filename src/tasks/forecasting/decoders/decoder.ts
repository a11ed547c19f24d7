import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../backend/random.ts';
import type { ParameterSet } from '../../../models/parameters.ts';
import type { RecurrentStack, RunContext } from '../../../models/recurrent-stack.ts';

export type DecodingId = 'parallel' | 'direct' | 'recursive' | 'encoder-decoder';

/** Sizes and parts that every way of decoding is made from. */
export interface DecoderParts {
  readonly segment: number;
  readonly horizon: number;
  /** Channels in one sequence. */
  readonly width: number;
  /** Numbers for each value forecast; see ForecastOutput. */
  readonly parameters: number;
  /** Which of those numbers is fed back as the value itself. */
  readonly pointColumn: number;
  /** Covariates of each row that are known up to now only, and in advance. */
  readonly past: number;
  readonly known: number;
  /** Learnt vectors that tell sequences apart; 1 needs none. */
  readonly entities: number;
  readonly hidden: number;
  /** The one that reads the input. */
  readonly stack: RecurrentStack;
  readonly bidirectional: boolean;
  /** Share of training batches that are decoded from the truth; stepwise decoding only. */
  readonly teacherForcing: number;
  readonly parameterSet: ParameterSet;
  readonly random: Random;
  /** Another recurrent network of the same kind. */
  makeStack(prefix: string): RecurrentStack;
  /** Projects segments with their covariates, (steps, sequences, segment * row width), to the hidden size. */
  project(inputs: tf.Tensor3D): tf.Tensor3D;
  dropout(rows: tf.Tensor2D, context: RunContext): tf.Tensor2D;
}

/** A batch as a decoder sees it. */
export interface DecoderInput {
  /** (segments, sequences, hidden): the input, projected. */
  readonly projected: tf.Tensor3D;
  /** (sequences, segment * width): the values of the last segment of the input, normalised. */
  readonly lastSegment: tf.Tensor2D;
  /** (steps ahead, sequences, segment * known), or null. */
  readonly future: tf.Tensor3D | null;
  /** (sequences) int32 */
  readonly entities: tf.Tensor1D;
  /**
   * (steps ahead, sequences, segment * width), normalised like the input: what came true, for
   * teacher forcing; null where nobody may look.
   */
  readonly truth: tf.Tensor3D | null;
}

/**
 * Makes a forecast from the input.
 *
 * Guarantees: the forecast depends on `truth` while training only; every parameter that it adds is
 * reached by the gradient.
 */
export interface Decoder {
  /** @returns (sequences, horizon, width * parameters), normalised like the input */
  decode(input: DecoderInput, context: RunContext): tf.Tensor3D;
}
