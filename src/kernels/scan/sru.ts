import * as tf from '@tensorflow/tfjs-core';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import { withGradient } from '../../backend/operations/with-gradient.ts';
import { splitProjected } from '../../models/cells/sru.ts';
import { lastStep } from '../last-step.ts';
import { asSequence, previousStates } from '../weight-gradients.ts';
import { adjointScan } from './adjoint-scan.ts';
import { keptShare } from './kept-share.ts';
import { finalOutput, type ScanForm } from './scan-form.ts';

/**
 * SRU: only c is a recurrence. Its reset gate and its output are made for the whole sequence once
 * every c_{t-1} is known.
 */
export const scanSru: ScanForm = ({ operations, projected, states, weights, kept }) => {
  const [time, batch, width] = projected.shape;
  const hidden = width / 4;
  const [candidate, gates, highway] = splitProjected(projected) as [
    tf.Tensor3D,
    tf.Tensor3D,
    tf.Tensor3D,
  ];
  const [toForget, toReset] = tf.split(gates, 2, 2) as [tf.Tensor3D, tf.Tensor3D];
  const [vForget, vReset] = tf.split(weights.own!['state_scale']!, 2) as [tf.Tensor1D, tf.Tensor1D];
  const initial = states[1]!;
  const share = keptShare(kept, 1, time);
  const cell = cellStates(operations, { candidate, toForget, vForget, initial }, share);
  const first = tf.reshape(initial, [1, batch, hidden]) as tf.Tensor3D;
  const before = tf.concat3d([first, tf.slice(cell, [0, 0, 0], [time - 1, batch, hidden])], 0);
  const reset = tf.sigmoid(tf.add(toReset, tf.mul(before, vReset)));
  const proposed =
    share === null ? cell : nextCell(candidate, forgetGate(toForget, vForget, before), before);
  const outputs = tf.add<tf.Tensor3D>(highway, tf.mul(reset, tf.sub(proposed, highway)));
  return { outputs, finalStates: [finalOutput(outputs, states[0]!, kept), lastStep(cell)] };
};

interface CellInputs {
  /** (time, batch, hidden): c~ */
  readonly candidate: tf.Tensor3D;
  /** (time, batch, hidden): sum of the forget gate but for its part of the state. */
  readonly toForget: tf.Tensor3D;
  /** (hidden) */
  readonly vForget: tf.Tensor1D;
  /** (batch, hidden) */
  readonly initial: tf.Tensor2D;
}

function forgetGate(toForget: tf.Tensor3D, vForget: tf.Tensor1D, before: tf.Tensor3D): tf.Tensor3D {
  return tf.sigmoid(tf.add<tf.Tensor3D>(toForget, tf.mul(before, vForget)));
}

/** f c + (1 - f) c~ */
function nextCell(candidate: tf.Tensor3D, f: tf.Tensor3D, before: tf.Tensor3D): tf.Tensor3D {
  return tf.add<tf.Tensor3D>(candidate, tf.mul(f, tf.sub(before, candidate)));
}

/**
 * c_t for every step, differentiable. The slope of c_t by c_{t-1} is
 * k + (1 - k) (f + (c_{t-1} - c~_t) f (1 - f) v_f).
 */
function cellStates(
  operations: NativeOperations,
  { candidate, toForget, vForget, initial }: CellInputs,
  share: tf.Tensor3D | null,
): tf.Tensor3D {
  const inputs = [candidate, toForget, vForget, initial];
  return withGradient<tf.Tensor3D>(inputs, (save) => {
    const stays = share === null ? null : operations.unstack(share);
    const sums = operations.unstack(toForget);
    const steps: tf.Tensor2D[] = [];
    let c = initial;
    for (const [t, fresh] of operations.unstack(candidate).entries()) {
      const scaled = operations.multiply(c, vForget as tf.Tensor);
      const f = operations.sigmoid(operations.add(sums[t]!, scaled));
      const next = operations.add(fresh, operations.multiply(f, operations.subtract(c, fresh)));
      c =
        stays === null
          ? next
          : operations.add(next, operations.multiply(operations.subtract(c, next), stays[t]!));
      steps.push(c);
    }
    const value = operations.stack(steps);
    save([...inputs, value, ...(share === null ? [] : [share])]);
    return { value, gradient: (dy, saved) => backward(operations, dy, saved) };
  });
}

function backward(operations: NativeOperations, dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] {
  const [candidate, toForget, vForget, initial, values, share] = saved as [
    tf.Tensor3D,
    tf.Tensor3D,
    tf.Tensor1D,
    tf.Tensor2D,
    tf.Tensor3D,
    tf.Tensor3D | undefined,
  ];
  const before = asSequence(previousStates(operations, initial, values), values.shape[0]);
  const f = forgetGate(toForget, vForget, before);
  const byGate = tf.mul<tf.Tensor3D>(tf.sub(before, candidate), tf.mul(f, tf.sub(1, f)));
  const own = tf.add<tf.Tensor3D>(f, tf.mul(byGate, vForget));
  const slopes =
    share === undefined ? own : tf.add<tf.Tensor3D>(own, tf.mul(share, tf.sub(1, own)));
  const { all, initial: dInitial } = adjointScan(operations, slopes, dy);
  const decided = share === undefined ? all : tf.mul<tf.Tensor3D>(all, tf.sub(1, share));
  const dSums = tf.mul<tf.Tensor3D>(decided, byGate);
  const dCandidate = tf.mul<tf.Tensor3D>(decided, tf.sub(1, f));
  return [dCandidate, dSums, tf.sum(tf.mul(dSums, before), [0, 1]), dInitial];
}
