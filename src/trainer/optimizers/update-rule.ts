import type { Tensor } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend/native.ts';
import type { ResourceVariable, UpdateNumbers } from '../../backend/operations.ts';

/** The mathematics of one optimizer; where values are kept is `RuleOptimizer`'s business. */
export interface UpdateRule {
  /** Names of what is remembered for every parameter, each starting at zero. */
  readonly moments: readonly string[];
  readonly weightDecay: number;
  /**
   * `gradient`: weight decay * parameter is added to the gradient (L2 regularisation).
   * `parameter`: the parameter shrinks by lr * weight decay before the update (AdamW).
   */
  readonly decayActsOn: 'gradient' | 'parameter';
  /**
   * Fixes the scalars of one update of all parameters. Called inside a tidy.
   * @param updates number of this update, from 1
   */
  begin(lr: number, updates: number): PreparedUpdate;
  /** The same scalars for the operation that updates all parameters at once. */
  numbers(lr: number, updates: number): UpdateNumbers;
}

export interface PreparedUpdate {
  /** The readable form, in operations that every backend has. Called inside a tidy. */
  plain(
    parameter: Tensor,
    gradient: Tensor,
    moments: readonly Tensor[],
  ): { readonly parameter: Tensor; readonly moments: readonly Tensor[] };
  /** The same in one pass over TensorFlow's own variables, where TensorFlow has the operation. */
  readonly fused?: (
    native: NativeBackend,
    parameter: ResourceVariable,
    gradient: Tensor,
    moments: readonly ResourceVariable[],
  ) => void;
}
