import * as tf from '@tensorflow/tfjs-core';
import type { AttentionScorer } from './attention.ts';

/** What is attended to: one sequence for each member of the batch. */
export interface Memory {
  /** (batch, source, key) */
  readonly keys: tf.Tensor3D;
  /** As the scorer prepared them. */
  readonly prepared: tf.Tensor3D;
  /** (batch, 1, source): 0 where a sequence has a step, a large negative number behind its end. */
  readonly mask: tf.Tensor3D;
}

export interface Attended {
  /** (batch, target, key): the keys' mean by weight. */
  readonly context: tf.Tensor3D;
  /** (batch, target, source): each row adds up to 1, with 0 behind a sequence's end. */
  readonly weights: tf.Tensor3D;
}

/** Large enough that exp is 0, small enough that sums stay finite. */
const hidden = -1e9;

/**
 * @param lengths (batch) int32: steps of each sequence, at least 1
 * @returns (batch, 1, source)
 */
export function attentionMask(lengths: tf.Tensor1D, source: number): tf.Tensor3D {
  return tf.tidy(() => {
    const steps = tf.reshape(tf.range(0, source, 1, 'int32'), [1, 1, source]);
    const ends = tf.reshape(lengths, [-1, 1, 1]);
    const beyond = tf.cast(tf.greaterEqual(steps, ends), 'float32');
    return tf.mul(beyond, hidden) as tf.Tensor3D;
  });
}

/** @param queries (batch, target, query) */
export function attend(scorer: AttentionScorer, queries: tf.Tensor3D, memory: Memory): Attended {
  const scores = scorer.score(queries, memory.prepared);
  const weights = tf.softmax(tf.add<tf.Tensor3D>(scores, memory.mask));
  return { context: tf.matMul(weights, memory.keys), weights };
}
