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
import { dropoutMask, sequenceDropout } from '../../models/dropout.ts';
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
  /** Share of the vocabulary that is dropped whole, for one forward. */
  readonly tokenDropout?: number;
  /** Of the units that the output layer reads. */
  readonly outputDropout: number;
  /** The embedding keeps its first values. */
  readonly freezeEmbedding?: boolean;
  /** The embedding serves as output layer too. */
  readonly tieWeights: boolean;
  /** Weight of the mean square of the outputs, dropout included (AR). */
  readonly activationPenalty?: number;
  /** Weight of the mean square of the change of the outputs from step to step (TAR). */
  readonly slownessPenalty?: number;
  readonly recurrent: Omit<StackConfig, 'inputSize'>;
}

export interface ReadTokens {
  /** Of the last layer, dropout included: (time * streams, hidden). */
  readonly outputs: tf.Tensor2D;
  /** Of the last layer, without dropout: (time, streams, hidden). */
  readonly activations: tf.Tensor3D;
  /** After the last token. */
  readonly states: StackState;
}

/** Tokens to scores of the next token: embedding, recurrent layers, linear layer. */
export class RecurrentLanguageModel {
  readonly kernel: string;
  readonly precision: Precision;
  readonly config: LanguageModelConfig;
  readonly #embedding: Embedding;
  readonly #stack: RecurrentStack;
  /** Without tying: hidden to vocabulary. With tying: hidden to embedding, where sizes differ. */
  readonly #dense: Dense | null;
  readonly #tiedBias: tf.Variable<tf.Rank.R1> | null;

  constructor(config: LanguageModelConfig, parameters: ParameterSet, random: Random) {
    const { vocabulary, embeddingSize: width, tieWeights, recurrent } = config;
    this.config = config;
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
   */
  read(
    tokens: tf.Tensor1D,
    streams: number,
    states: StackState | null,
    context: RunContext,
  ): ReadTokens {
    const { embeddingDropout, embeddingSize, outputDropout } = this.config;
    const embedded = this.#embed(tokens, context);
    const sequence = tf.reshape(embedded, [-1, streams, embeddingSize]) as tf.Tensor3D;
    const read = this.#drop(sequence, embeddingDropout, context);
    const inputGradient = this.config.freezeEmbedding !== true;
    const result = this.#stack.run(read, states, { ...context, inputGradient });
    const dropped = this.#drop(result.outputs, outputDropout, context);
    const outputs = tf.reshape(dropped, [-1, this.#stack.outputSize]) as tf.Tensor2D;
    return { outputs, activations: result.outputs, states: result.states };
  }

  /**
   * What training adds to the loss to keep activations small and slow, differentiable; null where
   * nothing is added (Merity et al. 2017, arXiv 1708.01009):
   *
   *     alpha mean((m * h_t)^2) + beta mean((h_{t+1} - h_t)^2),  m: mask of the output dropout
   */
  penalty({ outputs, activations }: ReadTokens): tf.Scalar | null {
    const { activationPenalty: alpha = 0, slownessPenalty: beta = 0 } = this.config;
    const parts: tf.Scalar[] = [];
    if (alpha > 0) parts.push(tf.mul(tf.mean<tf.Scalar>(tf.square(outputs)), alpha));
    const [time, streams, width] = activations.shape;
    if (beta > 0 && time > 1) {
      const size: [number, number, number] = [time - 1, streams, width];
      const change = tf.sub(
        tf.slice3d(activations, [1, 0, 0], size),
        tf.slice3d(activations, [0, 0, 0], size),
      );
      parts.push(tf.mul(tf.mean<tf.Scalar>(tf.square(change)), beta));
    }
    return parts.length === 0 ? null : tf.addN(parts);
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

  /** Whole tokens dropped: one draw for each of the vocabulary, for this forward. */
  #embed(tokens: tf.Tensor1D, { training, random }: RunContext): tf.Tensor2D {
    const { tokenDropout = 0, vocabulary } = this.config;
    const embedded = this.#embedding.apply(tokens, this.config.freezeEmbedding);
    if (!training || tokenDropout === 0) return embedded;
    const mask = dropoutMask<tf.Rank.R1>([vocabulary], tokenDropout, random);
    return tf.mul(embedded, tf.expandDims(tf.gather(mask, tokens), 1));
  }

  /** To the embedding's size, where it serves as output layer and is another. */
  #project(outputs: tf.Tensor2D): tf.Tensor2D {
    const { tieWeights } = this.config;
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
    const { dropoutKind = 'standard' } = this.config.recurrent;
    return training ? sequenceDropout(sequence, rate, dropoutKind, random) : sequence;
  }
}
