import * as tf from '@tensorflow/tfjs-core';
import { mixedProduct } from '../backend/operations.ts';
import { featuresOfCell, offers, type SequenceKernel, type SequenceOptions } from './kernel.ts';
import { projectInput } from './project-input.ts';

/**
 * The cell's own step in a loop over time, differentiated by the tape: runs every cell with every
 * option on every device, and is what the other kernels are compared with. In mixed precision it
 * rounds as a kernel for it does, which only shows the error and saves no time: such a case it runs
 * when asked to but does not offer.
 */
export const reference: SequenceKernel = {
  id: 'reference',
  supports: (kernelCase) => offers(kernelCase, featuresOfCell(kernelCase.cell)),
  run(cell, x, initialStates, weights, options = {}) {
    const product = options.precision === 'mixed' ? mixedProduct : undefined;
    const projected = steps(projectInput(cell, x, weights, product));
    const outputs: tf.Tensor2D[] = [];
    let states: readonly tf.Tensor2D[] = initialStates;
    for (const t of timeOrder(projected.length, options)) {
      const proposed = cell.step(projected[t]!, states, weights, options.recurrentMask, product);
      const next = zoneOut(proposed, states, t, options);
      const counts = countsAt(t, options);
      states = counts === null ? next : next.map((s, i) => tf.where(counts, s, states[i]!));
      outputs[t] = counts === null ? next[0]! : tf.where(counts, next[0]!, tf.zerosLike(next[0]!));
    }
    return { outputs: tf.stack(outputs) as tf.Tensor3D, finalStates: states };
  },
};

function timeOrder(time: number, { reverse = false }: SequenceOptions): number[] {
  return Array.from({ length: time }, (_, i) => (reverse ? time - 1 - i : i));
}

/** k * before + (1 - k) * proposed, for each state. */
function zoneOut(
  proposed: readonly tf.Tensor2D[],
  before: readonly tf.Tensor2D[],
  t: number,
  { zoneout }: SequenceOptions,
): readonly tf.Tensor2D[] {
  if (zoneout === undefined) return proposed;
  return proposed.map((state, i) => {
    const kept = keptAt(zoneout[i]!, t);
    return tf.add<tf.Tensor2D>(state, tf.mul(kept, tf.sub(before[i]!, state)));
  });
}

/** @param kept (time or 1, batch or 1, hidden or 1) */
function keptAt(kept: tf.Tensor3D, t: number): tf.Tensor2D {
  const [time, batch, hidden] = kept.shape;
  const step = tf.slice(kept, [time === 1 ? 0 : t, 0, 0], [1, batch, hidden]);
  return tf.reshape(step, [batch, hidden]);
}

/** (batch, 1) bool: whose step t counts; null where all do. */
function countsAt(t: number, { lengths }: SequenceOptions): tf.Tensor2D | null {
  if (lengths === undefined) return null;
  return tf.expandDims(tf.greater(lengths, t), 1);
}

/** The gradient of tf.unstack fails where it yields a single tensor. */
function steps(sequence: tf.Tensor3D): tf.Tensor2D[] {
  const [time, batch, width] = sequence.shape;
  if (time === 1) return [tf.reshape(sequence, [batch, width])];
  return tf.unstack(sequence) as tf.Tensor2D[];
}
