import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import type { Device } from '../backend/tensorflow.ts';
import { chooseKernel } from '../kernels/index.ts';
import type { KernelId } from '../kernels/kernel.ts';
import type { Cell, CellId } from './cells/cell.ts';
import { cellById } from './cells/index.ts';
import { dropout } from './dropout.ts';
import type { ParameterSet } from './parameters.ts';
import { RecurrentLayer } from './recurrent-layer.ts';

export interface StackConfig {
  readonly cell: CellId;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  /** Share of values dropped between layers while training; the outputs are left to the caller. */
  readonly dropout: number;
  readonly bidirectional: boolean;
  readonly device: Device;
  readonly kernel?: KernelId | 'auto';
  /** Initial bias of the LSTM's forget gate; other cells ignore it. */
  readonly forgetBias?: number;
}

/** Each (batch, hidden): layer by layer, in a layer forward before backward, then h before c. */
export type StackState = tf.Tensor2D[];

export interface RunContext {
  /** Dropout is active. */
  readonly training: boolean;
  readonly random: Random;
}

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
  readonly #cell: Cell;
  readonly #config: StackConfig;
  /** By layer, then direction. */
  readonly #layers: readonly (readonly RecurrentLayer[])[];

  /** Adds parameters named `<prefix>.<layer>[.reverse].<weight>`, layers from 0. */
  constructor(config: StackConfig, parameters: ParameterSet, random: Random, prefix = 'rnn') {
    const cell = cellById(config.cell);
    const directions = config.bidirectional ? 2 : 1;
    const { hiddenSize: hidden, device, forgetBias } = config;
    this.#cell = cell;
    this.#config = config;
    this.outputSize = directions * hidden;
    const input = Math.max(config.inputSize, this.outputSize);
    const kernel = chooseKernel({ cell, shape: { input, hidden }, device }, config.kernel);
    this.kernel = kernel.id;
    const initialBias = forgetBias === undefined ? {} : { forget: forgetBias };
    this.#layers = Array.from({ length: config.numLayers }, (_, layer) =>
      Array.from({ length: directions }, (_, direction) => {
        const shape = { input: layer === 0 ? config.inputSize : this.outputSize, hidden };
        const name = `${prefix}.${layer}${direction === 1 ? '.reverse' : ''}`;
        const options = { cell, shape, kernel, reversed: direction === 1, initialBias };
        return new RecurrentLayer(options, parameters, random, name);
      }),
    );
  }

  /** States of a sequence's beginning; the caller owns them. */
  zeroStates(batch: number): StackState {
    const count = this.#layers.flat().length * this.#cell.states.length;
    return Array.from({ length: count }, () => tf.zeros([batch, this.#config.hiddenSize]));
  }

  /**
   * Runs the stack over a sequence. The caller owns outputs and states; `x` and the given states
   * are left alone.
   * @param x (time, batch, inputSize)
   * @param states as returned by an earlier run, or null for zeros
   */
  run(x: tf.Tensor3D, states: StackState | null, context: RunContext): StackResult {
    return tf.tidy(() => this.#run(x, states, context));
  }

  #run(x: tf.Tensor3D, states: StackState | null, context: RunContext): StackResult {
    const initial = states ?? this.zeroStates(x.shape[1]);
    const parts = this.#cell.states.length;
    const finalStates: tf.Tensor2D[] = [];
    let input = x;
    this.#layers.forEach((directions, index) => {
      if (index > 0 && context.training)
        input = dropout(input, this.#config.dropout, context.random);
      const results = directions.map((layer) => {
        const from = finalStates.length;
        const result = layer.run(input, initial.slice(from, from + parts));
        finalStates.push(...result.finalStates);
        return result.outputs;
      });
      input = results.length === 1 ? results[0]! : tf.concat3d(results, 2);
    });
    return { outputs: input, states: finalStates };
  }
}
