import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../../backend/operations.ts';
import { Random } from '../../backend/random.ts';
import { keyCount } from '../../datasets/index.ts';
import type { Precision } from '../../kernels/kernel.ts';
import { Dense } from '../../models/dense.ts';
import { dropout } from '../../models/dropout.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import {
  RecurrentStack,
  type RunContext,
  type StackConfig,
  type StackState,
} from '../../models/recurrent-stack.ts';
import type { RollBatch } from './batch.ts';

export interface PolyphonyConfig {
  readonly outputDropout: number;
  readonly recurrent: Omit<StackConfig, 'inputSize'>;
}

/** Recurrent layers that read the keys sounding now and score every key for the next step. */
export class PolyphonyModel {
  readonly kernel: string;
  readonly precision: Precision;
  readonly #stack: RecurrentStack;
  readonly #dense: Dense;
  readonly config: PolyphonyConfig;
  readonly #outputDropout: number;

  constructor(config: PolyphonyConfig, parameters: ParameterSet, random: Random) {
    this.config = config;
    const stack = { ...config.recurrent, inputSize: keyCount, variableLengths: true };
    this.#stack = new RecurrentStack(stack, parameters, random);
    const sizes = { input: this.#stack.outputSize, output: keyCount };
    this.#dense = new Dense(sizes, parameters, random, 'output');
    this.#outputDropout = config.outputDropout;
    this.kernel = this.#stack.kernel;
    this.precision = this.#stack.precision;
  }

  /** @returns (frames, keys) before the sigmoid, in the order of the batch's places */
  score(batch: RollBatch, context: Omit<RunContext, 'lengths'>): tf.Tensor2D {
    return tf.tidy(() => {
      const { time, size, input, places } = batch;
      const x = tf.tensor3d(input, [time, size, keyCount]);
      const lengths = tf.tensor1d(batch.lengths, 'int32');
      const { outputs } = this.#stack.run(x, null, { ...context, lengths });
      const rows = tf.reshape(outputs, [-1, this.#stack.outputSize]) as tf.Tensor2D;
      const read = gatherRows(rows, tf.tensor1d(places, 'int32'));
      const { training, random } = context;
      return this.#dense.apply(training ? dropout(read, this.#outputDropout, random) : read);
    });
  }

  /**
   * Reads some frames of one piece and scores the step after the last. The caller owns the states.
   * @param frames (steps, keys)
   * @param states as returned before, or null at a piece's beginning
   */
  read(
    frames: Float32Array,
    states: StackState | null,
  ): { readonly scores: Float32Array; readonly states: StackState } {
    const steps = frames.length / keyCount;
    const made = tf.tidy(() => {
      const x = tf.tensor3d(frames, [steps, 1, keyCount]);
      const run = this.#stack.run(x, states, { training: false, random: unused });
      const last = tf.slice(run.outputs, [steps - 1, 0, 0], [1, 1, -1]);
      const scores = this.#dense.apply(tf.reshape(last, [1, -1]) as tf.Tensor2D);
      return { scores: scores.dataSync<'float32'>().slice(), states: run.states };
    });
    return made;
  }
}

const unused = new Random(0);
