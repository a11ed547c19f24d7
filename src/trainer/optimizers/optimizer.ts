import type { Tensor } from '@tensorflow/tfjs-core';
import type { Settings } from '../../contract/index.ts';
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

/**
 * Moves parameters against their gradients.
 *
 * Guarantees: agrees with the algorithm of the same name in `torch.optim` to 1e-6; the same
 * gradients in the same order give the same bits; `restore(state())` continues exactly, in another
 * process too; a parameter without a gradient stays as it is, decay included; weight decay touches
 * only parameters of rank 2 and above; no tensor outlives a call except the optimizer's own moments.
 */
export interface Optimizer {
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

/** One entry of the list of optimizers; `id` is a value of the setting `optimizer`. */
export interface OptimizerDefinition {
  readonly id: string;
  readonly label: string;
  /** @param settings checked settings that hold every value of `optimizationSettings` */
  rule(settings: Settings): UpdateRule;
}
