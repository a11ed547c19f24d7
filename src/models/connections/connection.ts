import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import type { ParameterSet } from '../parameters.ts';
import type { ConnectionId, LayerPlace } from './connection-sizes.ts';

/** The layer that is connected. */
export interface ConnectionPlace extends LayerPlace {
  /** First bias of transform gates, where there are some. */
  readonly gateBias: number;
}

/** What goes up from one layer. */
export interface LayerConnection {
  /** Whether that is more than its own output. */
  readonly joins: boolean;
  /**
   * Differentiable. Called inside a tidy.
   * @param input (time, batch, input): what the layer read, before any dropout
   * @param output (time, batch, output): what it made of that
   * @returns (time, batch, joined); see `connectionSizes`
   */
  join(input: tf.Tensor3D, output: tf.Tensor3D): tf.Tensor3D;
}

/**
 * How stacked layers are connected; `id` is a value of the setting `layer_connection`.
 *
 * Guarantees: a step of what is joined depends on the same step of input and output alone, so that
 * a sequence in pieces gives what it gives as a whole; the uppermost layer gives as many values as
 * it would without; every parameter that is added is reached by the gradient.
 */
export interface ConnectionDefinition {
  readonly id: ConnectionId;
  /** Adds its parameters under `prefix`. */
  create(
    place: ConnectionPlace,
    parameters: ParameterSet,
    random: Random,
    prefix: string,
  ): LayerConnection;
}

/** Only the layer's own output goes up. */
export const ownOutput: LayerConnection = { joins: false, join: (_, output) => output };
