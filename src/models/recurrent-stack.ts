import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import { chooseKernel, possibleCase } from '../kernels/index.ts';
import type { KernelId, Precision } from '../kernels/kernel.ts';
import { type Cell, stateWidths } from './cells/cell.ts';
import { cellById } from './cells/index.ts';
import { connectionById, type LayerConnection } from './connections/index.ts';
import { sequenceDropout } from './dropout.ts';
import { currentObserver, type Observer } from './observation.ts';
import { observedRun } from './observed-run.ts';
import type { ParameterSet } from './parameters.ts';
import { makePastAttention, type PastAttention, type PastOutputs } from './past-attention/index.ts';
import { RecurrentLayer } from './recurrent-layer.ts';
import type { RunContext } from './recurrent-regularization.ts';
import { atEnds, withoutEnds } from './sequence-ends.ts';
import { caseOf, placesOf, type StackConfig } from './stack-config.ts';

export type { RunContext, StackConfig };

/**
 * Each (batch, width of the part): layer by layer, in a layer forward before backward, then the
 * parts of the cell's state, h before c. With attention over past outputs at last those (batch,
 * window * outputSize) and how many they are (batch, 1).
 */
export type StackState = tf.Tensor2D[];

export type StackResult = {
  /** (time, batch, outputSize) */
  readonly outputs: tf.Tensor3D;
  /**
   * States after the last step (backward direction: after the first), differentiable. After a run
   * with lengths what attention remembers is that of the last step of all, not to be carried on.
   */
  readonly states: StackState;
};

/** One layer of a stack. */
interface StackedLayer {
  readonly directions: readonly RecurrentLayer[];
  readonly connection: LayerConnection;
}

/**
 * Recurrent layers, each reading the outputs of the one below, or what the connection makes of
 * them; bidirectional layers join both directions' outputs side by side.
 */
export class RecurrentStack {
  readonly outputSize: number;
  /** Kernel that runs the recurrence of every layer. */
  readonly kernel: KernelId;
  /** Of the recurrent products: what was asked for, or `fp32` where no kernel can do it. */
  readonly precision: Precision;
  readonly #cell: Cell;
  readonly #config: StackConfig;
  readonly #layers: readonly StackedLayer[];
  readonly #attention: PastAttention | null;

  /**
   * Adds parameters named `<prefix>.<layer>[.reverse].<weight>`, layers from 0, those of the
   * connection, and those of attention under `<prefix>.attention`.
   * @throws UnrollError where attention cannot be had with the sizes or directions
   */
  constructor(config: StackConfig, parameters: ParameterSet, random: Random, prefix = 'rnn') {
    const cell = cellById(config.cell);
    const directions = config.bidirectional ? 2 : 1;
    const { hiddenSize: hidden, forgetBias } = config;
    this.#cell = cell;
    this.#config = config;
    this.outputSize = directions * hidden;
    const kernelCase = possibleCase(caseOf(config, this.outputSize));
    const kernel = chooseKernel(kernelCase, config.kernel);
    const { precision = 'fp32' } = kernelCase;
    this.precision = precision;
    this.kernel = kernel.id;
    const initialBias = forgetBias === undefined ? {} : { forget: forgetBias };
    const { connection = 'plain', highwayBias: gateBias = -1 } = config;
    const { create } = connectionById(connection);
    this.#layers = placesOf(config, this.outputSize).map((place, layer) => {
      const name = `${prefix}.${layer}`;
      const shape = { input: place.input, hidden };
      const options = { ...config, precision, cell, shape, kernel, initialBias };
      const direction = (reversed: boolean, own: string) =>
        new RecurrentLayer({ ...options, reversed }, parameters, random, own);
      const forward = direction(false, name);
      return {
        directions: config.bidirectional
          ? [forward, direction(true, `${name}.reverse`)]
          : [forward],
        connection: create({ ...place, gateBias }, parameters, random, name),
      };
    });
    const { outputSize: width } = this;
    const { pastAttention = null, bidirectional } = config;
    this.#attention =
      pastAttention === null
        ? null
        : makePastAttention(
            { ...pastAttention, width, bidirectional },
            parameters,
            random,
            `${prefix}.attention`,
          );
  }

  /** States of a sequence's beginning; the caller owns them. */
  zeroStates(batch: number): StackState {
    const past = this.#attention?.begin(batch);
    const ofLayers = this.#zeroLayerStates(batch);
    return past === undefined ? ofLayers : [...ofLayers, past.outputs, past.count];
  }

  #zeroLayerStates(batch: number): StackState {
    const widths = stateWidths(this.#cell, this.#config.hiddenSize);
    return this.#layers
      .flatMap(({ directions }) => directions)
      .flatMap(() => widths.map((width) => tf.zeros<tf.Rank.R2>([batch, width])));
  }

  /**
   * Runs the stack over a sequence. The caller owns outputs and states; `x` and the given states
   * are left alone.
   * @param x (time, batch, inputSize)
   * @param states as returned by an earlier run, or null for zeros
   * @throws on lengths in a stack not made for them: a defect
   */
  run(x: tf.Tensor3D, states: StackState | null, context: RunContext): StackResult {
    if (context.lengths && !this.#config.variableLengths) {
      throw new Error('lengths given to a stack made without variableLengths');
    }
    const observer = currentObserver();
    if (observer === null) return tf.tidy(() => this.#run(x, states, context));
    return tf.tidy(() => this.#run(x, states, { ...context, training: false }, observer));
  }

  #run(
    x: tf.Tensor3D,
    states: StackState | null,
    context: RunContext,
    observer: Observer | null = null,
  ): StackResult {
    const initial = states ?? this.#zeroLayerStates(x.shape[1]);
    const parts = this.#cell.states.length;
    const finalStates: tf.Tensor2D[] = [];
    let input = x;
    this.#layers.forEach(({ directions, connection }, index) => {
      const here = index === 0 ? context : { ...context, inputGradient: true };
      const read = this.#dropped(input, index, context);
      const results = directions.map((layer) => {
        const from = finalStates.length;
        const own = initial.slice(from, from + parts);
        const result =
          observer === null
            ? layer.run(read, own, here)
            : observedRun(layer, read, own, here, observer);
        finalStates.push(...result.finalStates);
        return result.outputs;
      });
      const output = results.length === 1 ? results[0]! : tf.concat3d(results, 2);
      input = connection.join(input, output);
    });
    const attended = this.#attention?.run(
      input,
      pastOf(initial, finalStates),
      observer?.resetEvery,
    );
    if (attended !== undefined) finalStates.push(attended.past.outputs, attended.past.count);
    const given = attended?.outputs ?? input;
    const { lengths } = context;
    const outputs = lengths && this.#changesTop ? withoutEnds(given, lengths) : given;
    return { outputs, states: finalStates };
  }

  /**
   * What the stack gives at the end of each sequence, differentiable: forwards of its own last step,
   * backwards of the first.
   * @param lengths (batch) int32, each at least 1
   * @returns (batch, outputSize)
   */
  lastOutputs({ outputs, states }: StackResult, lengths: tf.Tensor1D): tf.Tensor2D {
    const { hiddenSize, bidirectional } = this.#config;
    if (!this.#changesTop) {
      const parts = this.#cell.states.length;
      const [last, first] = [states.at(bidirectional ? -2 * parts : -parts)!, states.at(-parts)!];
      return bidirectional ? tf.concat2d([last, first], 1) : last;
    }
    const last = atEnds(outputs, lengths);
    if (!bidirectional) return last;
    const [, batch] = outputs.shape;
    const first = tf.slice3d(outputs, [0, 0, hiddenSize], [1, batch, hiddenSize]);
    const forward = tf.slice2d(last, [0, 0], [batch, hiddenSize]);
    return tf.concat2d([forward, tf.reshape(first, [batch, hiddenSize])], 1);
  }

  /** Whether what comes out is another than the uppermost layer's own output. */
  get #changesTop(): boolean {
    return this.#attention !== null || this.#layers.at(-1)!.connection.joins;
  }

  /** What a layer reads, dropout of its input included. */
  #dropped(input: tf.Tensor3D, layer: number, { training, random }: RunContext): tf.Tensor3D {
    const { dropout, inputDropout = 0, dropoutKind = 'standard' } = this.#config;
    const rate = layer === 0 ? inputDropout : dropout;
    return training ? sequenceDropout(input, rate, dropoutKind, random) : input;
  }
}

/** What attention remembers, behind the states of the layers; null at a beginning. */
function pastOf(initial: StackState, ofLayers: StackState): PastOutputs | null {
  const [outputs, count] = initial.slice(ofLayers.length);
  return outputs === undefined || count === undefined ? null : { outputs, count };
}
