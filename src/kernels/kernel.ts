import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Cell, CellShape, CellWeights } from '../models/cells/cell.ts';

export type KernelId =
  | 'cudnn'
  | 'native'
  | 'reference'
  | 'scan'
  | 'tensorflow-block'
  | 'tensorflow-bptt';

/**
 * `mixed`: the factors of every product are rounded to bfloat16, forwards and back; sums, gates,
 * states, gradients and weights stay float32. Agrees with `fp32` to 1e-2 relative.
 */
export type Precision = 'fp32' | 'mixed';

/** What a layer may ask of a kernel beyond the plain recurrence; see `SequenceOptions`. */
export const sequenceFeatures = [
  'reverse',
  'lengths',
  'recurrent-dropout',
  'zoneout',
  'layer-norm',
] as const;
export type SequenceFeature = (typeof sequenceFeatures)[number];

/** How long and how many the sequences of a usual batch are. */
export interface SequenceSize {
  readonly time: number;
  readonly batch: number;
}

/** What decides whether a kernel can run a layer; nothing here depends on values. */
export interface KernelCase {
  readonly cell: Cell;
  readonly shape: CellShape;
  readonly device: 'gpu' | 'cpu' | 'wasm';
  /** What the layer may use; none where it is left out. */
  readonly features?: readonly SequenceFeature[];
  /** `fp32` where it is left out. */
  readonly precision?: Precision;
  /** Steps and sequences of a usual batch, where known: `supports` must not depend on it. */
  readonly sequence?: SequenceSize;
}

/**
 * How a sequence is run. Leaving everything out runs the plain recurrence. With h~_t and c~_t for
 * what the cell's equations give at step t, s for any of the states h and c, and t counting from 0
 * in the order of the input whichever way the kernel runs:
 *
 *     p   = t - 1, or t + 1 in reverse: the step before; s_p is the initial state at the first step
 *     s'_t = k_t * s_p + (1 - k_t) * s~_t         zoneout; s'_t = s~_t without
 *     s_t = s'_t where t < length, else s_p       lengths; s_t = s'_t without
 *     output_t = h_t where t < length, else 0
 */
export interface SequenceOptions {
  /** `fp32` where it is left out. */
  readonly precision?: Precision;
  /**
   * Runs from the last step to the first. Outputs stay in the order of the input; final states are
   * those after the first step.
   */
  readonly reverse?: boolean;
  /**
   * (batch) int32, each from 0 to time: steps of each sequence that count. What stands behind them
   * is neither read nor written to the state, outputs there are 0 and no gradient flows there, so
   * that a reversed sequence starts at its own last step. As PyTorch's packed sequences.
   */
  readonly lengths?: Tensor1D;
  /**
   * The derivative by x will be asked for, so that a kernel may take it together with the others. It
   * can be asked for in any case; false where it is left out.
   */
  readonly inputGradient?: boolean;
  /**
   * (batch, hidden): multiplied onto h_{t-1} wherever it enters a product with the recurrent kernel
   * (and nowhere else: not in the GRU's interpolation, not in zoneout), the same at every step. Gal
   * and Ghahramani 2016. Values 0 and 1 / (1 - rate), made by the caller. No gradient flows to it.
   */
  readonly recurrentMask?: Tensor2D;
  /**
   * One for each of the cell's states, k above: the share of the state before that stays (Krueger
   * et al. 2017, arXiv 1606.01305). Each (time, batch, hidden) of 0 and 1 while training, or
   * (1, 1, 1) holding the rate, which is its expectation, at evaluation. The LSTM's h~_t is made of
   * c~_t, not of the mixture, as in the paper. No gradient flows to them. Parts of the state that
   * the cell does not let be zoned out have (1, 1, 1) of 0.
   */
  readonly zoneout?: readonly Tensor3D[];
}

export interface SequenceResult {
  /** (time, batch, hidden): the first state of every step. */
  readonly outputs: Tensor3D;
  /** In the order of the cell's states, of the shapes of the initial ones. */
  readonly finalStates: readonly Tensor2D[];
}

/**
 * Runs one cell over a whole sequence in one direction.
 *
 * Guarantees: values and gradients with respect to the input, the initial states and all weights
 * (gains and shifts of a layer normalisation included) agree with `reference` to 1e-5 relative, those
 * of an mLSTM to 1e-4; gradients flow through `outputs` and `finalStates`; inputs are not disposed; several forwards
 * before a backward are allowed.
 */
export interface SequenceKernel {
  readonly id: KernelId;
  /** What the log of a run that uses it must say, one sentence. */
  readonly caution?: string;
  supports(kernelCase: KernelCase): boolean;
  /**
   * @param x (time, batch, input), time >= 1
   * @param initialStates each (batch, hidden), or as the cell's `stateWidths` say
   * @param options only what the case named as `features`
   */
  run(
    cell: Cell,
    x: Tensor3D,
    initialStates: readonly Tensor2D[],
    weights: CellWeights,
    options?: SequenceOptions,
  ): SequenceResult;
}

/** What layers of a cell may ask for at all, whatever runs them. */
export function featuresOfCell(cell: Cell): readonly SequenceFeature[] {
  const has: Readonly<Record<SequenceFeature, boolean>> = {
    reverse: true,
    lengths: true,
    'recurrent-dropout': cell.masksState,
    zoneout: cell.zonedOut.length > 0,
    'layer-norm': cell.normalizedTogether.length > 0,
  };
  return sequenceFeatures.filter((feature) => has[feature]);
}

/** Whether all that a case asks for is among what a kernel can do. */
export function offers(
  { features = [], precision = 'fp32' }: KernelCase,
  offered: readonly SequenceFeature[],
  precisions: readonly Precision[] = ['fp32'],
): boolean {
  return precisions.includes(precision) && features.every((feature) => offered.includes(feature));
}
