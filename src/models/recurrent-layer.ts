import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import { runInSegments } from '../kernels/in-segments.ts';
import type { Precision, SequenceKernel, SequenceResult } from '../kernels/kernel.ts';
import type { Cell, CellShape, CellWeights } from './cells/cell.ts';
import type { CellNormalization } from './cells/layer-normalization.ts';
import type { InitialWishes } from './cells/weight-part.ts';
import { cellWeights, weightNames } from './cells/weights.ts';
import type { ParameterSet } from './parameters.ts';
import {
  drawMasks,
  droppedWeights,
  type RecurrentRegularization,
  type RunContext,
} from './recurrent-regularization.ts';

export interface LayerOptions extends RecurrentRegularization, InitialWishes {
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
}

/** One cell over time in one direction, with its parameters. */
export class RecurrentLayer {
  readonly weights: CellWeights;
  /** Prefix of its parameters. */
  readonly name: string;
  readonly #options: LayerOptions;

  /**
   * Adds `<prefix>.<weight>` for every weight of the cell (`Cell.weights`); with layer normalisation also
   * `<prefix>.input_gain`, `<prefix>.recurrent_gain` (1) and, where the cell has a state apart from
   * its output, `<prefix>.cell_gain` (1) and `<prefix>.cell_shift` (0).
   * @throws for what the cell cannot have: a defect, since settings are checked before
   */
  constructor(options: LayerOptions, parameters: ParameterSet, random: Random, prefix: string) {
    this.#options = options;
    this.name = prefix;
    const { cell, shape } = options;
    refuseImpossible(options);
    const tensors = cell
      .weights(shape)
      .map(({ name, initial }): [string, tf.Tensor] => [
        name,
        parameters.add(`${prefix}.${name}`, initial(random, options)),
      ]);
    const gains = options.layerNorm ? normalization(options, parameters, prefix) : null;
    this.weights = cellWeights(new Map(tensors), gains);
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
    const weights = droppedWeights(this.weights, this.#options, context);
    const options = {
      precision,
      reverse: reversed,
      ...(context.lengths && { lengths: context.lengths }),
      ...(context.inputGradient && { inputGradient: true }),
      ...drawMasks(cell, [time, batch, shape.hidden], this.#options, context),
    };
    const segments = context.training ? Math.min(time, gradientSegments) : 1;
    const inputs = [cell, x, states, weights, options] as const;
    return segments > 1 ? runInSegments(kernel, segments, [...inputs]) : kernel.run(...inputs);
  }
}

function refuseImpossible(options: LayerOptions): void {
  const { cell, weightDrop = 0, recurrentDropout = 0, zoneoutHidden = 0 } = options;
  const asked = {
    weightDrop: weightDrop > 0 && !weightNames(cell).includes('recurrent_kernel'),
    recurrentDropout: recurrentDropout > 0 && !cell.masksState,
    zoneoutHidden: zoneoutHidden > 0 && !cell.zonedOut.includes('h'),
    layerNorm: options.layerNorm === true && cell.normalizedTogether.length === 0,
  };
  for (const [name, impossible] of Object.entries(asked)) {
    if (impossible) throw new Error(`${cell.id} cannot have ${name}`);
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
    cell: cell.normalizesCell
      ? { gain: add('cell_gain', tf.ones([hidden])), shift: add('cell_shift', tf.zeros([hidden])) }
      : null,
  };
}
