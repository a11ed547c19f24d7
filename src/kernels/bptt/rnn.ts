import type * as tf from '@tensorflow/tfjs-core';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import { withGradient } from '../../backend/operations/with-gradient.ts';
import type { MatrixWeights } from '../../models/cells/cell.ts';
import type { SequenceResult } from '../kernel.ts';
import { lastStep } from '../last-step.ts';
import { asRows, asSequence, inputGradients, previousStates } from '../weight-gradients.ts';

/**
 * Simple RNN. With a_t = x_t W_x + b + h_{t-1} W_h and D_t the derivative of the loss by h_t:
 *
 *     da_t    = D_t * (1 - h_t^2)
 *     D_{t-1} = dy_{t-1} + da_t W_h^T
 */
export function runRnn(
  operations: NativeOperations,
  x: tf.Tensor3D,
  [initial]: readonly tf.Tensor2D[],
  { inputKernel, recurrentKernel, bias }: MatrixWeights,
): SequenceResult {
  const inputs = [x, initial!, inputKernel, recurrentKernel, bias];
  const outputs = withGradient<tf.Tensor3D>(inputs, (save) => {
    const value = forward(operations, x, initial!, { inputKernel, recurrentKernel, bias });
    save([x, initial!, inputKernel, recurrentKernel, value]);
    return { value, gradient: (dy, saved) => backward(operations, dy, saved) };
  });
  return { outputs, finalStates: [lastStep(outputs)] };
}

function forward(
  operations: NativeOperations,
  x: tf.Tensor3D,
  initial: tf.Tensor2D,
  { inputKernel, recurrentKernel, bias }: Omit<MatrixWeights, 'recurrentBias'>,
): tf.Tensor3D {
  const rows = operations.addBias(operations.matMul(asRows(x), inputKernel), bias);
  const steps: tf.Tensor2D[] = [];
  let h = initial;
  for (const projected of operations.unstack(asSequence(rows, x.shape[0]))) {
    h = operations.tanh(operations.add(projected, operations.matMul(h, recurrentKernel)));
    steps.push(h);
  }
  return operations.stack(steps);
}

function backward(operations: NativeOperations, dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] {
  const [x, initial, inputKernel, recurrentKernel, outputs] = saved as [
    tf.Tensor3D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor3D,
  ];
  // A product with a transposed operand is two to three times slower, at every step.
  const transposed = operations.transpose(recurrentKernel);
  const fromOutputs = operations.unstack(dy);
  const states = operations.unstack(outputs);
  const sums: tf.Tensor2D[] = [];
  let dh: tf.Tensor2D | null = null;
  for (let t = states.length - 1; t >= 0; t--) {
    const total: tf.Tensor2D = dh === null ? fromOutputs[t]! : operations.add(dh, fromOutputs[t]!);
    sums[t] = operations.tanhGradient(states[t]!, total);
    dh = operations.matMul(sums[t]!, transposed);
  }
  const dSums = asRows(operations.stack(sums));
  const input = inputGradients(operations, x, inputKernel, dSums);
  const previous = previousStates(operations, initial, outputs);
  const dRecurrentKernel = operations.matMul(previous, dSums, true);
  return [input.x, dh!, input.inputKernel, dRecurrentKernel, input.bias];
}
