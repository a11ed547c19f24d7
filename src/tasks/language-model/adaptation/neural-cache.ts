import * as tf from '@tensorflow/tfjs-core';

export interface CacheOptions {
  /** Hidden states remembered. */
  readonly size: number;
  /** Sharpness: how much more a state counts that is more alike. */
  readonly theta: number;
  /** Share of the cache in the prediction, in [0, 1). */
  readonly share: number;
}

/**
 * Remembers the last hidden states with the token that followed each (Grave et al. 2017, arXiv
 * 1612.04426):
 *
 *     p_cache(w | t) = sum of softmax_i(theta h_t . h_i) over the i < t whose next token was w
 */
export class NeuralCache {
  readonly #options: CacheOptions;
  /** (remembered, hidden), the oldest first; null while empty. */
  #states: tf.Tensor2D | null = null;
  #next: number[] = [];

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  /**
   * Probability of each token to come by the cache alone, and then remembers them. Before anything
   * is remembered it is null: the network then stands alone.
   * @param outputs (time, hidden) of one stream
   * @param targets (time): the token that followed each
   */
  read(outputs: tf.Tensor2D, targets: Int32Array): (number | null)[] {
    const [time] = outputs.shape;
    const before = this.#next.length;
    const all = this.#states === null ? tf.clone(outputs) : tf.concat2d([this.#states, outputs], 0);
    const likeness = tf.tidy(() =>
      tf.mul(tf.matMul(outputs, all, false, true), this.#options.theta).dataSync<'float32'>(),
    );
    const next = [...this.#next, ...targets];
    const width = before + time;
    const found = Array.from(targets, (target, step) => {
      const last = before + step;
      const first = Math.max(0, last - this.#options.size);
      const row = likeness.subarray(step * width + first, step * width + last);
      return shareOf(row, next, first, target);
    });
    this.#remember(all, next);
    return found;
  }

  #remember(all: tf.Tensor2D, next: readonly number[]): void {
    const kept = Math.min(next.length, this.#options.size);
    const states = tf.slice2d(all, [next.length - kept, 0], [kept, -1]);
    all.dispose();
    this.#states?.dispose();
    this.#states = tf.keep(states);
    this.#next = next.slice(next.length - kept);
  }

  dispose(): void {
    this.#states?.dispose();
    this.#states = null;
    this.#next = [];
  }
}

/** Softmax over the remembered states, summed where the token followed. */
function shareOf(
  likeness: Float32Array,
  next: readonly number[],
  first: number,
  target: number,
): number | null {
  if (likeness.length === 0) return null;
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of likeness) highest = Math.max(highest, value);
  let total = 0;
  let followed = 0;
  for (const [index, value] of likeness.entries()) {
    const weight = Math.exp(value - highest);
    total += weight;
    if (next[first + index] === target) followed += weight;
  }
  return followed / total;
}
