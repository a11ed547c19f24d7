import type * as tf from '@tensorflow/tfjs-core';
import { compiledLinearScan } from '../../backend/operations/compiled-scan.ts';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import { withGradient } from '../../backend/operations/with-gradient.ts';
import { asSequence, previousStates } from '../weight-gradients.ts';
import { adjointScan } from './adjoint-scan.ts';

/**
 * Linear recurrence with known factors, each unit for itself:
 *
 *     s_t = a_t * s_{t-1} + b_t
 *
 * The way back is the same recurrence from the last step to the first. With D_t the derivative of
 * the loss by s_t, that by later steps included:
 *
 *     D_t  = dy_t + a_{t+1} * D_{t+1}
 *     db_t = D_t,   da_t = D_t * s_{t-1},   ds_0 = a_1 * D_1
 *
 * @param factors a, (time, batch, width)
 * @param terms b, of the same shape
 * @param initial s_0, (batch, width)
 * @returns (time, batch, width), differentiable by all three
 */
export function linearScan(
  operations: NativeOperations,
  factors: tf.Tensor3D,
  terms: tf.Tensor3D,
  initial: tf.Tensor2D,
): tf.Tensor3D {
  return withGradient<tf.Tensor3D>([factors, terms, initial], (save) => {
    const value = forward(operations, factors, terms, initial);
    save([factors, initial, value]);
    return { value, gradient: (dy, saved) => backward(operations, dy, saved) };
  });
}

function forward(
  operations: NativeOperations,
  factors: tf.Tensor3D,
  terms: tf.Tensor3D,
  initial: tf.Tensor2D,
): tf.Tensor3D {
  const compiled = compiledLinearScan(factors, terms, initial);
  if (compiled !== null) return compiled;
  const a = operations.unstack(factors);
  const b = operations.unstack(terms);
  const steps: tf.Tensor2D[] = [];
  let state = initial;
  for (const [t, factor] of a.entries()) {
    state = operations.add(operations.multiply(factor, state), b[t]!);
    steps.push(state);
  }
  return operations.stack(steps);
}

function backward(operations: NativeOperations, dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] {
  const [factors, initial, values] = saved as [tf.Tensor3D, tf.Tensor2D, tf.Tensor3D];
  const { all, initial: byInitial } = adjointScan(operations, factors, dy);
  const before = asSequence(previousStates(operations, initial, values), values.shape[0]);
  return [operations.multiply(all, before), all, byInitial];
}
