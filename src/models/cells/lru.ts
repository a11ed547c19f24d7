import * as tf from '@tensorflow/tfjs-core';
import type { Cell, CellWeights } from './cell.ts';
import { biasPart, gateColumns, inputKernelPart, type WeightPart } from './weight-part.ts';

/**
 * Linear recurrent unit (Orvieto et al. 2023, arXiv 2303.06349): a complex diagonal recurrence
 * whose factors lie within the unit circle by construction, gamma normalisation of what enters, and
 * a gated linear unit (the paper's GLU, which follows every layer there) that reads it.
 *
 *     lambda = exp(-exp(nu) + i exp(theta))
 *     s_t    = lambda * s_{t-1} + exp(gamma) * (x_t B + b)          complex
 *     v_t    = Re(s_t C_v) + x_t D_v + b_v
 *     g_t    = Re(s_t C_g) + x_t D_g + b_g
 *     h_t    = v_t * sigmoid(g_t)
 *
 * The state is stored as its real and its imaginary part; columns of `input_kernel` are in the order
 * Re B, Im B, D_v, D_g; `read_kernel` (2 * hidden, 2 * hidden) holds Re C above -Im C, v before g.
 * |lambda| starts uniform on the disc (ring from 0 to 1), its angle in [0, 2 pi), gamma at
 * log sqrt(1 - |lambda|^2), so that states begin at the size of what enters; `ring` (3, hidden) has
 * the rows nu, theta, gamma. B, C and D start Xavier uniform.
 */
export const lru: Cell = {
  id: 'lru',
  label: 'LRU',
  gates: ['real', 'imaginary', 'value', 'gate'],
  states: ['h', 're', 'im'],
  hasRecurrentBias: false,
  normalizedTogether: [],
  masksState: false,
  zonedOut: [],
  keeping: null,
  initialBias: {},
  weights({ input, hidden }) {
    const columns = gateColumns(lru.gates, hidden);
    return [
      inputKernelPart(input, columns),
      biasPart(columns, {}, null),
      inputKernelPart(2 * hidden, gateColumns(['value', 'gate'], hidden), 'read_kernel'),
      ringPart(hidden),
    ];
  },
  step(projected, [, re, im], weights) {
    const hidden = re!.shape[1];
    const [intoRe, intoIm, direct] = tf.split(projected, [hidden, hidden, 2 * hidden], 1);
    const { real, imaginary, gain } = lambdaOf(weights);
    const nextRe = tf.add<tf.Tensor2D>(
      tf.sub(tf.mul(real, re!), tf.mul(imaginary, im!)),
      tf.mul(gain, intoRe!),
    );
    const nextIm = tf.add<tf.Tensor2D>(
      tf.add(tf.mul(real, im!), tf.mul(imaginary, re!)),
      tf.mul(gain, intoIm!),
    );
    const read = tf.matMul(tf.concat2d([nextRe, nextIm], 1), readKernel(weights));
    return [gatedUnit(tf.add<tf.Tensor2D>(read, direct!)), nextRe, nextIm];
  },
  openness(_, [, re], weights) {
    const { real, imaginary } = lambdaOf(weights);
    const modulus = tf.sqrt(tf.add(tf.square(real), tf.square(imaginary)));
    return { forget: tf.add<tf.Tensor2D>(modulus, tf.zerosLike(re!)) };
  },
};

/** Each (hidden). */
export interface Lambda {
  readonly real: tf.Tensor1D;
  readonly imaginary: tf.Tensor1D;
  /** exp(gamma) */
  readonly gain: tf.Tensor1D;
}

export function lambdaOf({ own }: CellWeights): Lambda {
  const ring = own!['ring'] as tf.Tensor2D;
  const hidden = ring.shape[1];
  const [nu, theta, gamma] = [0, 1, 2].map((row) =>
    tf.reshape(tf.slice(ring, [row, 0], [1, hidden]), [hidden]),
  ) as tf.Tensor1D[];
  const modulus = tf.exp(tf.neg(tf.exp(nu!)));
  const angle = tf.exp(theta!);
  return {
    real: tf.mul(modulus, tf.cos(angle)),
    imaginary: tf.mul(modulus, tf.sin(angle)),
    gain: tf.exp(gamma!),
  };
}

export function readKernel({ own }: CellWeights): tf.Tensor2D {
  return own!['read_kernel'] as tf.Tensor2D;
}

/** v * sigmoid(g). @param sums (rows, 2 * hidden): v beside g */
export function gatedUnit(sums: tf.Tensor2D): tf.Tensor2D {
  const [value, gate] = tf.split(sums, 2, 1) as tf.Tensor2D[];
  return tf.mul(value!, tf.sigmoid(gate!));
}

/** Squares of moduli and angles are kept from the ends, where a logarithm has none. */
const margin = 1e-4;

/** `ring`: nu, theta and gamma of every unit (section 3.3 and appendix A of the paper). */
function ringPart(hidden: number): WeightPart {
  return {
    name: 'ring',
    shape: [3, hidden],
    initial: (random) => {
      const within = () => margin + (1 - 2 * margin) * random.next();
      const units = Array.from({ length: hidden }, () => ({ square: within(), turn: within() }));
      const nu = units.map(({ square }) => Math.log(-0.5 * Math.log(square)));
      const theta = units.map(({ turn }) => Math.log(2 * Math.PI * turn));
      const gamma = units.map(({ square }) => 0.5 * Math.log(1 - square));
      return tf.tensor2d([nu, theta, gamma]);
    },
  };
}
