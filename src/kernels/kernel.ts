import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Cell, CellShape, CellWeights } from '../models/cells/cell.ts';

export type KernelId = 'reference' | 'tensorflow-block' | 'tensorflow-bptt';

/** What decides whether a kernel can run a layer; nothing here depends on values. */
export interface KernelCase {
  readonly cell: Cell;
  readonly shape: CellShape;
  readonly device: 'gpu' | 'cpu' | 'wasm';
}

export interface SequenceResult {
  /** (time, batch, hidden): the first state of every step. */
  readonly outputs: Tensor3D;
  /** Each (batch, hidden), in the order of the cell's states. */
  readonly finalStates: readonly Tensor2D[];
}

/**
 * Runs one cell over a whole sequence in one direction.
 *
 * Guarantees: values and gradients with respect to the input, the initial states and all weights
 * agree with `reference` to 1e-4 relative; gradients flow through `outputs` and `finalStates`;
 * inputs are not disposed; several forwards before a backward are allowed.
 */
export interface SequenceKernel {
  readonly id: KernelId;
  supports(kernelCase: KernelCase): boolean;
  /**
   * @param x (time, batch, input), time >= 1
   * @param initialStates each (batch, hidden)
   */
  run(
    cell: Cell,
    x: Tensor3D,
    initialStates: readonly Tensor2D[],
    weights: CellWeights,
  ): SequenceResult;
}
