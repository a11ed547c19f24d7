import * as tf from '@tensorflow/tfjs-core';

/** Steps of a sequence and the places that they may attend to: those remembered, then its own steps. */
export interface MaskSpan {
  /** First step, and how many. */
  readonly from: number;
  readonly steps: number;
  /** First place, and how many. */
  readonly first: number;
  readonly places: number;
  /** Places of what is remembered: 0 or the window. */
  readonly before: number;
  /** Steps of the whole sequence. */
  readonly time: number;
  readonly window: number;
  /** Nothing is attended to across a boundary, every so many steps counted back from the end. */
  readonly forgetEvery: number;
}

/**
 * 1 where a step may attend to a place, else 0: the window's steps before it, no step that is not
 * remembered, and none of before the last boundary.
 * @param count (batch, 1): steps remembered; null where there are none
 * @returns (1 or batch, steps, places)
 */
export function pastMask(span: MaskSpan, count: tf.Tensor2D | null): tf.Tensor3D {
  const { from, steps, first, places, before, window } = span;
  const values = new Float32Array(steps * places);
  for (let step = 0; step < steps; step++) {
    const own = before + from + step;
    const earliest = Math.max(own - window, earliestPlace(span, from + step));
    for (let place = Math.max(first, earliest); place < Math.min(first + places, own); place++) {
      values[step * places + place - first] = 1;
    }
  }
  const near = tf.tensor3d(values, [1, steps, places]);
  if (count === null || first >= before) return near;
  const batch = count.shape[0];
  const numbers = tf.reshape(tf.range(first, first + places), [1, places]);
  const remembered = tf.cast(tf.greaterEqual(numbers, tf.sub(window, count)), 'float32');
  return tf.mul(near, tf.reshape(remembered, [batch, 1, places]));
}

/** What a step was forgotten to; before the first boundary nothing is forgotten. */
function earliestPlace({ before, time, forgetEvery }: MaskSpan, step: number): number {
  if (forgetEvery >= time) return 0;
  const boundary = time - (Math.floor((time - 1 - step) / forgetEvery) + 1) * forgetEvery;
  return boundary <= 0 ? 0 : before + boundary;
}
