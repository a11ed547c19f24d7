import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import type { SequenceKernel, SequenceResult } from '../kernels/kernel.ts';
import type { Cell, CellShape, CellWeights } from './cells/cell.ts';
import { orthogonal, xavierUniform } from './initializers.ts';
import type { ParameterSet } from './parameters.ts';

export interface LayerOptions {
  readonly cell: Cell;
  readonly shape: CellShape;
  readonly kernel: SequenceKernel;
  /** Runs from the last step to the first; outputs stay in the order of the input. */
  readonly reversed: boolean;
  /** Initial bias by gate, over the cell's own. */
  readonly initialBias?: Readonly<Record<string, number>>;
}

/** One cell over time in one direction, with its parameters. */
export class RecurrentLayer {
  readonly weights: CellWeights;
  readonly #options: LayerOptions;

  /**
   * Adds `<prefix>.input_kernel` (Xavier uniform for each gate), `<prefix>.recurrent_kernel`
   * (orthogonal for each gate), `<prefix>.bias` and, where the cell has one,
   * `<prefix>.recurrent_bias` (zero) to the parameters.
   */
  constructor(options: LayerOptions, parameters: ParameterSet, random: Random, prefix: string) {
    this.#options = options;
    const { cell, shape } = options;
    const width = cell.gates.length * shape.hidden;
    this.weights = {
      inputKernel: parameters.add<tf.Rank.R2>(
        `${prefix}.input_kernel`,
        forEachGate(cell, () => xavierUniform([shape.input, shape.hidden], random)),
      ),
      recurrentKernel: parameters.add<tf.Rank.R2>(
        `${prefix}.recurrent_kernel`,
        forEachGate(cell, () => orthogonal([shape.hidden, shape.hidden], random)),
      ),
      bias: parameters.add<tf.Rank.R1>(`${prefix}.bias`, initialBias(options)),
      recurrentBias: cell.hasRecurrentBias
        ? parameters.add<tf.Rank.R1>(`${prefix}.recurrent_bias`, tf.zeros([width]))
        : null,
    };
  }

  /**
   * @param x (time, batch, input)
   * @param states each (batch, hidden); for a reversed layer the states after the last step
   */
  run(x: tf.Tensor3D, states: readonly tf.Tensor2D[]): SequenceResult {
    const { cell, kernel, reversed } = this.#options;
    if (!reversed) return kernel.run(cell, x, states, this.weights);
    const result = kernel.run(cell, tf.reverse(x, 0), states, this.weights);
    return { outputs: tf.reverse(result.outputs, 0), finalStates: result.finalStates };
  }
}

/** Blocks of columns side by side, one for each gate. */
function forEachGate(cell: Cell, block: () => tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.concat2d(cell.gates.map(block), 1));
}

function initialBias({ cell, shape, initialBias: given = {} }: LayerOptions): tf.Tensor1D {
  const start: Readonly<Record<string, number>> = { ...cell.initialBias, ...given };
  const values = new Float32Array(cell.gates.length * shape.hidden);
  cell.gates.forEach((gate, index) => {
    values.fill(start[gate] ?? 0, index * shape.hidden, (index + 1) * shape.hidden);
  });
  return tf.tensor1d(values);
}
