import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import type { Precision } from '../../kernels/kernel.ts';
import {
  type AttentionScorer,
  attend,
  attentionById,
  type Memory,
} from '../../models/attention/index.ts';
import { beginningsOf } from '../../models/cells/handover.ts';
import { Dense } from '../../models/dense.ts';
import { sequenceDropout } from '../../models/dropout.ts';
import type { Embedding } from '../../models/embedding.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { RecurrentStack, type RunContext, type StackState } from '../../models/recurrent-stack.ts';
import type { TranslationModelConfig } from './config.ts';
import type { Encoded } from './encoder.ts';

/** All that the next token depends on. */
export interface DecoderState {
  readonly recurrent: StackState;
  /** (batch, width): what the step before wrote, where the decoder reads it; else null. */
  readonly fed: tf.Tensor2D | null;
  /** Null without attention. */
  readonly memory: Memory | null;
}

export interface Decoded {
  /** For the output layer, sentence by sentence: (batch * target, width). */
  readonly rows: tf.Tensor2D;
  /** (batch, target, source); null without attention. */
  readonly weights: tf.Tensor3D | null;
  /** After the last token. */
  readonly state: DecoderState;
}

/**
 * Writes the target sentence. Attention comes after the recurrent layers (Luong et al. 2015), so
 * that all steps of a known sentence are computed at once:
 *
 *     h_t = RNN(embedding(y_{t-1}) [; a_{t-1}])        the bracket with input feeding
 *     c_t = attention(h_t, encoder outputs)
 *     a_t = tanh(W [h_t; c_t] + b)                     what the output layer reads
 *
 * Without attention a_t = tanh(W h_t + b). Each layer starts from the encoder's final state of the
 * same layer, each part of it through a linear layer of its own, as far as the cell hands it over.
 */
export class Decoder {
  readonly kernel: string;
  readonly precision: Precision;
  readonly #config: TranslationModelConfig;
  readonly #embedding: Embedding;
  readonly #stack: RecurrentStack;
  /** For each part of the state its linear layer, or null where it begins with a value. */
  readonly #bridges: readonly (Dense | null)[];
  readonly #scorer: AttentionScorer | null;
  readonly #combine: Dense;

  constructor(
    config: TranslationModelConfig,
    embedding: Embedding,
    encoderSize: number,
    parameters: ParameterSet,
    random: Random,
  ) {
    const { recurrent, embeddingSize: width, attention, inputFeeding } = config;
    const hidden = recurrent.hiddenSize;
    this.#config = config;
    this.#embedding = embedding;
    const stack = { ...recurrent, inputSize: inputFeeding ? 2 * width : width };
    this.#stack = new RecurrentStack(stack, parameters, random, 'decoder');
    this.kernel = this.#stack.kernel;
    this.precision = this.#stack.precision;
    const sizes = { input: encoderSize, output: hidden };
    const beginnings = beginningsOf(recurrent.cell);
    this.#bridges = Array.from({ length: recurrent.numLayers * beginnings.length }, (_, index) =>
      beginnings[index % beginnings.length] === 'learnt'
        ? new Dense(sizes, parameters, random, `bridge.${index}`)
        : null,
    );
    this.#scorer =
      attention === 'none'
        ? null
        : attentionById(attention).create(
            { query: hidden, key: encoderSize },
            parameters,
            random,
            'attention',
          );
    const input = attention === 'none' ? hidden : hidden + encoderSize;
    this.#combine = new Dense({ input, output: width }, parameters, random, 'combine');
  }

  begin({ outputs, mask, summary }: Encoded): DecoderState {
    const batch = outputs.shape[0];
    const recurrent = this.#beginning(summary, batch);
    const { inputFeeding, embeddingSize } = this.#config;
    const memory =
      this.#scorer === null
        ? null
        : { keys: outputs, prepared: this.#scorer.prepare(outputs), mask };
    return { recurrent, memory, fed: inputFeeding ? tf.zeros([batch, embeddingSize]) : null };
  }

  #beginning(summary: StackState, batch: number): StackState {
    const beginnings = beginningsOf(this.#config.recurrent.cell);
    return this.#stack.zeroStates(batch).map((zeros, index) => {
      const bridge = this.#bridges[index]!;
      if (bridge !== null) return tf.tanh(bridge.apply(summary[index]!));
      return tf.add<tf.Tensor2D>(zeros, beginnings[index % beginnings.length] as number);
    });
  }

  run(tokens: tf.Tensor1D, state: DecoderState, context: RunContext): Decoded {
    const batch = state.recurrent[0]!.shape[0];
    const width = this.#config.embeddingSize;
    const embedded = tf.reshape(this.#embedding.apply(tokens), [-1, batch, width]) as tf.Tensor3D;
    const input = this.#drop(embedded, context);
    const learnt = { ...context, inputGradient: true };
    return state.fed === null
      ? this.#runAtOnce(input, state, learnt)
      : this.#runStepByStep(input, state, learnt);
  }

  #runAtOnce(input: tf.Tensor3D, state: DecoderState, context: RunContext): Decoded {
    const result = this.#stack.run(input, state.recurrent, context);
    const { rows, weights } = this.#attend(result.outputs, state.memory, context);
    return { rows, weights, state: { ...state, recurrent: result.states } };
  }

  #runStepByStep(input: tf.Tensor3D, state: DecoderState, context: RunContext): Decoded {
    const [time, batch, width] = input.shape;
    let { recurrent } = state;
    let fed = state.fed!;
    const rows: tf.Tensor3D[] = [];
    const weights: tf.Tensor3D[] = [];
    for (let step = 0; step < time; step++) {
      const token = tf.slice3d(input, [step, 0, 0], [1, batch, width]);
      const both = tf.concat3d([token, tf.reshape(fed, [1, batch, width])], 2);
      const result = this.#stack.run(both, recurrent, context);
      const attended = this.#attend(result.outputs, state.memory, context);
      recurrent = result.states;
      fed = attended.rows;
      rows.push(tf.reshape(attended.rows, [batch, 1, width]));
      if (attended.weights !== null) weights.push(attended.weights);
    }
    const joined = time === 1 ? rows[0]! : tf.concat3d(rows, 1);
    return {
      rows: tf.reshape(joined, [batch * time, width]),
      weights: weights.length < 2 ? (weights[0] ?? null) : tf.concat3d(weights, 1),
      state: { ...state, recurrent, fed },
    };
  }

  /** @param outputs (target, batch, hidden) */
  #attend(
    outputs: tf.Tensor3D,
    memory: Memory | null,
    context: RunContext,
  ): { readonly rows: tf.Tensor2D; readonly weights: tf.Tensor3D | null } {
    const [time, batch, hidden] = outputs.shape;
    const dropped = this.#drop(outputs, context);
    const queries =
      time === 1
        ? (tf.reshape(dropped, [batch, 1, hidden]) as tf.Tensor3D)
        : tf.transpose(dropped, [1, 0, 2]);
    const attended =
      this.#scorer === null || memory === null ? null : attend(this.#scorer, queries, memory);
    const both = attended === null ? queries : tf.concat3d([queries, attended.context], 2);
    const rows = tf.reshape(both, [batch * time, both.shape[2]]) as tf.Tensor2D;
    return { rows: tf.tanh(this.#combine.apply(rows)), weights: attended?.weights ?? null };
  }

  #drop(sequence: tf.Tensor3D, { training, random }: RunContext): tf.Tensor3D {
    const { dropout, recurrent } = this.#config;
    if (!training) return sequence;
    return sequenceDropout(sequence, dropout, recurrent.dropoutKind ?? 'standard', random);
  }
}
