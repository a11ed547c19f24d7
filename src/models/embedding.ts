import type * as tf from '@tensorflow/tfjs-core';
import { gatherFrozenRows, gatherRows } from '../backend/operations.ts';
import type { Random } from '../backend/random.ts';
import { uniform } from './initializers.ts';
import type { ParameterSet } from './parameters.ts';

/** A vector for each token, learnt. */
export class Embedding {
  /** (vocabulary, width) */
  readonly table: tf.Variable<tf.Rank.R2>;

  /** Adds `<prefix>.table`, uniform in [-0.1, 0.1) (Zaremba et al. 2014). */
  constructor(
    sizes: { readonly vocabulary: number; readonly width: number },
    parameters: ParameterSet,
    random: Random,
    prefix: string,
  ) {
    const initial = uniform<tf.Rank.R2>([sizes.vocabulary, sizes.width], 0.1, random);
    this.table = parameters.add<tf.Rank.R2>(`${prefix}.table`, initial);
  }

  /**
   * @param tokens (count) int32, each in [0, vocabulary)
   * @param frozen no gradient reaches the table
   * @returns (count, width)
   */
  apply(tokens: tf.Tensor1D, frozen = false): tf.Tensor2D {
    return frozen ? gatherFrozenRows(this.table, tokens) : gatherRows(this.table, tokens);
  }
}
