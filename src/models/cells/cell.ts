import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { CellId, CellShape } from './cell-id.ts';
import type { CellNormalization } from './layer-normalization.ts';
import type { WeightPart } from './weight-part.ts';

export type { CellId, CellShape } from './cell-id.ts';

/**
 * Weights of one layer in one direction. Columns are blocks, one for each gate, in the order of the
 * cell's `gates`: of `hidden` units, unless the cell says otherwise (`weights`).
 */
export interface CellWeights {
  /** (input, gates * hidden) */
  readonly inputKernel: Tensor2D;
  /** (hidden, gates * hidden); null where no product reads the state. */
  readonly recurrentKernel: Tensor2D | null;
  /** (gates * hidden), added to the input's product. */
  readonly bias: Tensor1D;
  /** (gates * hidden), added to the recurrent product; only where the cell tells the two apart. */
  readonly recurrentBias: Tensor1D | null;
  /**
   * Layer normalisation: the input's product x_t W_x and the recurrent product are each normalised
   * over `normalizedTogether`, multiplied by a gain, then added up and biased as without it.
   */
  readonly normalization?: CellNormalization | null;
  /** Weights that only this cell has, by the names that it gives them. */
  readonly own?: Readonly<Record<string, Tensor>>;
}

/** Of a cell that multiplies its state by a matrix. */
export interface MatrixWeights extends CellWeights {
  readonly recurrentKernel: Tensor2D;
}

/** (rows, inner) x (inner, columns) -> (rows, columns), differentiable. */
export type Product = (a: Tensor2D, b: Tensor2D) => Tensor2D;

/** How much of its state a cell keeps from one step to the next, told by one of its gates. */
export interface KeepingGate {
  readonly gate: string;
  /** `kept`: the gate is the share that stays; `renewed`: the share that is replaced. */
  readonly tells: 'kept' | 'renewed';
}

/**
 * A cell knows one step; the time loop owns time. Written in plain differentiable operations: it is
 * the readable reference that every fast kernel is tested against.
 */
export interface Cell {
  readonly id: CellId;
  readonly label: string;
  /** Names of the column blocks, in the order in which they are stored. */
  readonly gates: readonly string[];
  /**
   * Names of the state's parts; the first is the output, carried also where no later step reads it.
   * `['h']` or `['h', 'c']`.
   */
  readonly states: readonly string[];
  /** Values of each part for one sequence; `hidden` for every part where it is left out. */
  readonly stateWidths?: (hidden: number) => readonly number[];
  /** Whether the recurrent product has a bias of its own (GRU with the reset after the product). */
  readonly hasRecurrentBias: boolean;
  /**
   * Layer normalisation takes mean and variance over these numbers of neighbouring gates: LSTM
   * [4], GRU [2, 1] (Ba et al. 2016, supplementary material). Empty where the cell has none.
   */
  readonly normalizedTogether: readonly number[];
  /** Whether layer normalisation also normalises the state c before the output reads it (LSTM). */
  readonly normalizesCell?: boolean;
  /** Whether the step reads a masked h_{t-1}: recurrent dropout. */
  readonly masksState: boolean;
  /** Parts of the state that zoneout may keep. */
  readonly zonedOut: readonly string[];
  /** Null where no gate decides how long the state lasts. */
  readonly keeping: KeepingGate | null;
  /** Value at which a gate's bias starts; 0 for gates not named (LSTM: forget 1). */
  readonly initialBias: Readonly<Record<string, number>>;
  /**
   * Every weight of a layer but those of a layer normalisation, in the order in which they are
   * stored and their first values drawn: first `input_kernel`, among the others `recurrent_kernel`
   * where there is one, and `bias`. The names do not depend on the shape.
   */
  weights(shape: CellShape): readonly WeightPart[];
  /**
   * What of a step depends on the input alone, for the whole sequence at once; x_t W_x + b where it
   * is left out.
   * @param x (time, batch, input)
   * @returns (time, batch, width)
   */
  readonly project?: (x: Tensor3D, weights: CellWeights, product?: Product) => Tensor3D;
  /**
   * One step.
   * @param projected (batch, gates * hidden): x_t W_x + b, computed for all time at once (and
   *   normalised where the weights say so); or of the width that `project` gives
   * @param states each (batch, hidden) or as `stateWidths` says, in the order of `states`
   * @param recurrentMask (batch, hidden), multiplied onto h_{t-1} where it enters a recurrent
   *   product, and nowhere else; only where the cell `masksState`
   * @param product how the recurrent products are made; in single precision by default
   * @returns the next states, of the same shapes
   */
  step(
    projected: Tensor2D,
    states: readonly Tensor2D[],
    weights: CellWeights,
    recurrentMask?: Tensor2D,
    product?: Product,
  ): Tensor2D[];
  /**
   * How open the gates are in a step, each value in [0, 1], by gate; for diagnostics. Where it is
   * left out they are the sigmoids of x_t W_x + b + h_{t-1} W_h.
   */
  readonly openness?: (
    projected: Tensor2D,
    states: readonly Tensor2D[],
    weights: CellWeights,
  ) => Readonly<Record<string, Tensor2D>>;
}

/** Values of each part of the state for one sequence, in the order of `states`. */
export function stateWidths(cell: Cell, hidden: number): readonly number[] {
  return cell.stateWidths?.(hidden) ?? cell.states.map(() => hidden);
}

/** @throws for a cell without a recurrent matrix: a defect, since its kernels do not ask for one */
export function matrixWeights(weights: CellWeights): MatrixWeights {
  const { recurrentKernel } = weights;
  if (recurrentKernel === null) throw new Error('this cell has no recurrent matrix');
  return { ...weights, recurrentKernel };
}
