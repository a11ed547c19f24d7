import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import type { Device } from '../backend/tensorflow.ts';
import { chooseKernel, possibleCase } from '../kernels/index.ts';
import type {
  KernelCase,
  KernelId,
  Precision,
  SequenceFeature,
  SequenceSize,
} from '../kernels/kernel.ts';
import { type Cell, type CellId, stateWidths } from './cells/cell.ts';
import { cellById } from './cells/index.ts';
import type { RecurrentInit } from './cells/recurrent-init.ts';
import { type DropoutKind, sequenceDropout } from './dropout.ts';
import { currentObserver, type Observer } from './observation.ts';
import { observedRun } from './observed-run.ts';
import type { ParameterSet } from './parameters.ts';
import { RecurrentLayer } from './recurrent-layer.ts';
import {
  type RecurrentRegularization,
  type RunContext,
  regularizationFeatures,
} from './recurrent-regularization.ts';

export type { RunContext };

export interface StackConfig extends RecurrentRegularization {
  readonly cell: CellId;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  /** Share of values dropped between layers while training; the outputs are left to the caller. */
  readonly dropout: number;
  /** Share of values dropped from the input while training; 0 by default. */
  readonly inputDropout?: number;
  /** Of both dropouts above; `standard` by default. */
  readonly dropoutKind?: DropoutKind;
  /** Segments of time for gradient checkpointing; 1, the default, keeps everything. */
  readonly gradientSegments?: number;
  /** Layer normalisation inside every layer (Ba et al. 2016). */
  readonly layerNorm?: boolean;
  /** Sequences of a batch may end at different steps: runs are given `lengths`. */
  readonly variableLengths?: boolean;
  readonly bidirectional: boolean;
  readonly device: Device;
  readonly kernel?: KernelId | 'auto';
  /** `mixed` where a kernel for it is here, else `fp32` all the same; see `precision` of the stack. */
  readonly precision?: Precision;
  /** Of a usual batch: the fastest kernel may be measured for it. */
  readonly sequence?: SequenceSize;
  /** Initial bias of the LSTM's forget gate; other cells ignore it. */
  readonly forgetBias?: number;
  /** Steps that chrono initialisation expects memories to last; 0, the default, is without. */
  readonly chronoSteps?: number;
  /** First values of the recurrent kernels; `orthogonal` by default. */
  readonly recurrentInit?: RecurrentInit;
}

/**
 * Each (batch, width of the part): layer by layer, in a layer forward before backward, then the
 * parts of the cell's state, h before c.
 */
export type StackState = tf.Tensor2D[];

export type StackResult = {
  /** (time, batch, outputSize) */
  readonly outputs: tf.Tensor3D;
  /** States after the last step (backward direction: after the first), differentiable. */
  readonly states: StackState;
};

/**
 * Recurrent layers, each reading the outputs of the one below; bidirectional layers join both
 * directions' outputs side by side.
 */
export class RecurrentStack {
  readonly outputSize: number;
  /** Kernel that runs the recurrence of every layer. */
  readonly kernel: KernelId;
  /** Of the recurrent products: what was asked for, or `fp32` where no kernel can do it. */
  readonly precision: Precision;
  readonly #cell: Cell;
  readonly #config: StackConfig;
  /** By layer, then direction. */
  readonly #layers: readonly (readonly RecurrentLayer[])[];

  /** Adds parameters named `<prefix>.<layer>[.reverse].<weight>`, layers from 0. */
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
    this.#layers = Array.from({ length: config.numLayers }, (_, layer) =>
      Array.from({ length: directions }, (_, direction) => {
        const shape = { input: layer === 0 ? config.inputSize : this.outputSize, hidden };
        const name = `${prefix}.${layer}${direction === 1 ? '.reverse' : ''}`;
        const options = {
          ...config,
          precision,
          cell,
          shape,
          kernel,
          reversed: direction === 1,
          initialBias,
        };
        return new RecurrentLayer(options, parameters, random, name);
      }),
    );
  }

  /** States of a sequence's beginning; the caller owns them. */
  zeroStates(batch: number): StackState {
    const widths = stateWidths(this.#cell, this.#config.hiddenSize);
    return this.#layers.flat().flatMap(() => widths.map((width) => tf.zeros([batch, width])));
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
    const initial = states ?? this.zeroStates(x.shape[1]);
    const parts = this.#cell.states.length;
    const finalStates: tf.Tensor2D[] = [];
    let input = x;
    this.#layers.forEach((directions, index) => {
      input = this.#dropped(input, index, context);
      const results = directions.map((layer) => {
        const from = finalStates.length;
        const own = initial.slice(from, from + parts);
        const result =
          observer === null
            ? layer.run(input, own, context)
            : observedRun(layer, input, own, context, observer);
        finalStates.push(...result.finalStates);
        return result.outputs;
      });
      input = results.length === 1 ? results[0]! : tf.concat3d(results, 2);
    });
    return { outputs: input, states: finalStates };
  }

  /** What a layer reads, dropout of its input included. */
  #dropped(input: tf.Tensor3D, layer: number, { training, random }: RunContext): tf.Tensor3D {
    const { dropout, inputDropout = 0, dropoutKind = 'standard' } = this.#config;
    const rate = layer === 0 ? inputDropout : dropout;
    return training ? sequenceDropout(input, rate, dropoutKind, random) : input;
  }
}

function caseOf(config: StackConfig, outputSize: number): KernelCase {
  const { inputSize, hiddenSize, numLayers, device, sequence, precision } = config;
  const input = numLayers > 1 ? Math.max(inputSize, outputSize) : inputSize;
  return {
    cell: cellById(config.cell),
    shape: { input, hidden: hiddenSize },
    device,
    features: featuresOf(config),
    ...(sequence && { sequence }),
    ...(precision && { precision }),
  };
}

function featuresOf(config: StackConfig): SequenceFeature[] {
  return [
    ...(config.bidirectional ? ['reverse' as const] : []),
    ...(config.variableLengths ? ['lengths' as const] : []),
    ...(config.layerNorm ? ['layer-norm' as const] : []),
    ...regularizationFeatures(cellById(config.cell), config),
  ];
}
