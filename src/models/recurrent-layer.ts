import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import { runInSegments } from '../kernels/in-segments.ts';
import type { Precision, SequenceKernel, SequenceResult } from '../kernels/kernel.ts';
import type { Cell, CellShape, CellWeights } from './cells/cell.ts';
import type { CellNormalization } from './cells/layer-normalization.ts';
import { xavierUniform } from './initializers.ts';
import type { ParameterSet } from './parameters.ts';
import { chronoBias, type RecurrentInit, recurrentKernel } from './recurrent-init.ts';
import {
  drawMasks,
  droppedKernel,
  type RecurrentRegularization,
  type RunContext,
} from './recurrent-regularization.ts';

export interface LayerOptions extends RecurrentRegularization {
  readonly cell: Cell;
  readonly shape: CellShape;
  readonly kernel: SequenceKernel;
  readonly precision?: Precision;
  /** Segments of time for gradient checkpointing; 1, the default, keeps everything. */
  readonly gradientSegments?: number;
  /** Runs from the last step to the first; outputs stay in the order of the input. */
  readonly reversed: boolean;
  /** Layer normalisation of the gates (Ba et al. 2016). */
  readonly layerNorm?: boolean;
  /** Initial bias by gate, over the cell's own. */
  readonly initialBias?: Readonly<Record<string, number>>;
  readonly chronoSteps?: number;
  readonly recurrentInit?: RecurrentInit;
}

/** One cell over time in one direction, with its parameters. */
export class RecurrentLayer {
  readonly weights: CellWeights;
  /** Prefix of its parameters. */
  readonly name: string;
  readonly #options: LayerOptions;

  /**
   * Adds `<prefix>.input_kernel` (Xavier uniform for each gate), `<prefix>.recurrent_kernel`
   * (orthogonal for each gate, or as `recurrentInit` says), `<prefix>.bias` and, where the cell has one,
   * `<prefix>.recurrent_bias` (zero) to the parameters; with layer normalisation also
   * `<prefix>.input_gain`, `<prefix>.recurrent_gain` (1) and, where the cell has a state apart from
   * its output, `<prefix>.cell_gain` (1) and `<prefix>.cell_shift` (0).
   */
  constructor(options: LayerOptions, parameters: ParameterSet, random: Random, prefix: string) {
    this.#options = options;
    this.name = prefix;
    const { cell, shape } = options;
    const width = cell.gates.length * shape.hidden;
    this.weights = {
      inputKernel: parameters.add<tf.Rank.R2>(
        `${prefix}.input_kernel`,
        forEachGate(cell, () => xavierUniform([shape.input, shape.hidden], random)),
      ),
      recurrentKernel: parameters.add<tf.Rank.R2>(
        `${prefix}.recurrent_kernel`,
        forEachGate(cell, () => recurrentKernel(options.recurrentInit, shape.hidden, random)),
      ),
      bias: parameters.add<tf.Rank.R1>(`${prefix}.bias`, initialBias(options, random)),
      recurrentBias: cell.hasRecurrentBias
        ? parameters.add<tf.Rank.R1>(`${prefix}.recurrent_bias`, tf.zeros([width]))
        : null,
      normalization: options.layerNorm ? normalization(options, parameters, prefix) : null,
    };
  }

  get cell(): Cell {
    return this.#options.cell;
  }

  /** Whether it runs from the last step to the first. */
  get reversed(): boolean {
    return this.#options.reversed;
  }

  /**
   * @param x (time, batch, input)
   * @param states each (batch, hidden); for a reversed layer the states after the last step
   */
  run(x: tf.Tensor3D, states: readonly tf.Tensor2D[], context: RunContext): SequenceResult {
    const { cell, kernel, reversed, shape, precision = 'fp32' } = this.#options;
    const { gradientSegments = 1 } = this.#options;
    const [time, batch] = x.shape;
    const recurrentKernel = droppedKernel(this.weights.recurrentKernel, this.#options, context);
    const weights = { ...this.weights, recurrentKernel };
    const options = {
      precision,
      reverse: reversed,
      ...(context.lengths && { lengths: context.lengths }),
      ...drawMasks(cell, [time, batch, shape.hidden], this.#options, context),
    };
    const segments = context.training ? Math.min(time, gradientSegments) : 1;
    const inputs = [cell, x, states, weights, options] as const;
    return segments > 1 ? runInSegments(kernel, segments, [...inputs]) : kernel.run(...inputs);
  }
}

function normalization(
  { cell, shape: { hidden } }: LayerOptions,
  parameters: ParameterSet,
  prefix: string,
): CellNormalization {
  const width = cell.gates.length * hidden;
  const add = (name: string, initial: tf.Tensor1D) =>
    parameters.add<tf.Rank.R1>(`${prefix}.${name}`, initial);
  return {
    inputGain: add('input_gain', tf.ones([width])),
    recurrentGain: add('recurrent_gain', tf.ones([width])),
    cell: cell.states.includes('c')
      ? { gain: add('cell_gain', tf.ones([hidden])), shift: add('cell_shift', tf.zeros([hidden])) }
      : null,
  };
}

/** Blocks of columns side by side, one for each gate. */
function forEachGate(cell: Cell, block: () => tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.concat2d(cell.gates.map(block), 1));
}

function initialBias(options: LayerOptions, random: Random): tf.Tensor1D {
  const { cell, shape, initialBias: given = {}, chronoSteps = 0 } = options;
  const start: Readonly<Record<string, number>> = { ...cell.initialBias, ...given };
  const values = new Float32Array(cell.gates.length * shape.hidden);
  cell.gates.forEach((gate, index) => {
    values.fill(start[gate] ?? 0, index * shape.hidden, (index + 1) * shape.hidden);
  });
  if (chronoSteps > 1) chronoBias(values, cell, shape.hidden, chronoSteps, random);
  return tf.tensor1d(values);
}
