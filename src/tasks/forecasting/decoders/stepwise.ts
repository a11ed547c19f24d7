import * as tf from '@tensorflow/tfjs-core';
import { Dense } from '../../../models/dense.ts';
import { Embedding } from '../../../models/embedding.ts';
import type { RecurrentStack, RunContext, StackState } from '../../../models/recurrent-stack.ts';
import type { Decoder, DecoderInput, DecoderParts } from './decoder.ts';
import { cutToHorizon } from './horizon.ts';

/**
 * Segment after segment, each fed with the one before: its own forecast, or, in a share of the
 * training batches, what came true (teacher forcing, Williams and Zipser 1989).
 *
 * `recursive` goes on with the network that has read the input, as an autoregressive model does;
 * `encoder-decoder` hands its last state to another network (Sutskever et al. 2014).
 */
export class StepwiseDecoder implements Decoder {
  readonly #parts: DecoderParts;
  readonly #steps: number;
  readonly #stack: RecurrentStack;
  readonly #entities: Embedding | null;
  /** Projects what is fed back; the input's own projection goes on where null. */
  readonly #feed: Dense | null;
  readonly #known: Dense | null;
  readonly #output: Dense;

  constructor(kind: 'recursive' | 'encoder-decoder', parts: DecoderParts) {
    const { segment, horizon, width, hidden, entities, parameterSet, random } = parts;
    this.#parts = parts;
    this.#steps = Math.ceil(horizon / segment);
    const separate = kind === 'encoder-decoder';
    this.#stack = separate ? parts.makeStack('decoder') : parts.stack;
    const fed = { input: segment * width, output: hidden };
    this.#feed = separate ? new Dense(fed, parameterSet, random, 'feed') : null;
    this.#entities =
      entities > 1
        ? new Embedding({ vocabulary: entities, width: hidden }, parameterSet, random, 'channel')
        : null;
    const known = { input: segment * parts.known, output: hidden };
    this.#known = parts.known > 0 ? new Dense(known, parameterSet, random, 'known') : null;
    const head = {
      input: this.#stack.outputSize,
      output: segment * width * parts.parameters,
    };
    this.#output = new Dense(head, parameterSet, random, 'output');
  }

  decode(input: DecoderInput, context: RunContext): tf.Tensor3D {
    const { teacherForcing } = this.#parts;
    const entity = this.#entities === null ? null : this.#entities.apply(input.entities);
    const told = this.#addEntity(input.projected, entity);
    const [segments, sequences, hidden] = told.shape;
    // The last segment of the input is the first that is fed: what is known of the step ahead goes with it.
    const before =
      segments > 1
        ? this.#parts.stack.run(
            tf.slice3d(told, [0, 0, 0], [segments - 1, sequences, hidden]),
            null,
            context,
          ).states
        : null;
    const last = tf.slice3d(told, [segments - 1, 0, 0], [1, sequences, hidden]);
    const [states, first] = this.#begin(last, before, input, entity, context);
    const forced =
      context.training &&
      input.truth !== null &&
      teacherForcing > 0 &&
      context.random.next() < teacherForcing;
    const decoded =
      forced && input.truth !== null
        ? this.#fromTruth(first, states, input.truth, input.future, entity, context)
        : this.#fromItself(first, states, input.future, entity, context);
    return cutToHorizon(decoded, sequences, this.#parts);
  }

  /** The states before the first step ahead, and what that step reads. */
  #begin(
    last: tf.Tensor3D,
    before: StackState | null,
    { lastSegment, future }: DecoderInput,
    entity: tf.Tensor2D | null,
    context: RunContext,
  ): [StackState | null, tf.Tensor3D] {
    if (this.#feed === null) return [before, this.#addKnown(last, future, 0)];
    const { states } = this.#parts.stack.run(last, before, context);
    const fed = this.#fedBack(tf.expandDims(lastSegment, 0), entity);
    return [states, this.#addKnown(fed, future, 0)];
  }

  /** All steps in one run: each reads what came true before it. */
  #fromTruth(
    first: tf.Tensor3D,
    states: StackState | null,
    truth: tf.Tensor3D,
    future: tf.Tensor3D | null,
    entity: tf.Tensor2D | null,
    context: RunContext,
  ): tf.Tensor2D {
    const [, sequences, size] = truth.shape;
    const inputs = [first];
    if (this.#steps > 1) {
      const before = tf.slice3d(truth, [0, 0, 0], [this.#steps - 1, sequences, size]);
      inputs.push(this.#addKnown(this.#fedBack(before, entity), future, 1));
    }
    const { outputs } = this.#stack.run(tf.concat3d(inputs, 0), states, context);
    const bySequence = tf.transpose(outputs, [1, 0, 2]);
    const rows = tf.reshape(bySequence, [sequences * this.#steps, -1]) as tf.Tensor2D;
    return this.#output.apply(this.#parts.dropout(rows, context));
  }

  #fromItself(
    first: tf.Tensor3D,
    states: StackState | null,
    future: tf.Tensor3D | null,
    entity: tf.Tensor2D | null,
    context: RunContext,
  ): tf.Tensor2D {
    const sequences = first.shape[1];
    const steps: tf.Tensor2D[] = [];
    let [input, state] = [first, states];
    for (let step = 0; step < this.#steps; step++) {
      const result = this.#stack.run(input, state, context);
      state = result.states;
      const rows = tf.reshape(result.outputs, [sequences, -1]) as tf.Tensor2D;
      const decoded = this.#output.apply(this.#parts.dropout(rows, context));
      steps.push(decoded);
      if (step + 1 === this.#steps) break;
      const fed = this.#fedBack(tf.expandDims(this.#pointsOf(decoded), 0), entity);
      input = this.#addKnown(fed, future, step + 1);
    }
    const { segment, width, parameters } = this.#parts;
    const numbers = segment * width * parameters;
    return tf.reshape(tf.stack(steps, 1), [sequences * this.#steps, numbers]) as tf.Tensor2D;
  }

  /** The value itself among the numbers of its distribution. */
  #pointsOf(decoded: tf.Tensor2D): tf.Tensor2D {
    const { segment, width, parameters, pointColumn } = this.#parts;
    if (parameters === 1) return decoded;
    const values = segment * width;
    const sequences = decoded.shape[0];
    const byValue = tf.reshape(decoded, [sequences * values, parameters]);
    const points = tf.slice(byValue, [0, pointColumn], [sequences * values, 1]);
    return tf.reshape(points, [sequences, values]) as tf.Tensor2D;
  }

  /** (steps, sequences, segment * width) to (steps, sequences, hidden) */
  #fedBack(segments: tf.Tensor3D, entity: tf.Tensor2D | null): tf.Tensor3D {
    const { segment, past, known, hidden, project } = this.#parts;
    const [steps, sequences, size] = segments.shape;
    if (this.#feed !== null) {
      const flat = tf.reshape(segments, [steps * sequences, size]) as tf.Tensor2D;
      const projected = this.#feed.apply(flat, { activation: 'relu' });
      return this.#addEntity(tf.reshape(projected, [steps, sequences, hidden]), entity);
    }
    const covariates = segment * (past + known);
    // Nobody knows the covariates of a row that is forecast but those known in advance, which are
    // told apart from it: here they have their mean.
    const whole =
      covariates === 0
        ? segments
        : tf.concat3d([segments, tf.zeros([steps, sequences, covariates])], 2);
    return this.#addEntity(project(whole), entity);
  }

  #addEntity(rows: tf.Tensor3D, entity: tf.Tensor2D | null): tf.Tensor3D {
    return entity === null ? rows : tf.add<tf.Tensor3D>(rows, tf.expandDims(entity, 0));
  }

  /** @param from step ahead of the first row */
  #addKnown(rows: tf.Tensor3D, future: tf.Tensor3D | null, from: number): tf.Tensor3D {
    if (this.#known === null || future === null) return rows;
    const [steps, sequences, hidden] = rows.shape;
    const some = tf.slice3d(future, [from, 0, 0], [steps, sequences, future.shape[2]]);
    const flat = tf.reshape(some, [steps * sequences, -1]) as tf.Tensor2D;
    const known = this.#known.apply(flat, { ofData: true });
    return tf.add<tf.Tensor3D>(rows, tf.reshape(known, [steps, sequences, hidden]));
  }
}
