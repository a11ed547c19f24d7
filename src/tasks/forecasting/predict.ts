import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import { layBatch, stepsAhead, type WindowBatch } from './batches.ts';
import type { SegmentForecaster } from './model.ts';
import type { ForecastOutput } from './outputs/index.ts';
import type { ForecastingPlan } from './plan.ts';

/** Runs the network on a batch. @returns (sequences, horizon, width * parameters), normalised */
export function forwardBatch(
  model: SegmentForecaster,
  batch: WindowBatch,
  { layout }: Pick<ForecastingPlan, 'layout'>,
  context: { readonly training: boolean; readonly random: Random },
): tf.Tensor3D {
  const { segments, sequences, inputs, future } = batch;
  const ahead = stepsAhead(layout);
  return model.forward(
    {
      inputs: tf.tensor3d(inputs, [segments, sequences, inputs.length / (segments * sequences)]),
      future:
        future === null
          ? null
          : tf.tensor3d(future, [ahead, sequences, future.length / (ahead * sequences)]),
      entities: tf.tensor1d(batch.entities, 'int32'),
      truth: context.training ? truthOf(batch, layout) : null,
    },
    context,
  );
}

/** The targets in the units of the inputs, in segments: (steps ahead, sequences, segment * width). */
function truthOf(batch: WindowBatch, layout: ForecastingPlan['layout']): tf.Tensor3D {
  const { sequences, width, spread } = batch;
  const { horizon, segment } = layout;
  const ahead = stepsAhead(layout);
  const targets = tf.tensor3d(batch.targets, [sequences, horizon, width]);
  const normalised =
    spread === null ? targets : tf.div(targets, tf.tensor3d(spread, [sequences, 1, width]));
  const padded = tf.pad(normalised, [
    [0, 0],
    [0, ahead * segment - horizon],
    [0, 0],
  ]);
  const bySegment = tf.reshape(padded, [sequences, ahead, segment * width]) as tf.Tensor3D;
  return tf.transpose(bySegment, [1, 0, 2]);
}

/**
 * Forecasts from each origin.
 * @returns (windows, horizon, channels, parameters): what the output makes of each value, scaled
 */
export function predictWindows(
  model: SegmentForecaster,
  output: ForecastOutput,
  plan: ForecastingPlan,
  origins: ArrayLike<number>,
  random: Random,
): Float32Array {
  const { series, layout, covariates } = plan;
  const batch = layBatch(series, layout, origins, covariates);
  const raw = tf.tidy(() =>
    forwardBatch(model, batch, plan, { training: false, random }).dataSync(),
  );
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
