import * as tf from '@tensorflow/tfjs-core';
import { halfSquareSum } from '../backend/operations.ts';

export interface ClippingLimits {
  /** Largest global norm; 0 is off. */
  readonly norm: number;
  /** Largest absolute value; 0 is off. Applied before the norm is limited. */
  readonly value: number;
  /** Largest share of a unit's norm (see `clipAdaptively`); none or 0 is off. Applied before both. */
  readonly adaptive?: number;
}

export interface Measured {
  readonly loss: number;
  /** Global L2 norm before any clipping. Not finite when any gradient is not. */
  readonly norm: number;
  /** Global L2 norm of `gradients` after both limits: min(limit, norm of the cut gradients). */
  readonly clippedNorm: number;
  /** Clipped where needed. */
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
}

/**
 * Clips gradients and reads the loss and the norms back to JavaScript, all in one transfer: a
 * second one would wait for TensorFlow again. Norm clipping is g * min(1, limit / ||g||) over all
 * parameters together (Pascanu et al., arXiv 1211.5063). Called inside a tidy.
 * @param loss scalar
 */
export function measureAndClip(
  loss: tf.Scalar,
  gradients: ReadonlyMap<string, tf.Tensor>,
  limits: ClippingLimits,
): Measured {
  const raw = [...gradients.values()];
  const cut = limits.value > 0 ? raw.map((g) => clipValues(g, limits.value)) : raw;
  const sums = raw.map(halfSquareSum);
  if (limits.value > 0) sums.push(...cut.map(halfSquareSum));
  const read = tf.stack<tf.Scalar>([loss, ...sums]).dataSync<'float32'>();
  const norm = normOf(read.subarray(1, 1 + raw.length));
  const cutNorm = limits.value > 0 ? normOf(read.subarray(1 + raw.length)) : norm;
  const scale = limits.norm > 0 && cutNorm > limits.norm ? limits.norm / cutNorm : 1;
  const clipped = new Map<string, tf.Tensor>();
  for (const [index, name] of [...gradients.keys()].entries()) {
    const gradient = cut[index] as tf.Tensor;
    clipped.set(name, scale === 1 ? gradient : tf.mul(gradient, scale));
  }
  return { loss: read[0] as number, norm, clippedNorm: cutNorm * scale, gradients: clipped };
}

function clipValues(gradient: tf.Tensor, limit: number): tf.Tensor {
  return tf.clipByValue(gradient, -limit, limit);
}

/** From half the sums of squares of the parts, summed in double precision and in a fixed order. */
function normOf(halfSquares: Float32Array): number {
  return Math.sqrt(2 * halfSquares.reduce((sum, value) => sum + value, 0));
}
