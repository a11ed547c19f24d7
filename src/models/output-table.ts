import * as tf from '@tensorflow/tfjs-core';
import {
  type ClassLayer,
  type CrossEntropyOptions,
  classScores,
  linearCrossEntropy,
} from '../backend/operations.ts';
import type { Random } from '../backend/random.ts';
import { uniform } from './initializers.ts';
import type { ParameterSet } from './parameters.ts';

/**
 * Scores of every token of a vocabulary: a vector for each token, multiplied with what was computed.
 * The vectors may be those of an embedding (Press and Wolf 2017).
 */
export class OutputTable {
  /** (vocabulary, width) */
  readonly table: tf.Variable<tf.Rank.R2>;
  /** (vocabulary) */
  readonly bias: tf.Variable<tf.Rank.R1>;

  /**
   * Adds `<prefix>.bias` (zero) and, unless `tied` is given, `<prefix>.table` (uniform in
   * [-0.1, 0.1)) to the parameters.
   */
  constructor(
    sizes: { readonly vocabulary: number; readonly width: number },
    parameters: ParameterSet,
    random: Random,
    { prefix, tied }: { readonly prefix: string; readonly tied: tf.Variable<tf.Rank.R2> | null },
  ) {
    const { vocabulary, width } = sizes;
    this.table =
      tied ??
      parameters.add<tf.Rank.R2>(
        `${prefix}.table`,
        uniform<tf.Rank.R2>([vocabulary, width], 0.1, random),
      );
    this.bias = parameters.add<tf.Rank.R1>(`${prefix}.bias`, tf.zeros([vocabulary]));
  }

  /** @param rows (rows, width) @returns logits (rows, vocabulary) */
  score(rows: tf.Tensor2D): tf.Tensor2D {
    return classScores(rows, this.#layer);
  }

  /**
   * Mean cross-entropy of rows with their tokens, in nats, differentiable, where the truth is the
   * token with probability 1 - smoothing and any token of the vocabulary else (Szegedy et al. 2016).
   * @param rows (rows, width)
   * @param tokens (rows) int32
   */
  loss(
    rows: tf.Tensor2D,
    tokens: tf.Tensor1D,
    options: Pick<CrossEntropyOptions, 'smoothing' | 'precision'>,
  ): tf.Scalar {
    return linearCrossEntropy(rows, this.#layer, tokens, options);
  }

  get #layer(): ClassLayer {
    return { weight: this.table, transposed: true, bias: this.bias };
  }
}
