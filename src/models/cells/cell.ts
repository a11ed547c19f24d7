import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { CellId } from './cell-id.ts';
import type { CellNormalization } from './layer-normalization.ts';

export type { CellId, CellShape } from './cell-id.ts';

/**
 * Weights of one layer in one direction. Columns are blocks of `hidden` units, one block for each
 * gate, in the order of the cell's `gates`.
 */
export interface CellWeights {
  /** (input, gates * hidden) */
  readonly inputKernel: Tensor2D;
  /** (hidden, gates * hidden) */
  readonly recurrentKernel: Tensor2D;
  /** (gates * hidden), added to the input's product. */
  readonly bias: Tensor1D;
  /** (gates * hidden), added to the recurrent product; only where the cell tells the two apart. */
  readonly recurrentBias: Tensor1D | null;
  /**
   * Layer normalisation: the input's product x_t W_x and the recurrent product are each normalised
   * over `normalizedTogether`, multiplied by a gain, then added up and biased as without it.
   */
  readonly normalization?: CellNormalization | null;
}

/** (rows, inner) x (inner, columns) -> (rows, columns), differentiable. */
export type Product = (a: Tensor2D, b: Tensor2D) => Tensor2D;

/**
 * A cell knows one step; the time loop owns time. Written in plain differentiable operations: it is
 * the readable reference that every fast kernel is tested against.
 */
export interface Cell {
  readonly id: CellId;
  readonly label: string;
  /** Names of the column blocks, in the order in which they are stored. */
  readonly gates: readonly string[];
  /** Names of the state's parts; the first is the output. `['h']` or `['h', 'c']`. */
  readonly states: readonly string[];
  /** Whether the recurrent product has a bias of its own (GRU with the reset after the product). */
  readonly hasRecurrentBias: boolean;
  /**
   * Layer normalisation takes mean and variance over these numbers of neighbouring gates: LSTM
   * [4], GRU [2, 1] (Ba et al. 2016, supplementary material).
   */
  readonly normalizedTogether: readonly number[];
  /** Value at which a gate's bias starts; 0 for gates not named (LSTM: forget 1). */
  readonly initialBias: Readonly<Record<string, number>>;
  /**
   * One step.
   * @param projected (batch, gates * hidden): x_t W_x + b, computed for all time at once (and
   *   normalised where the weights say so)
   * @param states each (batch, hidden), in the order of `states`
   * @param recurrentMask (batch, hidden), multiplied onto h_{t-1} where it enters a recurrent
   *   product, and nowhere else
   * @param product how the recurrent products are made; in single precision by default
   * @returns the next states, each (batch, hidden)
   */
  step(
    projected: Tensor2D,
    states: readonly Tensor2D[],
    weights: CellWeights,
    recurrentMask?: Tensor2D,
    product?: Product,
  ): Tensor2D[];
}
