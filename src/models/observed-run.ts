import * as tf from '@tensorflow/tfjs-core';
import type { SequenceResult } from '../kernels/kernel.ts';
import { runForgetting } from './forgetting-run.ts';
import type { Observer } from './observation.ts';
import type { RecurrentLayer } from './recurrent-layer.ts';
import type { RunContext } from './recurrent-regularization.ts';

/** A layer's run that an observer sees, with its probes added to what comes out. */
export function observedRun(
  layer: RecurrentLayer,
  x: tf.Tensor3D,
  initial: readonly tf.Tensor2D[],
  context: RunContext,
  { resetEvery, observe }: Observer,
): SequenceResult {
  const { name, cell, weights, reversed } = layer;
  const lengths = context.lengths && { lengths: context.lengths };
  const probes = observe?.({ name, cell, weights, reversed, x, initial, ...lengths }) ?? null;
  const result =
    resetEvery === undefined || resetEvery >= x.shape[0]
      ? layer.run(x, initial, context)
      : runForgetting(layer, x, initial, context, resetEvery);
  if (probes === null) return result;
  return {
    outputs: tf.add(result.outputs, probes.outputs),
    finalStates: result.finalStates.map((state, part) => tf.add(state, probes.states[part]!)),
  };
}
