import * as tf from '@tensorflow/tfjs-core';
import { nativeBackend } from '../tensorflow.ts';
import { NativeOperations } from './native-operations.ts';
import { withGradient } from './with-gradient.ts';

export interface LinearOptions {
  /** Applied to the result. */
  readonly activation?: 'relu';
  /** x is data: nothing is differentiated by it, which saves a product. */
  readonly ofData?: boolean;
}

/**
 * x W + b, differentiable. Natively its gradient sums the bias in one operation made for it and
 * transposes the kernel once: both faster than what the tape would do. tfjs makes the gradient of a
 * rectifier from six operations and an array of ones, which takes longer than the products.
 * @param x (rows, input)
 * @param kernel (input, output)
 * @param bias (output)
 * @returns (rows, output)
 */
export function linear(
  x: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  { activation, ofData = false }: LinearOptions = {},
): tf.Tensor2D {
  const native = nativeBackend();
  if (native === null) {
    const sum = tf.add<tf.Tensor2D>(tf.matMul(x, kernel), bias);
    return activation === 'relu' ? tf.relu(sum) : sum;
  }
  const operations = new NativeOperations(native);
  const rectified = activation === 'relu';
  return withGradient<tf.Tensor2D>(ofData ? [kernel, bias] : [x, kernel, bias], (save) => {
    const sum = operations.addBias(operations.matMul(x, kernel), bias);
    const value = rectified ? operations.relu(sum) : sum;
    save(rectified ? [x, kernel, value] : [x, kernel]);
    return {
      value,
      gradient: (dy, [input, weights, output]) => {
        const dSum = rectified ? operations.reluGradient(output as tf.Tensor2D, dy) : dy;
        const ofWeights = [
          operations.matMul(input as tf.Tensor2D, dSum, true),
          operations.sumRows(dSum),
        ];
        if (ofData) return ofWeights;
        const transposed = operations.transpose(weights as tf.Tensor2D);
        return [operations.matMul(dSum, transposed), ...ofWeights];
      },
    };
  });
}
