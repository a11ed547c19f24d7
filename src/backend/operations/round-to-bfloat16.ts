import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.ts';

/** 2^16 + 1: parts the 24 digits of a float32 into 8, those of a bfloat16, and 16. */
const splitter = 65_537;

/**
 * The nearest bfloat16 of every value, as float32 (Veltkamp's splitting); the gradient passes as if
 * nothing had been rounded. For magnitudes below 2^111.
 */
export function roundToBfloat16<T extends tf.Tensor>(x: T): T {
  return withGradient<T>([x], () => {
    const large = tf.mul(x, splitter);
    return { value: tf.sub<T>(large, tf.sub(large, x)), gradient: (dy) => [dy] };
  });
}
