import * as tf from '@tensorflow/tfjs-core';
import { Dense } from '../../../models/dense.ts';
import { Embedding } from '../../../models/embedding.ts';
import type { RunContext } from '../../../models/recurrent-stack.ts';
import type { Decoder, DecoderInput, DecoderParts } from './decoder.ts';

/** The last output (of both directions), and what is known in advance, to the horizon at once. */
export class DirectDecoder implements Decoder {
  readonly #parts: DecoderParts;
  readonly #entities: Embedding | null;
  readonly #known: Dense | null;
  readonly #output: Dense;

  constructor(parts: DecoderParts) {
    const { segment, horizon, hidden, entities, parameterSet, random } = parts;
    this.#parts = parts;
    this.#entities =
      entities > 1
        ? new Embedding({ vocabulary: entities, width: hidden }, parameterSet, random, 'channel')
        : null;
    const rows = Math.ceil(horizon / segment) * segment;
    const known = { input: rows * parts.known, output: hidden };
    this.#known = parts.known > 0 ? new Dense(known, parameterSet, random, 'known') : null;
    const read = parts.stack.outputSize + (this.#known === null ? 0 : hidden);
    const head = { input: read, output: horizon * parts.width * parts.parameters };
    this.#output = new Dense(head, parameterSet, random, 'output');
  }

  decode({ projected, entities, future }: DecoderInput, context: RunContext): tf.Tensor3D {
    const { horizon, width, parameters, dropout } = this.#parts;
    const sequences = projected.shape[1];
    const told =
      this.#entities === null
        ? projected
        : tf.add<tf.Tensor3D>(projected, tf.expandDims(this.#entities.apply(entities), 0));
    const summary = this.#summary(told, context);
    const read =
      this.#known === null || future === null
        ? summary
        : tf.concat2d([summary, this.#ahead(this.#known, future, sequences)], 1);
    const decoded = this.#output.apply(dropout(read, context));
    return tf.reshape(decoded, [sequences, horizon, width * parameters]) as tf.Tensor3D;
  }

  #ahead(known: Dense, future: tf.Tensor3D, sequences: number): tf.Tensor2D {
    const bySequence = tf.reshape(tf.transpose(future, [1, 0, 2]), [sequences, -1]) as tf.Tensor2D;
    return known.apply(bySequence, { activation: 'relu', ofData: true });
  }

  #summary(told: tf.Tensor3D, context: RunContext): tf.Tensor2D {
    const { stack, hidden, bidirectional } = this.#parts;
    const [segments, sequences] = told.shape;
    const { outputs } = stack.run(told, null, context);
    const last = (time: number, from: number, size: number) =>
      tf.reshape(tf.slice3d(outputs, [time, 0, from], [1, sequences, size]), [
        sequences,
        size,
      ]) as tf.Tensor2D;
    return bidirectional
      ? tf.concat2d([last(segments - 1, 0, hidden), last(0, hidden, hidden)], 1)
      : last(segments - 1, 0, hidden);
  }
}
