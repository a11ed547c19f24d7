import * as tf from '@tensorflow/tfjs-core';
import type { SequenceKernel } from './kernel.ts';
import { projectInput } from './project-input.ts';

/**
 * The cell's own step in a loop over time, differentiated by the tape: runs every cell on every
 * device, and is what the other kernels are compared with.
 */
export const reference: SequenceKernel = {
  id: 'reference',
  supports: () => true,
  run(cell, x, initialStates, weights) {
    const projected = steps(projectInput(x, weights));
    let states: readonly tf.Tensor2D[] = initialStates;
    const outputs: tf.Tensor2D[] = [];
    for (const step of projected) {
      states = cell.step(step, states, weights);
      outputs.push(states[0]!);
    }
    return { outputs: tf.stack(outputs) as tf.Tensor3D, finalStates: states };
  },
};

/** The gradient of tf.unstack fails where it yields a single tensor. */
function steps(sequence: tf.Tensor3D): tf.Tensor2D[] {
  const [time, batch, width] = sequence.shape;
  if (time === 1) return [tf.reshape(sequence, [batch, width])];
  return tf.unstack(sequence) as tf.Tensor2D[];
}
