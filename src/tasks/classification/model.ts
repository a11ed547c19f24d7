import * as tf from '@tensorflow/tfjs-core';
import { gatherRows } from '../../backend/operations.ts';
import type { Random } from '../../backend/random.ts';
import type { Precision } from '../../kernels/kernel.ts';
import { Dense } from '../../models/dense.ts';
import { dropout } from '../../models/dropout.ts';
import { Embedding } from '../../models/embedding.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { Pooling, type PoolingId } from '../../models/pooling.ts';
import { RecurrentStack, type RunContext, type StackConfig } from '../../models/recurrent-stack.ts';
import type { SequenceBatch } from './batch.ts';

export interface ClassifierConfig {
  readonly kind: 'numbers' | 'text';
  /** Numbers at a step, or tokens of the vocabulary. */
  readonly width: number;
  readonly embeddingSize: number;
  /** Classes, or 1 for a number. */
  readonly outputs: number;
  /** Whether each step is answered instead of the whole sequence. */
  readonly bySteps: boolean;
  readonly pooling: PoolingId;
  readonly outputDropout: number;
  /** Deviation of noise on numbers while training. */
  readonly inputNoise: number;
  readonly recurrent: Omit<StackConfig, 'inputSize'>;
}

/** Recurrent layers over sequences of any length, and one answer for each, or for each step. */
export class SequenceClassifier {
  readonly kernel: string;
  readonly precision: Precision;
  readonly config: ClassifierConfig;
  readonly #embedding: Embedding | null;
  readonly #stack: RecurrentStack;
  readonly #pooling: Pooling;
  readonly #dense: Dense;

  constructor(config: ClassifierConfig, parameters: ParameterSet, random: Random) {
    const { kind, width, embeddingSize, recurrent } = config;
    this.config = config;
    this.#embedding =
      kind === 'text'
        ? new Embedding(
            { vocabulary: width, width: embeddingSize },
            parameters,
            random,
            'embedding',
          )
        : null;
    const inputSize = kind === 'text' ? embeddingSize : width;
    const stack = { ...recurrent, inputSize, variableLengths: true };
    this.#stack = new RecurrentStack(stack, parameters, random);
    this.kernel = this.#stack.kernel;
    this.precision = this.#stack.precision;
    const { outputSize } = this.#stack;
    const pooling = config.bySteps ? 'last' : config.pooling;
    this.#pooling = new Pooling(pooling, outputSize, parameters, random);
    const sizes = { input: outputSize, output: config.outputs };
    this.#dense = new Dense(sizes, parameters, random, 'output');
  }

  /** @returns (answers, outputs): of each sequence, or of each labelled step */
  score(batch: SequenceBatch, context: Omit<RunContext, 'lengths'>): tf.Tensor2D {
    return tf.tidy(() => {
      const { training, random } = context;
      const lengths = tf.tensor1d(batch.lengths, 'int32');
      const result = this.#stack.run(this.#read(batch, context), null, {
        ...context,
        lengths,
        inputGradient: this.#embedding !== null,
      });
      const { outputs } = result;
      const rows =
        batch.places === null
          ? this.#pooling.apply({
              outputs,
              last: this.#stack.lastOutputs(result, lengths),
              lengths,
            })
          : gatherRows(
              tf.reshape(outputs, [-1, this.#stack.outputSize]) as tf.Tensor2D,
              tf.tensor1d(batch.places, 'int32'),
            );
      const read = training ? dropout(rows, this.config.outputDropout, random) : rows;
      return this.#dense.apply(read);
    });
  }

  /** @returns (time, size, numbers) */
  #read(
    { time, size, input }: SequenceBatch,
    { training, random }: Omit<RunContext, 'lengths'>,
  ): tf.Tensor3D {
    if (this.#embedding !== null) {
      const tokens = tf.tensor1d(Int32Array.from(input), 'int32');
      const vectors = this.#embedding.apply(tokens);
      return tf.reshape(vectors, [time, size, this.config.embeddingSize]);
    }
    const { inputNoise, width } = this.config;
    if (training && inputNoise > 0) {
      // In place: the array was made for this step.
      for (let at = 0; at < input.length; at++) input[at]! += inputNoise * random.normal();
    }
    return tf.tensor3d(input, [time, size, width]);
  }
}
