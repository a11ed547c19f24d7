import * as tf from '@tensorflow/tfjs-core';
import type { SequenceResult } from '../kernels/kernel.ts';
import type { RecurrentLayer } from './recurrent-layer.ts';
import type { RunContext } from './recurrent-regularization.ts';

/**
 * Runs a layer whose state is forgotten every `every` steps, counted from where it ends, so that
 * nothing it says rests on more.
 */
export function runForgetting(
  layer: RecurrentLayer,
  x: tf.Tensor3D,
  initial: readonly tf.Tensor2D[],
  context: RunContext,
  every: number,
): SequenceResult {
  const [time, batch, width] = x.shape;
  const bounds = segmentBounds(time, every, layer.reversed);
  const outputs: tf.Tensor3D[] = [];
  let final: readonly tf.Tensor2D[] = initial;
  for (const [index, [start, end]] of bounds.entries()) {
    const piece = tf.slice(x, [start, 0, 0], [end - start, batch, width]);
    const lengths = context.lengths && clipped(context.lengths, start, end - start);
    const own = { ...context, ...(lengths && { lengths }) };
    const states = index === 0 ? initial : initial.map((state) => tf.zerosLike(state));
    const result = layer.run(piece, states, own);
    outputs.push(result.outputs);
    final = lengths ? keptWhereOver(lengths, final, result.finalStates) : result.finalStates;
  }
  const inOrder = layer.reversed ? outputs.reverse() : outputs;
  return { outputs: tf.concat3d(inOrder, 0), finalStates: final };
}

/** In the order in which they are run. */
function segmentBounds(time: number, every: number, reversed: boolean): [number, number][] {
  const bounds: [number, number][] = [];
  if (reversed) {
    for (let start = 0; start < time; start += every)
      bounds.push([start, Math.min(time, start + every)]);
    return bounds.reverse();
  }
  for (let end = time; end > 0; end -= every) bounds.push([Math.max(0, end - every), end]);
  return bounds.reverse();
}

function clipped(lengths: tf.Tensor1D, start: number, steps: number): tf.Tensor1D {
  const left = tf.sub<tf.Tensor1D>(lengths, tf.scalar(start, 'int32'));
  return tf.cast(tf.clipByValue(left, 0, steps), 'int32');
}

/** A sequence that has ended keeps the state that it ended with. */
function keptWhereOver(
  lengths: tf.Tensor1D,
  before: readonly tf.Tensor2D[],
  after: readonly tf.Tensor2D[],
): tf.Tensor2D[] {
  const goesOn = tf.reshape(tf.cast(tf.greater(lengths, 0), 'float32'), [-1, 1]);
  return after.map((state, part) =>
    tf.add<tf.Tensor2D>(before[part]!, tf.mul(goesOn, tf.sub(state, before[part]!))),
  );
}
