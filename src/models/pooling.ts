import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../backend/random.ts';
import { Dense } from './dense.ts';
import { xavierUniform } from './initializers.ts';
import type { ParameterSet } from './parameters.ts';

export const poolingIds = ['last', 'mean', 'max', 'attention'] as const;
export type PoolingId = (typeof poolingIds)[number];

/** What a pooling reads. */
export interface PooledSequence {
  /** (time, batch, width); zeros after a sequence's end. */
  readonly outputs: tf.Tensor3D;
  /** (batch, width): what was remembered at each sequence's own end. */
  readonly last: tf.Tensor2D;
  /** (batch) int32, each at least 1. */
  readonly lengths: tf.Tensor1D;
}

/** Far below any score or output: what is behind a sequence's end counts for nothing. */
const nothing = -1e9;

/** One vector of a sequence from those of all its steps; what is behind its end never counts. */
export class Pooling {
  readonly #id: PoolingId;
  readonly #hidden: Dense | null;
  /** (width, 1) */
  readonly #query: tf.Variable<tf.Rank.R2> | null;

  /** Attention adds `pooling.hidden.kernel`, `pooling.hidden.bias` and `pooling.query`. */
  constructor(id: PoolingId, width: number, parameters: ParameterSet, random: Random) {
    this.#id = id;
    const attends = id === 'attention';
    const sizes = { input: width, output: width };
    this.#hidden = attends ? new Dense(sizes, parameters, random, 'pooling.hidden') : null;
    this.#query = attends
      ? parameters.add<tf.Rank.R2>('pooling.query', xavierUniform([width, 1], random))
      : null;
  }

  /** @returns (batch, width), differentiable */
  apply({ outputs, last, lengths }: PooledSequence): tf.Tensor2D {
    if (this.#id === 'last') return last;
    const [time, batch, width] = outputs.shape;
    if (this.#id === 'mean') {
      const count = tf.reshape(tf.cast(lengths, 'float32'), [batch, 1]);
      return tf.div<tf.Tensor2D>(tf.sum(outputs, 0), count);
    }
    const steps = tf.reshape(tf.range(0, time, 1, 'int32'), [time, 1]);
    const behind = tf.greaterEqual(steps, tf.reshape(lengths, [1, batch]));
    const penalty = tf.mul(tf.cast(behind, 'float32'), nothing);
    if (this.#id === 'max') {
      return tf.max<tf.Tensor2D>(tf.add(outputs, tf.reshape(penalty, [time, batch, 1])), 0);
    }
    const rows = tf.reshape(outputs, [time * batch, width]) as tf.Tensor2D;
    const hidden = tf.tanh(this.#hidden!.apply(rows)) as tf.Tensor2D;
    const scores = tf.reshape(tf.matMul(hidden, this.#query!), [time, batch]);
    const byBatch = tf.transpose(tf.add(scores, penalty)) as tf.Tensor2D;
    const weights = tf.transpose(tf.softmax(byBatch)) as tf.Tensor2D;
    return tf.sum<tf.Tensor2D>(tf.mul(outputs, tf.reshape(weights, [time, batch, 1])), 0);
  }
}
