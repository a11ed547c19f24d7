import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import type { SequenceFeature, SequenceOptions } from '../kernels/kernel.ts';
import type { Cell } from './cells/cell.ts';
import { bernoulli, dropout, dropoutMask } from './dropout.ts';

/** What keeps the recurrence itself from overfitting; every rate in [0, 1), 0 for none. */
export interface RecurrentRegularization {
  /** On h_{t-1} in the recurrent products, one mask for all time (Gal and Ghahramani 2016). */
  readonly recurrentDropout?: number;
  /** Of the recurrent kernel's values, drawn once for each forward (Merity et al. 2018). */
  readonly weightDrop?: number;
  /** Chance that a unit of h keeps its value for a step (Krueger et al. 2017). */
  readonly zoneoutHidden?: number;
  /** The same of the LSTM's cell state; other cells have none. */
  readonly zoneoutCell?: number;
}

/** Dropout is active, and where its masks come from. */
export interface RunContext {
  readonly training: boolean;
  readonly random: Random;
  /** (batch) int32: steps of each sequence that count; all where it is left out. */
  readonly lengths?: tf.Tensor1D;
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

/**
 * The recurrent kernel of this forward, differentiable.
 * @param kernel (hidden, gates * hidden)
 */
export function droppedKernel(
  kernel: tf.Tensor2D,
  { weightDrop = 0 }: RecurrentRegularization,
  { training, random }: RunContext,
): tf.Tensor2D {
  return training ? dropout(kernel, weightDrop, random) : kernel;
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

/** In the order of the cell's states. */
function zoneoutRates(
  cell: Cell,
  { zoneoutHidden = 0, zoneoutCell = 0 }: RecurrentRegularization,
): number[] {
  return cell.states.map((state) => (state === 'c' ? zoneoutCell : zoneoutHidden));
}
