import * as tf from '@tensorflow/tfjs-core';
import type { Cell, CellShape, CellWeights, Product } from './cell.ts';
import { biasPart, gateColumns, inputKernelPart, uniformPart } from './weight-part.ts';

/**
 * Scales what passes the recurrence by, so that it and the state are of like size at the start:
 * sqrt(1 + 2 e^b) with the reset bias b = 0 (section 3.2 of the paper).
 */
export const highwayScale = Math.sqrt(3);

/**
 * Simple recurrent unit (Lei et al. 2018, arXiv 1709.02755, equations 1 to 4): gates see the state
 * of their own unit alone, and a highway passes the input by.
 *
 *     c~_t = x_t W
 *     f_t  = sigmoid(x_t W_f + v_f * c_{t-1} + b_f)
 *     r_t  = sigmoid(x_t W_r + v_r * c_{t-1} + b_r)
 *     c_t  = f_t * c_{t-1} + (1 - f_t) * c~_t
 *     h_t  = r_t * c_t + (1 - r_t) * sqrt(3) * x'_t
 *
 * x'_t is x_t where input and state are of one width, else x_t W_x, a fourth block of columns.
 * Columns are stored in the order c~, f, r (, x'); `bias` and `state_scale` (v) in the order f, r.
 */
export const sru: Cell = {
  id: 'sru',
  label: 'SRU',
  gates: ['candidate', 'forget', 'reset'],
  states: ['h', 'c'],
  hasRecurrentBias: false,
  normalizedTogether: [],
  masksState: false,
  zonedOut: ['c'],
  keeping: { gate: 'forget', tells: 'kept' },
  initialBias: { forget: 1 },
  weights({ input, hidden }) {
    const { gates, initialBias, keeping } = sru;
    const names = isSquare({ input, hidden }) ? gates : [...gates, 'highway'];
    return [
      inputKernelPart(input, gateColumns(names, hidden)),
      biasPart(gateColumns(['forget', 'reset'], hidden), initialBias, keeping),
      uniformPart('state_scale', [2 * hidden], 1 / Math.sqrt(hidden)),
    ];
  },
  project,
  step(projected, [, c], { own }) {
    const [candidate, gates, highway] = splitProjected(projected);
    const scaled = tf.mul(tf.concat2d([c!, c!], 1), own!['state_scale']!);
    const [f, r] = tf.split(tf.sigmoid(tf.add(gates!, scaled)), 2, 1) as tf.Tensor2D[];
    const nextC = tf.add<tf.Tensor2D>(candidate!, tf.mul(f!, tf.sub(c!, candidate!)));
    return [tf.add<tf.Tensor2D>(highway!, tf.mul(r!, tf.sub(nextC, highway!))), nextC];
  },
  openness(projected, [, c], { own }) {
    const [, gates] = splitProjected(projected);
    const scaled = tf.mul(tf.concat2d([c!, c!], 1), own!['state_scale']!);
    const [forget, reset] = tf.split(tf.sigmoid(tf.add(gates!, scaled)), 2, 1) as tf.Tensor2D[];
    return { forget: forget!, reset: reset! };
  },
};

function isSquare({ input, hidden }: CellShape): boolean {
  return input === hidden;
}

/** @returns (time, batch, 4 * hidden): c~, the gates' sums f and r, and what passes by, scaled */
function project(x: tf.Tensor3D, weights: CellWeights, multiply: Product = tf.matMul): tf.Tensor3D {
  const { inputKernel, bias } = weights;
  const [time, batch, input] = x.shape;
  const hidden = bias.shape[0] / 2;
  const rows = tf.reshape(x, [time * batch, input]) as tf.Tensor2D;
  const product = multiply(rows, inputKernel);
  const all = inputKernel.shape[1] === 3 * hidden ? tf.concat2d([product, rows], 1) : product;
  const ones = [tf.ones([3 * hidden]), tf.fill([hidden], highwayScale)];
  const shift = [tf.zeros([hidden]), bias, tf.zeros([hidden])];
  const scaled = tf.add(tf.mul(all, tf.concat(ones)), tf.concat(shift));
  return tf.reshape(scaled, [time, batch, 4 * hidden]);
}

/** Candidate (…, hidden), sums of forget and reset gate (…, 2 * hidden), highway (…, hidden). */
export function splitProjected<T extends tf.Tensor>(projected: T): T[] {
  const axis = projected.rank - 1;
  const hidden = projected.shape[axis]! / 4;
  return tf.split(projected, [hidden, 2 * hidden, hidden], axis) as T[];
}
