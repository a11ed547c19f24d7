import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';
import { headsOf } from './heads.ts';
import { logSigmoid } from './log-sigmoid.ts';
import { biasPart, constantPart, type GateColumns, inputKernelPart } from './weight-part.ts';

/** e^80 is the largest reciprocal of a scale that is told apart from endless. */
const largestExponent = 80;

/**
 * mLSTM (Beck et al. 2024, arXiv 2405.04517, equations 19 to 27): the state is a matrix C of keys
 * and values in every head of d units, written by an exponential gate and read by a query. i~ and f~
 * are one number for each head; q, k, v and o read the input alone.
 *
 *     q_t, v_t = x_t W + b,   k_t = (x_t W_k + b_k) / sqrt(d),   o_t = sigmoid(x_t W_o + b_o)
 *     m_t  = max(log sigmoid(f~_t) + m_{t-1}, i~_t)
 *     i'_t = exp(i~_t - m_t),   f'_t = exp(log sigmoid(f~_t) + m_{t-1} - m_t)
 *     C_t  = f'_t C_{t-1} + i'_t v_t k_t^T,   n_t = f'_t n_{t-1} + i'_t k_t
 *     h~_t = C_t q_t / max(|n_t q_t|, exp(-m_t))
 *     h_t  = o_t * g * h~_t / sqrt(mean of h~_t^2 in its head + 1e-6)
 *
 * The last line stands for the group normalisation that follows every mLSTM in the paper (figure 10):
 * without it a product of three small numbers learns next to nothing at first. It goes by the root
 * mean square, with a gain g (`head_gain`) of 1 at the start.
 *
 * C and n are stored divided by exp(m), C row by row, head by head. Columns are in the order q, k,
 * v, o (hidden each), i, f (one for each head). The forget gate is the sigmoid of the two that the
 * paper allows, and its bias starts at 1.
 */
export const mlstm: Cell = {
  id: 'mlstm',
  label: 'mLSTM',
  gates: ['query', 'key', 'value', 'output', 'input', 'forget'],
  states: ['h', 'C', 'n', 'm'],
  stateWidths(hidden) {
    const heads = headsOf(hidden);
    return [hidden, (hidden * hidden) / heads, hidden, heads];
  },
  hasRecurrentBias: false,
  normalizedTogether: [],
  masksState: false,
  zonedOut: [],
  keeping: { gate: 'forget', tells: 'kept' },
  initialBias: { forget: 1 },
  weights({ input, hidden }) {
    const columns = columnsOf(hidden);
    return [
      inputKernelPart(input, columns),
      biasPart(columns, mlstm.initialBias, mlstm.keeping),
      constantPart('head_gain', [hidden], 1),
    ];
  },
  step(projected, [h, matrix, normalizer, m], { own }) {
    const [batch, hidden] = h!.shape;
    const heads = headsOf(hidden);
    const width = hidden / heads;
    const { query, key, value, output, input, forget } = splitMlstm(projected, hidden);
    const column = (x: tf.Tensor) => tf.reshape(x, [batch, heads, width, 1]);
    const row = (x: tf.Tensor) => tf.reshape(x, [batch, heads, 1, width]);
    const perHead = (x: tf.Tensor) => tf.reshape(x, [batch, heads, 1, 1]);
    const kept = tf.add<tf.Tensor2D>(logSigmoid(forget), m!);
    const nextM = tf.maximum<tf.Tensor2D>(kept, input);
    const write = perHead(tf.exp(tf.sub(input, nextM)));
    const keep = perHead(tf.exp(tf.sub(kept, nextM)));
    const before = tf.reshape(matrix!, [batch, heads, width, width]);
    const nextMatrix = tf.add(tf.mul(keep, before), tf.mul(write, tf.mul(column(value), row(key))));
    const nextNormalizer = tf.add(tf.mul(keep, row(normalizer!)), tf.mul(write, row(key)));
    const read = tf.matMul(nextMatrix, column(query));
    const weight = tf.matMul(nextNormalizer, column(query));
    const scaled = tf.div(read, tf.maximum(tf.abs(weight), perHead(leastWeight(nextM))));
    const even = normalizeHead(tf.reshape(scaled, [batch, heads, width]));
    const gained = tf.mul(tf.reshape(even, [batch, hidden]), own!['head_gain']!);
    const nextH = tf.mul<tf.Tensor2D>(tf.sigmoid(output), gained);
    return [
      nextH,
      tf.reshape(nextMatrix, [batch, hidden * width]),
      tf.reshape(nextNormalizer, [batch, hidden]),
      nextM,
    ];
  },
  openness(projected, [h]) {
    const { forget, output } = splitMlstm(projected, h!.shape[1]);
    return { forget: tf.sigmoid(forget), output: tf.sigmoid(output) };
  },
};

function columnsOf(hidden: number): GateColumns[] {
  const heads = headsOf(hidden);
  return mlstm.gates.map((name) => ({
    name,
    width: name === 'input' || name === 'forget' ? heads : hidden,
  }));
}

/** Divided by the root mean square of the last axis: the units of a head. */
export function normalizeHead<T extends tf.Tensor>(x: T): T {
  const square = tf.mean(tf.square(x), -1, true);
  return tf.mul(x, tf.rsqrt(tf.add(square, 1e-6)));
}

/** exp(-m), what the normaliser is worth at least. */
export function leastWeight<T extends tf.Tensor>(m: T): T {
  return tf.exp(tf.minimum<T>(tf.neg(m), largestExponent));
}

/** Blocks of columns; the key is divided by the root of a head's units. */
export interface MlstmParts<T extends tf.Tensor> {
  readonly query: T;
  readonly key: T;
  readonly value: T;
  /** Before its sigmoid. */
  readonly output: T;
  readonly input: T;
  /** Before its sigmoid. */
  readonly forget: T;
}

export function splitMlstm<T extends tf.Tensor>(projected: T, hidden: number): MlstmParts<T> {
  const widths = columnsOf(hidden).map(({ width }) => width);
  const [query, key, value, output, input, forget] = tf.split(projected, widths, -1) as T[];
  const scaled = tf.div<T>(key!, Math.sqrt(hidden / headsOf(hidden)));
  return {
    ...{ query: query!, key: scaled, value: value! },
    ...{ output: output!, input: input!, forget: forget! },
  };
}
