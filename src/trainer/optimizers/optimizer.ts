import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { RowGradient } from '../../backend/operations.ts';
import type { Settings } from '../../contract/index.ts';
import type { ClippingLimits } from '../clipping.ts';
import type { UpdateRule } from './update-rule.ts';

/** What an optimizer remembers, as a checkpoint stores it. */
export interface OptimizerState {
  /** Updates made so far. */
  readonly updates: number;
  /** Moments by name: `first_moment/rnn.0.bias`, each of its parameter's shape. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** By parameter name; a parameter may have both forms, which are added, or none. */
export interface Gradients {
  /** Each of its parameter's shape. */
  readonly dense: ReadonlyMap<string, Tensor>;
  /** Of tables of which few rows were read; only for an optimizer that takes them. */
  readonly rows: ReadonlyMap<string, RowGradient>;
}

/** A type, since tf.tidy passes no interfaces. */
export type StepResult = {
  readonly loss: number;
  /** Global gradient norm before and after clipping. */
  readonly norm: number;
  readonly clippedNorm: number;
  /** False when loss or gradient was not finite: the parameters are as they were. */
  readonly updated: boolean;
};

/**
 * Moves parameters against their gradients.
 *
 * Guarantees: agrees with the algorithm of the same name in `torch.optim` to 1e-6; the same
 * gradients in the same order give the same bits; `restore(state())` continues exactly, in another
 * process too; a parameter without a gradient stays as it is, decay included; weight decay touches
 * only parameters of rank 2 and above; no tensor outlives a call except the optimizer's own moments.
 *
 * Parameters may have rates of their own, given when the optimizer is made, as the parameter groups
 * of `torch.optim`: where a rate is said below, each parameter's is that times its factor.
 */
export interface Optimizer {
  /** Whether gradients may come as rows. */
  readonly takesRows: boolean;
  /**
   * Clips the gradients, and makes one update in place unless the loss or a gradient is not finite.
   * @param gradients not disposed
   * @param lr learning rate of this update
   */
  step(loss: Scalar, gradients: Gradients, limits: ClippingLimits, lr: number): StepResult;
  /**
   * Makes one update in place.
   * @param gradients by parameter name, each of its parameter's shape, all finite; not disposed
   * @param lr learning rate of this update
   */
  apply(gradients: ReadonlyMap<string, Tensor>, lr: number): void;
  state(): OptimizerState;
  /** @throws UnrollError when names or shapes do not belong to these parameters */
  restore(state: OptimizerState): void;
  dispose(): void;
}

/** What the learning rate of each parameter is multiplied by, by name; 1 where it is left out. */
export type RateFactors = ReadonlyMap<string, number>;

/** One entry of the list of optimizers; `id` is a value of the setting `optimizer`. */
export interface OptimizerDefinition {
  readonly id: string;
  readonly label: string;
  /** @param settings checked settings that hold every value of `optimizationSettings` */
  rule(settings: Settings): UpdateRule;
}
