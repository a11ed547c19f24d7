import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import { attentionMask } from '../../models/attention/index.ts';
import { sequenceDropout } from '../../models/dropout.ts';
import type { Embedding } from '../../models/embedding.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { RecurrentStack, type RunContext, type StackState } from '../../models/recurrent-stack.ts';
import type { TranslationModelConfig } from './config.ts';

/** A sentence as the encoder understood it. */
export interface Encoded {
  /** (batch, source, outputSize) */
  readonly outputs: tf.Tensor3D;
  /** (batch, 1, source); see `attentionMask`. */
  readonly mask: tf.Tensor3D;
  /**
   * Layer by layer and part by part of the cell's state, directions side by side:
   * (batch, outputSize).
   */
  readonly summary: StackState;
}

/** Reads the source sentence, in both directions unless told otherwise. */
export class Encoder {
  readonly outputSize: number;
  readonly #embedding: Embedding;
  readonly #stack: RecurrentStack;
  readonly #config: TranslationModelConfig;
  readonly #directions: number;

  constructor(
    config: TranslationModelConfig,
    embedding: Embedding,
    parameters: ParameterSet,
    random: Random,
  ) {
    const { recurrent, bidirectional, embeddingSize } = config;
    this.#config = config;
    this.#embedding = embedding;
    this.#directions = bidirectional ? 2 : 1;
    const stack = {
      ...recurrent,
      inputSize: embeddingSize,
      hiddenSize: Math.ceil(recurrent.hiddenSize / this.#directions),
      bidirectional,
      variableLengths: true,
    };
    this.#stack = new RecurrentStack(stack, parameters, random, 'encoder');
    this.outputSize = this.#stack.outputSize;
  }

  /** @param tokens (source * batch) int32, time first @param lengths (batch) int32 */
  run(tokens: tf.Tensor1D, lengths: tf.Tensor1D, context: RunContext): Encoded {
    const { embeddingSize, dropout, recurrent } = this.#config;
    const batch = lengths.shape[0];
    const embedded = this.#embedding.apply(tokens);
    const sequence = tf.reshape(embedded, [-1, batch, embeddingSize]) as tf.Tensor3D;
    const kind = recurrent.dropoutKind ?? 'standard';
    const input = context.training
      ? sequenceDropout(sequence, dropout, kind, context.random)
      : sequence;
    const { outputs, states } = this.#stack.run(input, null, {
      ...context,
      lengths,
      inputGradient: true,
    });
    return {
      outputs: tf.transpose(outputs, [1, 0, 2]),
      mask: attentionMask(lengths, sequence.shape[0]),
      summary: this.#joinDirections(states),
    };
  }

  #joinDirections(states: StackState): StackState {
    if (this.#directions === 1) return states;
    const layers = this.#config.recurrent.numLayers;
    const parts = states.length / layers / 2;
    return Array.from({ length: layers * parts }, (_, index) => {
      const forward = Math.floor(index / parts) * 2 * parts + (index % parts);
      return tf.concat2d([states[forward]!, states[forward + parts]!], 1);
    });
  }
}
