import type * as tf from '@tensorflow/tfjs-core';
import { compiledAdjointScan } from '../../backend/operations/compiled-scan.ts';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';

/**
 * The way back of any recurrence in which every unit reads its own state alone. With A_t the slope of
 * s_t by s_{t-1}, known for all steps once the states are:
 *
 *     D_t = dy_t + A_{t+1} * D_{t+1}
 *
 * @param slopes A, (time, batch, width)
 * @param direct dy, derivatives by every state other than through later ones
 * @returns D for every step, and A_1 * D_1: the derivative by the initial state
 */
export function adjointScan(
  operations: NativeOperations,
  slopes: tf.Tensor3D,
  direct: tf.Tensor3D,
): { readonly all: tf.Tensor3D; readonly initial: tf.Tensor2D } {
  const compiled = compiledAdjointScan(slopes, direct);
  if (compiled !== null) return { all: compiled[0], initial: compiled[1] };
  const a = operations.unstack(slopes);
  const dy = operations.unstack(direct);
  const all: tf.Tensor2D[] = [];
  let later: tf.Tensor2D | null = null;
  for (let t = a.length - 1; t >= 0; t--) {
    const sum: tf.Tensor2D = later === null ? dy[t]! : operations.add(dy[t]!, later);
    all[t] = sum;
    later = operations.multiply(sum, a[t]!);
  }
  return { all: operations.stack(all), initial: later! };
}
