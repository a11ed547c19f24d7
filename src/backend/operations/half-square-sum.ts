import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../tensorflow.ts';
import { floatOperation } from './raw.ts';

/** Half the sum of squares of all values, without a copy of the squares; not differentiable. */
export function halfSquareSum(values: tf.Tensor): tf.Scalar {
  const native = nativeBackend();
  if (native !== null) return floatOperation(native, 'L2Loss', [values]) as tf.Scalar;
  return tf.tidy(() => tf.mul(0.5, tf.sum(tf.square(values))) as tf.Scalar);
}
