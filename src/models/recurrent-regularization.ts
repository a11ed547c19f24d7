import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import type { SequenceFeature, SequenceOptions } from '../kernels/kernel.ts';
import type { Cell, CellWeights } from './cells/cell.ts';
import { bernoulli, dropout, dropoutMask } from './dropout.ts';

/** What keeps the recurrence itself from overfitting; every rate in [0, 1), 0 for none. */
export interface RecurrentRegularization {
  /** On h_{t-1} in the recurrent products, one mask for all time (Gal and Ghahramani 2016). */
  readonly recurrentDropout?: number;
  /** Of the recurrent kernel's values, drawn once for each forward (Merity et al. 2018). */
  readonly weightDrop?: number;
  /** Chance that a unit of h keeps its value for a step (Krueger et al. 2017). */
  readonly zoneoutHidden?: number;
  /** The same of the cell state c, where the cell has one. */
  readonly zoneoutCell?: number;
}

/** Dropout is active, and where its masks come from. */
export interface RunContext {
  readonly training: boolean;
  readonly random: Random;
  /** (batch) int32: steps of each sequence that count; all where it is left out. */
  readonly lengths?: tf.Tensor1D;
  /** What is read has been learnt, so that its derivative will be asked for; see `SequenceOptions`. */
  readonly inputGradient?: boolean;
}

/** What a kernel must be able to do for it. */
export function regularizationFeatures(
  cell: Cell,
  { recurrentDropout = 0, ...regularization }: RecurrentRegularization,
): SequenceFeature[] {
  const features: SequenceFeature[] = [];
  if (recurrentDropout > 0) features.push('recurrent-dropout');
  if (zoneoutRates(cell, regularization).some((rate) => rate > 0)) features.push('zoneout');
  return features;
}

/** The weights of this forward, differentiable; a cell without a recurrent matrix keeps its own. */
export function droppedWeights(
  weights: CellWeights,
  { weightDrop = 0 }: RecurrentRegularization,
  { training, random }: RunContext,
): CellWeights {
  const { recurrentKernel } = weights;
  if (!training || recurrentKernel === null) return weights;
  return { ...weights, recurrentKernel: dropout(recurrentKernel, weightDrop, random) };
}

/** Masks of this forward; at evaluation none but zoneout's expectation, and nothing is drawn. */
export function drawMasks(
  cell: Cell,
  [time, batch, hidden]: readonly [time: number, batch: number, hidden: number],
  regularization: RecurrentRegularization,
  { training, random }: RunContext,
): Pick<SequenceOptions, 'recurrentMask' | 'zoneout'> {
  const { recurrentDropout = 0 } = regularization;
  const rates = zoneoutRates(cell, regularization);
  const share = (rate: number) =>
    training && rate > 0
      ? bernoulli<tf.Rank.R3>([time, batch, hidden], rate, random)
      : tf.fill<tf.Rank.R3>([1, 1, 1], rate);
  const dropped = training && recurrentDropout > 0;
  return {
    ...(dropped && {
      recurrentMask: dropoutMask<tf.Rank.R2>([batch, hidden], recurrentDropout, random),
    }),
    ...(rates.some((rate) => rate > 0) && { zoneout: rates.map(share) }),
  };
}

/** In the order of the cell's states; 0 for parts that the cell does not let be zoned out. */
function zoneoutRates(
  cell: Cell,
  { zoneoutHidden = 0, zoneoutCell = 0 }: RecurrentRegularization,
): number[] {
  const rate = (state: string) => (state === 'c' ? zoneoutCell : zoneoutHidden);
  return cell.states.map((state) => (cell.zonedOut.includes(state) ? rate(state) : 0));
}
