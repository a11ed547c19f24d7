import * as tf from '@tensorflow/tfjs-core';
import type { ParameterSet } from '../../../models/parameters.ts';

export interface DynamicOptions {
  /** Learning rate at test time. */
  readonly rate: number;
  /** How strongly weights are drawn back to what training found. */
  readonly decay: number;
}

/** Keeps weights that hardly ever had a gradient from jumping; as in the authors' own program. */
const epsilon = 1e-3;

interface Slot {
  readonly variable: tf.Variable;
  /** As training left it. */
  readonly trained: tf.Tensor;
  /** Root of the mean square of the training gradients. */
  readonly size: tf.Tensor;
  /** The same over its mean, at most 1 / decay. */
  readonly pull: tf.Tensor;
}

/**
 * Lets weights learn on from what they are tested on, after it has been counted (Krause et al. 2018,
 * arXiv 1709.07432, equations 5 to 7):
 *
 *     w <- w - rate g / (s + epsilon) + decay (w_trained - w) r,
 *     s = sqrt(mean of g^2 over training batches),  r = s / mean(s), at most 1 / decay
 */
export class DynamicWeights {
  readonly #options: DynamicOptions;
  readonly #slots: ReadonlyMap<string, Slot>;

  /** @param squares by parameter name: mean square of the gradients in training; taken over */
  constructor(
    parameters: ParameterSet,
    squares: ReadonlyMap<string, tf.Tensor>,
    options: DynamicOptions,
  ) {
    this.#options = options;
    const sizes = new Map<string, tf.Tensor>();
    for (const [name, square] of squares) {
      sizes.set(name, tf.keep(tf.sqrt(square)));
      square.dispose();
    }
    const mean = meanOf([...sizes.values()]);
    const slots = new Map<string, Slot>();
    for (const [name, variable] of parameters.entries()) {
      const size = sizes.get(name);
      if (size === undefined) continue;
      const most = options.decay > 0 ? 1 / options.decay : Number.MAX_SAFE_INTEGER;
      const pull = tf.tidy(() => tf.keep(tf.minimum(tf.div(size, Math.max(mean, 1e-30)), most)));
      slots.set(name, { variable, trained: tf.keep(tf.mul(variable, 1)), size, pull });
    }
    this.#slots = slots;
  }

  /** @param gradients by parameter name, of the mean loss of what was just read; not disposed */
  learn(gradients: ReadonlyMap<string, tf.Tensor>): void {
    const { rate, decay } = this.#options;
    for (const [name, { variable, trained, size, pull }] of this.#slots) {
      const gradient = gradients.get(name);
      if (gradient === undefined) continue;
      tf.tidy(() => {
        const step = tf.mul(tf.div(gradient, tf.add(size, epsilon)), rate);
        const back = tf.mul(tf.mul(tf.sub(trained, variable), pull), decay);
        variable.assign(tf.add(tf.sub(variable, step), back));
      });
    }
  }

  /** Puts the trained weights back. */
  dispose(): void {
    for (const { variable, trained, size, pull } of this.#slots.values()) {
      variable.assign(trained);
      tf.dispose([trained, size, pull]);
    }
  }
}

/** Over all values of all tensors. */
function meanOf(tensors: readonly tf.Tensor[]): number {
  const count = tensors.reduce((sum, { size }) => sum + size, 0);
  const sums = tensors.map((tensor) => tf.tidy(() => tf.sum(tensor).dataSync()[0] ?? 0));
  return sums.reduce((sum, value) => sum + value, 0) / Math.max(1, count);
}
