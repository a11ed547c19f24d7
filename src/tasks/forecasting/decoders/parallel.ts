import * as tf from '@tensorflow/tfjs-core';
import { repeatRows, tileRows } from '../../../backend/operations.ts';
import { Dense } from '../../../models/dense.ts';
import { Embedding } from '../../../models/embedding.ts';
import type { RunContext, StackState } from '../../../models/recurrent-stack.ts';
import type { Decoder, DecoderInput, DecoderParts } from './decoder.ts';
import { cutToHorizon } from './horizon.ts';

/**
 * One recurrent step for all segments of the horizon at once, each from the same last state and fed
 * with a learnt position and entity (SegRNN, Lin et al. 2023), and with what is known in advance.
 */
export class ParallelDecoder implements Decoder {
  readonly #parts: DecoderParts;
  readonly #steps: number;
  /** (steps ahead, position width) */
  readonly #positions: tf.Variable<tf.Rank.R2>;
  readonly #entities: Embedding | null;
  readonly #known: Dense | null;
  readonly #output: Dense;

  constructor(parts: DecoderParts) {
    const { segment, horizon, hidden, entities, parameterSet, random } = parts;
    this.#parts = parts;
    this.#steps = Math.ceil(horizon / segment);
    const entityWidth = entities === 1 ? 0 : Math.floor(hidden / 2);
    const shape = [this.#steps, hidden - entityWidth] as const;
    this.#positions = parameterSet.add<tf.Rank.R2>('position.table', normal(shape, random));
    this.#entities =
      entityWidth > 0
        ? new Embedding(
            { vocabulary: entities, width: entityWidth },
            parameterSet,
            random,
            'channel',
          )
        : null;
    const known = { input: segment * parts.known, output: hidden };
    this.#known = parts.known > 0 ? new Dense(known, parameterSet, random, 'known') : null;
    const outputs = segment * parts.width * parts.parameters;
    const head = { input: parts.stack.outputSize, output: outputs };
    this.#output = new Dense(head, parameterSet, random, 'output');
  }

  decode({ projected, entities, future }: DecoderInput, context: RunContext): tf.Tensor3D {
    const { stack, dropout } = this.#parts;
    const sequences = projected.shape[1];
    const learnt = { ...context, inputGradient: true };
    const { states } = stack.run(projected, null, learnt);
    const queries = this.#queries(entities, future, sequences);
    const repeated = states.map((state) => repeatRows(state, this.#steps)) as StackState;
    const { outputs } = stack.run(queries, repeated, learnt);
    const rows = tf.reshape(outputs, [sequences * this.#steps, stack.outputSize]) as tf.Tensor2D;
    const decoded = this.#output.apply(dropout(rows, context));
    return cutToHorizon(decoded, sequences, this.#parts);
  }

  /** (1, sequences * steps, hidden): position beside entity, plus what is known. */
  #queries(entities: tf.Tensor1D, future: tf.Tensor3D | null, sequences: number): tf.Tensor3D {
    const { hidden } = this.#parts;
    const position = tileRows(this.#positions, sequences);
    const told =
      this.#entities === null
        ? position
        : tf.concat2d([position, repeatRows(this.#entities.apply(entities), this.#steps)], 1);
    const rows = sequences * this.#steps;
    if (this.#known === null || future === null) return tf.reshape(told, [1, rows, hidden]);
    // Segments ahead come first in `future`, sequences first in the queries.
    const bySequence = tf.reshape(tf.transpose(future, [1, 0, 2]), [rows, -1]) as tf.Tensor2D;
    const known = this.#known.apply(bySequence, { ofData: true });
    return tf.reshape(tf.add(told, known), [1, rows, hidden]) as tf.Tensor3D;
  }
}

/** Standard normal, as SegRNN draws its positions. */
function normal(
  [rows, columns]: readonly [number, number],
  random: DecoderParts['random'],
): tf.Tensor2D {
  const values = Float32Array.from({ length: rows * columns }, () => random.normal());
  return tf.tensor2d(values, [rows, columns]);
}
