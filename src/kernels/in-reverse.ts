import * as tf from '@tensorflow/tfjs-core';
import type { SequenceOptions, SequenceResult } from './kernel.ts';

/**
 * Reverse for kernels that know one direction only: the sequence is turned round before and the
 * outputs after.
 */
export function inReverse(
  { reverse = false }: SequenceOptions,
  x: tf.Tensor3D,
  run: (x: tf.Tensor3D) => SequenceResult,
): SequenceResult {
  if (!reverse) return run(x);
  const { outputs, finalStates } = run(tf.reverse(x, 0));
  return { outputs: tf.reverse(outputs, 0), finalStates };
}
