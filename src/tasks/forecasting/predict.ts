import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import { layBatch, type WindowBatch } from './batches.ts';
import type { SegmentForecaster } from './model.ts';
import type { ForecastingPlan } from './plan.ts';

/** Runs the network on a batch. @returns (sequences, horizon, width), normalised */
export function forwardBatch(
  model: SegmentForecaster,
  batch: WindowBatch,
  context: { readonly training: boolean; readonly random: Random },
): tf.Tensor3D {
  const segmentWidth = batch.inputs.length / (batch.segments * batch.sequences);
  const inputs = tf.tensor3d(batch.inputs, [batch.segments, batch.sequences, segmentWidth]);
  return model.forward(inputs, tf.tensor1d(batch.channels, 'int32'), context);
}

/**
 * Forecasts from each origin.
 * @returns (windows, horizon, channels) in scaled units
 */
export function predictWindows(
  model: SegmentForecaster,
  { series, layout }: ForecastingPlan,
  origins: ArrayLike<number>,
  random: Random,
): Float32Array {
  const batch = layBatch(series, layout, origins);
  const raw = tf.tidy(() => forwardBatch(model, batch, { training: false, random }).dataSync());
  const channels = series.channels.length;
  const result = new Float32Array(raw.length);
  for (let index = 0; index < raw.length; index++) {
    const column = index % batch.width;
    const step = Math.floor(index / batch.width) % layout.horizon;
    const sequence = Math.floor(index / (batch.width * layout.horizon));
    const [window, channel] =
      batch.width === channels
        ? [sequence, column]
        : [Math.floor(sequence / channels), sequence % channels];
    const at = sequence * batch.width + column;
    const value = raw[index]! * (batch.spread?.[at] ?? 1) + batch.location[index]!;
    result[(window * layout.horizon + step) * channels + channel] = value;
  }
  return result;
}
