import * as tf from '@tensorflow/tfjs-core';
import { roundToBfloat16 } from './round-to-bfloat16.ts';
import { withGradient } from './with-gradient.ts';

/**
 * a b with both factors rounded to bfloat16 and sums in float32; on the way back the derivative is
 * rounded too. It shows the error of such products and saves no time.
 */
export function mixedProduct(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D>([a, b], (save) => {
    const [left, right] = [roundToBfloat16(a), roundToBfloat16(b)];
    save([left, right]);
    return {
      value: tf.matMul(left, right),
      gradient: (dy, saved) => {
        const [x, y] = saved as [tf.Tensor2D, tf.Tensor2D];
        const rounded = roundToBfloat16(dy);
        return [tf.matMul(rounded, y, false, true), tf.matMul(x, rounded, true, false)];
      },
    };
  });
}
