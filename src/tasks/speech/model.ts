import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import type { Precision } from '../../kernels/kernel.ts';
import { Dense } from '../../models/dense.ts';
import { dropout } from '../../models/dropout.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { RecurrentStack, type StackConfig } from '../../models/recurrent-stack.ts';
import type { SpeechBatch } from './batches.ts';
import type { LabelScores } from './decoding/greedy.ts';

export interface RecognizerConfig {
  /** Of a step: features times stacking. */
  readonly width: number;
  /** Labels and the blank. */
  readonly classes: number;
  /** Of the units that the output layer reads. */
  readonly outputDropout: number;
  readonly recurrent: Omit<StackConfig, 'inputSize'>;
}

/** Features to scores of labels at every step: recurrent layers over utterances of any length. */
export class SpeechRecognizer {
  readonly kernel: string;
  readonly precision: Precision;
  readonly config: RecognizerConfig;
  readonly #stack: RecurrentStack;
  readonly #dense: Dense;

  constructor(config: RecognizerConfig, parameters: ParameterSet, random: Random) {
    const { width, classes, recurrent } = config;
    this.config = config;
    const stack = { ...recurrent, inputSize: width, variableLengths: true };
    this.#stack = new RecurrentStack(stack, parameters, random);
    this.kernel = this.#stack.kernel;
    this.precision = this.#stack.precision;
    const sizes = { input: this.#stack.outputSize, output: classes };
    this.#dense = new Dense(sizes, parameters, random, 'output');
  }

  /** @returns logits (time, size, classes); the last class is the blank */
  score(
    { time, size, values, lengths }: SpeechBatch,
    context: { readonly training: boolean; readonly random: Random },
  ): tf.Tensor3D {
    return tf.tidy(() => {
      const x = tf.tensor3d(values, [time, size, this.config.width]);
      const steps = tf.tensor1d([...lengths], 'int32');
      const { outputs } = this.#stack.run(x, null, { ...context, lengths: steps });
      const flat = tf.reshape(outputs, [time * size, this.#stack.outputSize]) as tf.Tensor2D;
      const { training, random } = context;
      const read = training ? dropout(flat, this.config.outputDropout, random) : flat;
      return tf.reshape(this.#dense.apply(read), [time, size, this.config.classes]);
    });
  }
}

/** Logarithms of probabilities of each utterance, by its own length. */
export function labelScores(logits: tf.Tensor3D, lengths: readonly number[]): LabelScores[] {
  const [, size, classes] = logits.shape;
  const values = tf.tidy(() => tf.logSoftmax(logits).dataSync<'float32'>());
  return lengths.map((time, place) => {
    const own = new Float32Array(time * classes);
    for (let step = 0; step < time; step++) {
      const from = (step * size + place) * classes;
      own.set(values.subarray(from, from + classes), step * classes);
    }
    return { time, classes, values: own };
  });
}
