import * as tf from '@tensorflow/tfjs-core';
import { repeatRows, tileRows } from '../../backend/operations.ts';
import type { Random } from '../../backend/random.ts';
import type { Precision } from '../../kernels/kernel.ts';
import { Dense } from '../../models/dense.ts';
import { dropout } from '../../models/dropout.ts';
import { Embedding } from '../../models/embedding.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import {
  RecurrentStack,
  type RunContext,
  type StackConfig,
  type StackState,
} from '../../models/recurrent-stack.ts';

export interface ForecasterConfig {
  /** Rows in one recurrent step. */
  readonly segment: number;
  readonly horizon: number;
  /** Channels in one sequence: 1, or all of them when they are read jointly. */
  readonly width: number;
  /** Channels that share the weights and are told apart by an embedding; 1 needs none. */
  readonly channels: number;
  readonly decoding: 'parallel' | 'direct';
  /** Numbers that are given for each value forecast; see ForecastOutput. */
  readonly parameters: number;
  /** Of the units that the output layer reads. */
  readonly outputDropout: number;
  readonly recurrent: Omit<StackConfig, 'inputSize'>;
}

/**
 * Reads a window segment by segment and forecasts the horizon (SegRNN, Lin et al. 2023,
 * arXiv 2308.11200): each segment is projected to the hidden size, a recurrent network runs over
 * the segments, and the forecast is decoded from its last state either in parallel (one recurrent
 * step for every segment of the horizon, fed with a learnt position and channel) or directly (one
 * linear layer).
 */
export class SegmentForecaster {
  readonly kernel: string;
  readonly precision: Precision;
  readonly #config: ForecasterConfig;
  readonly #project: Dense;
  readonly #stack: RecurrentStack;
  readonly #output: Dense;
  /** (horizon segments, position width); parallel decoding only. */
  readonly #positions: tf.Variable<tf.Rank.R2> | null;
  readonly #channels: Embedding | null;

  constructor(config: ForecasterConfig, parameters: ParameterSet, random: Random) {
    const { segment, width, recurrent } = config;
    const hidden = recurrent.hiddenSize;
    const parallel = config.decoding === 'parallel';
    const channelWidth = config.channels === 1 ? 0 : parallel ? Math.floor(hidden / 2) : hidden;
    this.#config = config;
    const projection = { input: segment * width, output: hidden };
    this.#project = new Dense(projection, parameters, random, 'segment');
    this.#stack = new RecurrentStack({ ...recurrent, inputSize: hidden }, parameters, random);
    this.kernel = this.#stack.kernel;
    this.precision = this.#stack.precision;
    this.#positions = parallel
      ? parameters.add<tf.Rank.R2>(
          'position.table',
          normal([this.#horizonSegments, hidden - channelWidth], random),
        )
      : null;
    this.#channels =
      channelWidth > 0
        ? new Embedding(
            { vocabulary: config.channels, width: channelWidth },
            parameters,
            random,
            'channel',
          )
        : null;
    const outputs = (parallel ? segment : config.horizon) * width * config.parameters;
    const head = { input: this.#stack.outputSize, output: outputs };
    this.#output = new Dense(head, parameters, random, 'output');
  }

  get #horizonSegments(): number {
    return Math.ceil(this.#config.horizon / this.#config.segment);
  }

  /**
   * @param inputs (segments, sequences, segment * width), normalised
   * @param channels (sequences) int32: channel of each sequence
   * @returns (sequences, horizon, width * parameters), normalised like the inputs
   */
  forward(inputs: tf.Tensor3D, channels: tf.Tensor1D, context: RunContext): tf.Tensor3D {
    const [segments, sequences] = inputs.shape;
    const { hiddenSize } = this.#config.recurrent;
    const flat = tf.reshape(inputs, [segments * sequences, -1]) as tf.Tensor2D;
    const rectified = this.#project.apply(flat, { activation: 'relu', ofData: true });
    const projected = tf.reshape(rectified, [segments, sequences, hiddenSize]) as tf.Tensor3D;
    return this.#positions === null
      ? this.#decodeDirectly(projected, channels, context)
      : this.#decodeInParallel(projected, this.#positions, channels, context);
  }

  /** One recurrent step for all segments of the horizon at once, each from the same last state. */
  #decodeInParallel(
    projected: tf.Tensor3D,
    positions: tf.Tensor2D,
    channels: tf.Tensor1D,
    context: RunContext,
  ): tf.Tensor3D {
    const sequences = projected.shape[1];
    const { segment, horizon } = this.#config;
    const numbers = this.#config.width * this.#config.parameters;
    const ahead = this.#horizonSegments;
    const { states } = this.#stack.run(projected, null, context);
    const queries = this.#queries(positions, channels, sequences);
    const repeated = states.map((state) => repeatRows(state, ahead)) as StackState;
    const { outputs } = this.#stack.run(queries, repeated, context);
    const rows = tf.reshape(outputs, [sequences * ahead, this.#stack.outputSize]) as tf.Tensor2D;
    const decoded = this.#output.apply(this.#drop(rows, context));
    const whole = tf.reshape(decoded, [sequences, ahead * segment, numbers]) as tf.Tensor3D;
    return ahead * segment === horizon
      ? whole
      : tf.slice3d(whole, [0, 0, 0], [sequences, horizon, numbers]);
  }

  /** (1, sequences * ahead, hidden): position beside channel. */
  #queries(positions: tf.Tensor2D, channels: tf.Tensor1D, sequences: number): tf.Tensor3D {
    const ahead = positions.shape[0];
    const { hiddenSize } = this.#config.recurrent;
    const position = tileRows(positions, sequences);
    if (this.#channels === null) {
      return tf.reshape(position, [1, sequences * ahead, hiddenSize]) as tf.Tensor3D;
    }
    const channel = repeatRows(this.#channels.apply(channels), ahead);
    return tf.expandDims(tf.concat2d([position, channel], 1), 0) as tf.Tensor3D;
  }

  /** The last output (of both directions) to the whole horizon at once. */
  #decodeDirectly(projected: tf.Tensor3D, channels: tf.Tensor1D, context: RunContext): tf.Tensor3D {
    const [segments, sequences] = projected.shape;
    const { horizon, width, parameters, recurrent } = this.#config;
    const told =
      this.#channels === null
        ? projected
        : tf.add<tf.Tensor3D>(projected, tf.expandDims(this.#channels.apply(channels), 0));
    const { outputs } = this.#stack.run(told, null, context);
    const last = (time: number, from: number, size: number) =>
      tf.reshape(tf.slice3d(outputs, [time, 0, from], [1, sequences, size]), [
        sequences,
        size,
      ]) as tf.Tensor2D;
    const hidden = recurrent.hiddenSize;
    const summary = recurrent.bidirectional
      ? tf.concat2d([last(segments - 1, 0, hidden), last(0, hidden, hidden)], 1)
      : last(segments - 1, 0, hidden);
    const decoded = this.#output.apply(this.#drop(summary, context));
    return tf.reshape(decoded, [sequences, horizon, width * parameters]) as tf.Tensor3D;
  }

  #drop(rows: tf.Tensor2D, { training, random }: RunContext): tf.Tensor2D {
    return training ? dropout(rows, this.#config.outputDropout, random) : rows;
  }
}

/** Standard normal, as SegRNN draws its positions. */
function normal([rows, columns]: readonly [number, number], random: Random): tf.Tensor2D {
  const values = Float32Array.from({ length: rows * columns }, () => random.normal());
  return tf.tensor2d(values, [rows, columns]);
}
