import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import { Dense } from '../dense.ts';
import type { ParameterSet } from '../parameters.ts';
import { pastMask } from './past-mask.ts';
import type { AttentionRoles, RolesDefinition } from './roles.ts';

/** Steps whose scores are computed together: long sequences take memory by their length only. */
const stretch = 64;
/** Far below any score. */
const nothing = -1e9;

/** What attention remembers of the outputs before a sequence: a type, since tf.tidy passes no interfaces. */
export type PastOutputs = {
  /** (batch, window * width): the last outputs, oldest first; zeros where there were fewer. */
  readonly outputs: tf.Tensor2D;
  /** (batch, 1): how many of them there were, from 0 to the window. */
  readonly count: tf.Tensor2D;
};

/**
 * Causal attention of each output over those of the steps before it (Cheng et al. 2016,
 * arXiv 1601.06733; Daniluk et al. 2017, arXiv 1702.04521), h_t the stack's output, L the window:
 *
 *     a_ts = softmax_s(q(h_t) . k(h_s) / sqrt(size of k)),   t - L <= s < t
 *     r_t = sum_s a_ts v(h_s)                                0 at a beginning
 *     o_t = tanh([own(h_t), r_t] W + b)
 *
 * The outputs themselves are remembered, not their keys, so that keys are always those of the
 * present weights.
 */
export class PastAttention {
  readonly #width: number;
  readonly #window: number;
  readonly #roles: AttentionRoles;
  readonly #combine: Dense;

  /**
   * Adds the parameters of the roles and `<prefix>.combine.kernel` and `.bias`.
   * @param sizes width of an output, and past steps that are attended to
   */
  constructor(
    { width, window }: { readonly width: number; readonly window: number },
    roles: RolesDefinition,
    parameters: ParameterSet,
    random: Random,
    prefix: string,
  ) {
    this.#width = width;
    this.#window = window;
    this.#roles = roles.create(width, parameters, random, prefix);
    const input = this.#roles.ownSize + this.#roles.valueSize;
    this.#combine = new Dense({ input, output: width }, parameters, random, `${prefix}.combine`);
  }

  /** Nothing remembered; the caller owns it. */
  begin(batch: number): PastOutputs {
    return {
      outputs: tf.zeros([batch, this.#window * this.#width]),
      count: tf.zeros([batch, 1]),
    };
  }

  /**
   * Differentiable. Called inside a tidy.
   * @param outputs (time, batch, width)
   * @param past null at a beginning
   * @param forgetEvery as the layers below: nothing is attended to across a boundary
   */
  run(
    outputs: tf.Tensor3D,
    past: PastOutputs | null,
    forgetEvery?: number,
  ): { readonly outputs: tf.Tensor3D; readonly past: PastOutputs } {
    const [time, batch] = outputs.shape;
    const own = tf.transpose(outputs, [1, 0, 2]);
    const before = past === null ? 0 : this.#window;
    const all =
      past === null
        ? own
        : tf.concat3d([tf.reshape(past.outputs, [batch, before, this.#width]), own], 1);
    const rows = tf.reshape(own, [batch * time, this.#width]) as tf.Tensor2D;
    const read = this.#attend(rows, all, past, time, forgetEvery);
    const both = tf.concat2d([this.#roles.own(rows), read], 1);
    const combined = tf.tanh(this.#combine.apply(both));
    const result = tf.transpose(tf.reshape<tf.Rank.R3>(combined, own.shape), [1, 0, 2]);
    return { outputs: result, past: this.#remembered(all, past, time) };
  }

  /** @param all (batch, before + time, width) @returns (batch * time, valueSize) */
  #attend(
    rows: tf.Tensor2D,
    all: tf.Tensor3D,
    past: PastOutputs | null,
    time: number,
    forgetEvery = Number.POSITIVE_INFINITY,
  ): tf.Tensor2D {
    const { keySize, valueSize } = this.#roles;
    const [batch, total] = all.shape;
    const before = total - time;
    const flat = tf.reshape(all, [batch * total, this.#width]) as tf.Tensor2D;
    const keys = tf.reshape(this.#roles.key(flat), [batch, total, keySize]);
    const values = tf.reshape(this.#roles.value(flat), [batch, total, valueSize]);
    const scaled = tf.mul(this.#roles.query(rows), 1 / Math.sqrt(keySize));
    const queries = tf.reshape(scaled, [batch, time, keySize]);
    const pieces: tf.Tensor3D[] = [];
    for (let from = 0; from < time; from += stretch) {
      const steps = Math.min(stretch, time - from);
      const first = Math.max(0, before + from - this.#window);
      const places = before + from + steps - 1 - first;
      if (places === 0) {
        pieces.push(tf.zeros([batch, steps, valueSize]));
        continue;
      }
      const span = { from, steps, first, places, before, time, window: this.#window, forgetEvery };
      const allowed = pastMask(span, past?.count ?? null);
      const some = (of: tf.Tensor, start: number, count: number) =>
        tf.slice(of, [0, start, 0], [batch, count, of.shape[2]!]) as tf.Tensor3D;
      const scores = tf.matMul(some(queries, from, steps), some(keys, first, places), false, true);
      const open = tf.add(scores, tf.mul(tf.sub(1, allowed), nothing));
      const weights = tf.mul(tf.softmax(open), allowed);
      pieces.push(tf.matMul(weights, some(values, first, places)) as tf.Tensor3D);
    }
    const read = pieces.length === 1 ? pieces[0]! : tf.concat3d(pieces, 1);
    return tf.reshape(read, [batch * time, valueSize]) as tf.Tensor2D;
  }

  #remembered(all: tf.Tensor3D, past: PastOutputs | null, time: number): PastOutputs {
    const [batch, total, width] = all.shape;
    const missing = Math.max(0, this.#window - total);
    const kept = this.#window - missing;
    const last = tf.slice3d(all, [0, total - kept, 0], [batch, kept, width]);
    const full =
      missing === 0
        ? last
        : tf.pad3d(last, [
            [0, 0],
            [missing, 0],
            [0, 0],
          ]);
    const count =
      past === null
        ? tf.fill<tf.Rank.R2>([batch, 1], Math.min(this.#window, time))
        : tf.minimum<tf.Tensor2D>(tf.add(past.count, time), this.#window);
    return { outputs: tf.reshape(full, [batch, this.#window * width]), count };
  }
}
