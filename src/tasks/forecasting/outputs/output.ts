import type * as tf from '@tensorflow/tfjs-core';
import type { OutputId } from './output-id.ts';

export type { OutputId };

/** What one value is compared with, for all values of a batch. */
export interface Truth {
  /** (values), in units scaled by the training rows, without the window's location. */
  readonly target: tf.Tensor1D;
  /** (values): what the network's numbers are multiplied with to have the target's unit; null is 1. */
  readonly spread: tf.Tensor1D | null;
}

/**
 * What the network says of each value: one number, or a distribution.
 *
 * Guarantees: the loss of every value is finite for finite numbers and least, on average, for the
 * true distribution; `finish` makes numbers that `point` and `distribution` understand.
 */
export interface ForecastOutput {
  readonly id: OutputId;
  /** Numbers that the network gives for each value. */
  readonly parameters: number;
  /** Which of them is the value itself, where a forecast is fed back. */
  readonly pointColumn: number;
  /**
   * Loss of each value.
   * @param raw (values, parameters) as the network gives them
   * @returns (values)
   */
  loss(raw: tf.Tensor2D, truth: Truth): tf.Tensor1D;
  /** Turns the raw numbers of one value, in place, into those in scaled units. */
  finish(numbers: Float32Array, at: number, location: number, spread: number): void;
  /** The single number that stands for the value: mean or median. */
  point(numbers: ArrayLike<number>, at: number): number;
  /** Null where the output is one number. */
  readonly distribution: ForecastDistribution | null;
}

/** The distribution of one value, given by the finished numbers that begin at `at`. */
export interface ForecastDistribution {
  quantile(numbers: ArrayLike<number>, at: number, level: number): number;
  /** Continuous ranked probability score, scaled units; of a single number the absolute error. */
  crps(numbers: ArrayLike<number>, at: number, truth: number): number;
  /** Negative logarithm of the density; null where there is no density. */
  readonly negativeLogLikelihood:
    | ((numbers: ArrayLike<number>, at: number, truth: number) => number)
    | null;
  /** Levels at which a naive forecast is scored, so that both scores mean the same. */
  readonly baselineLevels: readonly number[];
}
