import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import { layBatch, type WindowBatch } from './batches.ts';
import type { SegmentForecaster } from './model.ts';
import type { ForecastOutput } from './outputs/index.ts';
import type { ForecastingPlan } from './plan.ts';

/** Runs the network on a batch. @returns (sequences, horizon, width * parameters), normalised */
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
 * @returns (windows, horizon, channels, parameters): what the output makes of each value, scaled
 */
export function predictWindows(
  model: SegmentForecaster,
  output: ForecastOutput,
  { series, layout }: ForecastingPlan,
  origins: ArrayLike<number>,
  random: Random,
): Float32Array {
  const batch = layBatch(series, layout, origins);
  const raw = tf.tidy(() => forwardBatch(model, batch, { training: false, random }).dataSync());
  const channels = series.channels.length;
  const { parameters } = output;
  const result = new Float32Array(raw.length);
  for (let index = 0; index < batch.targets.length; index++) {
    const column = index % batch.width;
    const step = Math.floor(index / batch.width) % layout.horizon;
    const sequence = Math.floor(index / (batch.width * layout.horizon));
    const [window, channel] =
      batch.width === channels
        ? [sequence, column]
        : [Math.floor(sequence / channels), sequence % channels];
    const to = ((window * layout.horizon + step) * channels + channel) * parameters;
    for (let place = 0; place < parameters; place++) {
      result[to + place] = raw[index * parameters + place]!;
    }
    const spread = batch.spread?.[sequence * batch.width + column] ?? 1;
    output.finish(result, to, batch.location[index]!, spread);
  }
  return result;
}
