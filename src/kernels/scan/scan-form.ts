import * as tf from '@tensorflow/tfjs-core';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import type { CellWeights } from '../../models/cells/cell.ts';
import type { SequenceResult } from '../kernel.ts';
import { lastStep } from '../last-step.ts';

/** One sequence as a scan runs it: first step first, whatever the direction of the layer. */
export interface ScanCase {
  readonly operations: NativeOperations;
  /** (time, batch, width): what depends on the input alone. */
  readonly projected: tf.Tensor3D;
  /** Before the first step, in the order of the cell's states. */
  readonly states: readonly tf.Tensor2D[];
  readonly weights: CellWeights;
  readonly kept: Kept;
  /** (batch, hidden): recurrent dropout; null without. */
  readonly mask: tf.Tensor2D | null;
}

/** What does not go the way of the cell's equations: zoneout, and steps behind a sequence's end. */
export interface Kept {
  /** (time, batch, 1): 1 where a step counts, else 0; null where all do. */
  readonly counts: tf.Tensor3D | null;
  /** One for each of the cell's states, k; null without zoneout. */
  readonly zoneout: readonly tf.Tensor3D[] | null;
}

/** How a cell runs over a whole sequence at once. Outputs of steps that do not count are anything. */
export type ScanForm = (scan: ScanCase) => SequenceResult;

/**
 * Factor and term of s_t = a_t s_{t-1} + b_t with zoneout and lengths: they only change the two.
 * @param part which of the cell's states
 */
export function withKept(
  factors: tf.Tensor3D,
  terms: tf.Tensor3D,
  { counts, zoneout }: Kept,
  part: number,
): readonly [factors: tf.Tensor3D, terms: tf.Tensor3D] {
  const stays = zoneout?.[part];
  let [a, b] = [factors, terms];
  if (stays !== undefined) {
    a = tf.add<tf.Tensor3D>(a, tf.mul(stays, tf.sub(1, a)));
    b = tf.mul(b, tf.sub(1, stays));
  }
  if (counts !== null) {
    a = tf.add<tf.Tensor3D>(1, tf.mul(counts, tf.sub(a, 1)));
    b = tf.mul(b, counts);
  }
  return [a, b];
}

/**
 * The output of the last step that counts, or the initial one where none does: for cells that do not
 * carry their output on.
 */
export function finalOutput(
  outputs: tf.Tensor3D,
  initial: tf.Tensor2D,
  { counts }: Kept,
): tf.Tensor2D {
  if (counts === null) return lastStep(outputs);
  const [time, batch] = outputs.shape;
  const after = tf.slice(
    tf.concat([counts, tf.zeros([1, batch, 1])], 0),
    [1, 0, 0],
    [time, batch, 1],
  );
  const isLast = tf.mul<tf.Tensor3D>(counts, tf.sub(1, after));
  const none = tf.sub(1, tf.sum(isLast, 0));
  return tf.add<tf.Tensor2D>(tf.sum(tf.mul(isLast, outputs), 0), tf.mul(none, initial));
}
