import * as tf from '@tensorflow/tfjs-core';
import {
  type ClassLayer,
  classScores,
  linearCrossEntropy,
  linearCrossEntropyLosses,
} from '../../backend/operations.ts';
import type { Random } from '../../backend/random.ts';
import type { Precision } from '../../kernels/kernel.ts';
import { Dense } from '../../models/dense.ts';
import { sequenceDropout } from '../../models/dropout.ts';
import { Embedding } from '../../models/embedding.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import {
  RecurrentStack,
  type RunContext,
  type StackConfig,
  type StackState,
} from '../../models/recurrent-stack.ts';

export interface LanguageModelConfig {
  readonly vocabulary: number;
  readonly embeddingSize: number;
  readonly embeddingDropout: number;
  /** Of the units that the output layer reads. */
  readonly outputDropout: number;
  /** The embedding serves as output layer too. */
  readonly tieWeights: boolean;
  readonly recurrent: Omit<StackConfig, 'inputSize'>;
}

/** Tokens to scores of the next token: embedding, recurrent layers, linear layer. */
export class RecurrentLanguageModel {
  readonly kernel: string;
  readonly precision: Precision;
  readonly #config: LanguageModelConfig;
  readonly #embedding: Embedding;
  readonly #stack: RecurrentStack;
  /** Without tying: hidden to vocabulary. With tying: hidden to embedding, where sizes differ. */
  readonly #dense: Dense | null;
  readonly #tiedBias: tf.Variable<tf.Rank.R1> | null;

  constructor(config: LanguageModelConfig, parameters: ParameterSet, random: Random) {
    const { vocabulary, embeddingSize: width, tieWeights, recurrent } = config;
    this.#config = config;
    this.#embedding = new Embedding({ vocabulary, width }, parameters, random, 'embedding');
    this.#stack = new RecurrentStack({ ...recurrent, inputSize: width }, parameters, random);
    this.kernel = this.#stack.kernel;
    this.precision = this.#stack.precision;
    const hidden = this.#stack.outputSize;
    if (tieWeights) {
      const sizes = { input: hidden, output: width };
      this.#dense = hidden === width ? null : new Dense(sizes, parameters, random, 'projection');
      this.#tiedBias = parameters.add<tf.Rank.R1>('output.bias', tf.zeros([vocabulary]));
    } else {
      const sizes = { input: hidden, output: vocabulary };
      this.#dense = new Dense(sizes, parameters, random, 'output');
      this.#tiedBias = null;
    }
  }

  /** States of a text's beginning; the caller owns them. */
  zeroStates(streams: number): StackState {
    return this.#stack.zeroStates(streams);
  }

  /**
   * @param tokens (time * streams) int32, time first
   * @param states as returned by an earlier run, or null at a beginning
   * @returns the last layer's outputs, dropout included, (time * streams, hidden) and the states after the last token
   */
  read(
    tokens: tf.Tensor1D,
    streams: number,
    states: StackState | null,
    context: RunContext,
  ): { readonly outputs: tf.Tensor2D; readonly states: StackState } {
    const { embeddingDropout, embeddingSize, outputDropout } = this.#config;
    const embedded = this.#embedding.apply(tokens);
    const sequence = tf.reshape(embedded, [-1, streams, embeddingSize]) as tf.Tensor3D;
    const read = this.#drop(sequence, embeddingDropout, context);
    const result = this.#stack.run(read, states, context);
    const dropped = this.#drop(result.outputs, outputDropout, context);
    const outputs = tf.reshape(dropped, [-1, this.#stack.outputSize]) as tf.Tensor2D;
    return { outputs, states: result.states };
  }

  /** @param outputs (rows, hidden) @returns logits (rows, vocabulary) */
  score(outputs: tf.Tensor2D): tf.Tensor2D {
    return classScores(this.#project(outputs), this.#outputLayer);
  }

  /**
   * Mean of -log p of the tokens to come, differentiable.
   * @param outputs (rows, hidden)
   * @param targets (rows) int32
   */
  loss(outputs: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
    const { precision } = this;
    const projected = this.#project(outputs);
    return linearCrossEntropy(projected, this.#outputLayer, targets, { precision });
  }

  /** -log p of each token to come (rows), not differentiable. */
  losses(outputs: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor1D {
    return linearCrossEntropyLosses(this.#project(outputs), this.#outputLayer, targets);
  }

  /** To the embedding's size, where it serves as output layer and is another. */
  #project(outputs: tf.Tensor2D): tf.Tensor2D {
    const { tieWeights } = this.#config;
    return tieWeights && this.#dense !== null ? this.#dense.apply(outputs) : outputs;
  }

  get #outputLayer(): ClassLayer {
    if (this.#tiedBias !== null) {
      return { weight: this.#embedding.table, transposed: true, bias: this.#tiedBias };
    }
    const { kernel, bias } = this.#dense!;
    return { weight: kernel, transposed: false, bias };
  }

  #drop(sequence: tf.Tensor3D, rate: number, { training, random }: RunContext): tf.Tensor3D {
    const { dropoutKind = 'standard' } = this.#config.recurrent;
    return training ? sequenceDropout(sequence, rate, dropoutKind, random) : sequence;
  }
}
