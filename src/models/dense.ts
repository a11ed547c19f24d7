import * as tf from '@tensorflow/tfjs-core';
import { type LinearOptions, linear } from '../backend/operations.ts';
import type { Random } from '../backend/random.ts';
import { xavierUniform } from './initializers.ts';
import type { ParameterSet } from './parameters.ts';

/** A linear layer: y = x W + b, with W (input, output) and b (output). */
export class Dense {
  readonly kernel: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R1>;

  /**
   * Adds `<prefix>.kernel` (Xavier uniform) and `<prefix>.bias` (zero, or `firstBias`) to the
   * parameters.
   */
  constructor(
    sizes: { readonly input: number; readonly output: number; readonly firstBias?: number },
    parameters: ParameterSet,
    random: Random,
    prefix: string,
  ) {
    const initial = xavierUniform([sizes.input, sizes.output], random);
    this.kernel = parameters.add<tf.Rank.R2>(`${prefix}.kernel`, initial);
    const bias = tf.fill<tf.Rank.R1>([sizes.output], sizes.firstBias ?? 0);
    this.bias = parameters.add<tf.Rank.R1>(`${prefix}.bias`, bias);
  }

  /** @param x (rows, input) @returns (rows, output) */
  apply(x: tf.Tensor2D, options?: LinearOptions): tf.Tensor2D {
    return linear(x, this.kernel, this.bias, options);
  }
}
