import * as tf from '@tensorflow/tfjs-core';
import type { MemoryAnswer, MemoryInputs } from '../../backend/operations.ts';
import { leastWeight } from '../../models/cells/mlstm.ts';

/** Steps that are worked on at once: their mutual weights are a square of this side. */
const chunkSteps = 64;
/** A weight of e^this is none. */
export const none = -1e30;

/** Parts of the state, each (batch, heads, …): matrix (d, d), normaliser (1, d), stabiliser (1, 1). */
interface ChunkState {
  readonly matrix: tf.Tensor4D;
  readonly normalizer: tf.Tensor4D;
  readonly m: tf.Tensor4D;
}

/** One chunk: (batch, heads, steps, d), gates (batch, heads, steps, 1). */
interface Chunk {
  readonly query: tf.Tensor4D;
  readonly key: tf.Tensor4D;
  readonly value: tf.Tensor4D;
  /** i~ */
  readonly input: tf.Tensor4D;
  /** log f */
  readonly logForget: tf.Tensor4D;
}

/**
 * The matrix memory of an mLSTM in operations of TensorFlow, by chunks: within a chunk every step
 * reads all before it at once, as attention does, and what came before the chunk through the state.
 * With F_t = sum of log f_r for r <= t:
 *
 *     D_ts = F_t - F_s + i~_s for s <= t,   m_t = max(max_s D_ts, F_t + m_0)
 *     numerator_t   = sum_s exp(D_ts - m_t) (q_t k_s) v_s + exp(F_t + m_0 - m_t) C_0 q_t
 *     denominator_t = sum_s exp(D_ts - m_t) (q_t k_s)     + exp(F_t + m_0 - m_t) n_0 q_t
 */
export function memoryInChunks(given: MemoryInputs): MemoryAnswer {
  const [time, batch, heads] = given.input.shape;
  const hidden = given.query.shape[2];
  const width = hidden / heads;
  const perHead = (x: tf.Tensor3D, size: number) =>
    tf.transpose(tf.reshape(x, [time, batch, heads, size]), [1, 2, 0, 3]) as tf.Tensor4D;
  const whole: Chunk = {
    query: perHead(given.query, width),
    key: perHead(given.key, width),
    value: perHead(given.value, width),
    input: perHead(given.input, 1),
    logForget: perHead(given.logForget, 1),
  };
  let state: ChunkState = {
    matrix: tf.reshape(given.matrix, [batch, heads, width, width]),
    normalizer: tf.reshape(given.normalizer, [batch, heads, 1, width]),
    m: tf.reshape(given.m, [batch, heads, 1, 1]),
  };
  const read: tf.Tensor4D[] = [];
  for (let from = 0; from < time; from += chunkSteps) {
    const chunk = stepsOf(whole, from, Math.min(chunkSteps, time - from));
    const result = runChunk(chunk, state);
    read.push(result.read);
    state = result.state;
  }
  const inTime = tf.transpose(tf.concat4d(read, 2), [2, 0, 1, 3]);
  return {
    read: tf.reshape(inTime, [time, batch, hidden]) as tf.Tensor3D,
    matrix: tf.reshape(state.matrix, [batch, hidden * width]),
    normalizer: tf.reshape(state.normalizer, [batch, hidden]),
    m: tf.reshape(state.m, [batch, heads]),
  };
}

function stepsOf(chunk: Chunk, from: number, length: number): Chunk {
  const cut = (x: tf.Tensor4D) => {
    const [batch, heads, , size] = x.shape;
    return tf.slice(x, [0, 0, from, 0], [batch, heads, length, size]);
  };
  return {
    ...{ query: cut(chunk.query), key: cut(chunk.key), value: cut(chunk.value) },
    ...{ input: cut(chunk.input), logForget: cut(chunk.logForget) },
  };
}

function runChunk(
  { query, key, value, input, logForget }: Chunk,
  { matrix, normalizer, m }: ChunkState,
): { readonly read: tf.Tensor4D; readonly state: ChunkState } {
  const [, , steps] = query.shape;
  const forgotten = tf.matMul(lowerTriangle(steps), logForget) as tf.Tensor4D;
  const written = tf.sub<tf.Tensor4D>(input, forgotten);
  const across = tf.add<tf.Tensor4D>(forgotten, tf.transpose(written, [0, 1, 3, 2]));
  const exponents = tf.add<tf.Tensor4D>(across, later(steps));
  const fromBefore = tf.add<tf.Tensor4D>(forgotten, m);
  const nextM = tf.maximum<tf.Tensor4D>(fromBefore, tf.max(exponents, 3, true));
  const shares = tf.exp(tf.sub<tf.Tensor4D>(exponents, nextM));
  const shareBefore = tf.exp(tf.sub<tf.Tensor4D>(fromBefore, nextM));
  const scores = tf.mul<tf.Tensor4D>(shares, tf.matMul(query, key, false, true));
  const readBefore = tf.mul(shareBefore, tf.matMul(query, matrix, false, true));
  const numerator = tf.add(tf.matMul(scores, value), readBefore);
  const weightBefore = tf.mul(shareBefore, tf.matMul(query, normalizer, false, true));
  const weight = tf.add(tf.sum(scores, 3, true), weightBefore);
  const read = tf.div<tf.Tensor4D>(numerator, tf.maximum(tf.abs(weight), leastWeight(nextM)));
  const last = (x: tf.Tensor4D) => {
    const [batch, heads, , size] = x.shape;
    return tf.slice(x, [0, 0, steps - 1, 0], [batch, heads, 1, size]);
  };
  const toEnd = tf.transpose(last(shares), [0, 1, 3, 2]);
  const keysToEnd = tf.mul<tf.Tensor4D>(toEnd, key);
  const stays = last(shareBefore);
  return {
    read,
    state: {
      matrix: tf.add(tf.mul(stays, matrix), tf.matMul(value, keysToEnd, true)),
      normalizer: tf.add(tf.mul(stays, normalizer), tf.sum(keysToEnd, 2, true)),
      m: last(nextM),
    },
  };
}

/** Ones for s <= t: a product with it adds up over time. */
function lowerTriangle(steps: number): tf.Tensor4D {
  return tf.reshape(tf.linalg.bandPart(tf.ones<tf.Rank.R2>([steps, steps]), -1, 0), [
    1,
    1,
    steps,
    steps,
  ]);
}

/** 0 for s <= t, and so little for s > t that it weighs nothing. */
function later(steps: number): tf.Tensor4D {
  return tf.mul(tf.sub<tf.Tensor4D>(1, lowerTriangle(steps)), none);
}
