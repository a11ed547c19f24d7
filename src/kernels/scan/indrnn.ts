import * as tf from '@tensorflow/tfjs-core';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import { withGradient } from '../../backend/operations/with-gradient.ts';
import { lastStep } from '../last-step.ts';
import { asSequence, previousStates } from '../weight-gradients.ts';
import { adjointScan } from './adjoint-scan.ts';
import { keptShare } from './kept-share.ts';
import type { ScanForm } from './scan-form.ts';

/**
 * IndRNN. With a_t = x_t W + b + u * h_{t-1} and k the share of h_{t-1} that stays, the slope of h_t
 * by h_{t-1} is k + (1 - k) [a_t > 0] u.
 */
export const scanIndRnn: ScanForm = ({ operations, projected, states, weights, kept, mask }) => {
  const scale = weights.own!['state_scale'] as tf.Tensor1D;
  const inputs = [projected, states[0]!, scale];
  const share = keptShare(kept, 0, projected.shape[0]);
  const outputs = withGradient<tf.Tensor3D>(inputs, (save) => {
    const read = mask === null ? scale : tf.mul<tf.Tensor>(mask, scale);
    const value = forward(operations, projected, states[0]!, read, share);
    save([projected, states[0]!, scale, value, ...(share ? [share] : []), ...(mask ? [mask] : [])]);
    return {
      value,
      gradient: (dy, saved) => backward(operations, dy, saved, [share !== null, mask !== null]),
    };
  });
  return { outputs, finalStates: [lastStep(outputs)] };
};

function forward(
  operations: NativeOperations,
  projected: tf.Tensor3D,
  initial: tf.Tensor2D,
  read: tf.Tensor,
  share: tf.Tensor3D | null,
): tf.Tensor3D {
  const stays = share === null ? null : operations.unstack(share);
  const steps: tf.Tensor2D[] = [];
  let h = initial;
  for (const [t, input] of operations.unstack(projected).entries()) {
    const next = operations.relu(operations.add(input, operations.multiply(h, read)));
    h =
      stays === null
        ? next
        : operations.add(next, operations.multiply(operations.subtract(h, next), stays[t]!));
    steps.push(h);
  }
  return operations.stack(steps);
}

function backward(
  operations: NativeOperations,
  dy: tf.Tensor3D,
  saved: tf.Tensor[],
  [hasShare, hasMask]: readonly [boolean, boolean],
): tf.Tensor[] {
  const [projected, initial, scale, outputs, ...rest] = saved as [
    tf.Tensor3D,
    tf.Tensor2D,
    tf.Tensor1D,
    tf.Tensor3D,
    ...tf.Tensor[],
  ];
  const share = hasShare ? (rest.shift() as tf.Tensor3D) : null;
  const mask = hasMask ? (rest.shift() as tf.Tensor2D) : null;
  const before = asSequence(previousStates(operations, initial, outputs), outputs.shape[0]);
  const read = mask === null ? scale : tf.mul<tf.Tensor>(mask, scale);
  const sums = tf.add<tf.Tensor3D>(projected, tf.mul(before, read));
  const open = tf.cast<tf.Tensor3D>(tf.greater(sums, 0), 'float32');
  const decided = share === null ? open : tf.mul<tf.Tensor3D>(open, tf.sub(1, share));
  const own = tf.mul<tf.Tensor3D>(decided, read);
  const slopes = share === null ? own : tf.add<tf.Tensor3D>(own, share);
  const { all, initial: dInitial } = adjointScan(operations, slopes, dy);
  const dSums = tf.mul<tf.Tensor3D>(all, decided);
  const seen = mask === null ? before : tf.mul(before, mask);
  return [dSums, dInitial, tf.sum(tf.mul(dSums, seen), [0, 1])];
}
