import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../backend/random.ts';
import type { Precision } from '../../kernels/kernel.ts';
import { Dense } from '../../models/dense.ts';
import { dropout } from '../../models/dropout.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import { RecurrentStack, type RunContext, type StackConfig } from '../../models/recurrent-stack.ts';
import { type Decoder, type DecodingId, decodings } from './decoders/index.ts';
import type { GraphMixing } from './graph/graph-mixing.ts';

export interface ForecasterConfig {
  /** Rows in one recurrent step. */
  readonly segment: number;
  readonly horizon: number;
  /** Channels in one sequence: 1, or all of them when they are read jointly. */
  readonly width: number;
  /** Covariates of each row that are known up to now only, and in advance. */
  readonly past: number;
  readonly known: number;
  /** Sequences that share the weights and are told apart by a learnt vector; 1 needs none. */
  readonly entities: number;
  readonly decoding: DecodingId;
  readonly teacherForcing: number;
  /** Numbers that are given for each value forecast, and which of them is the value; see ForecastOutput. */
  readonly parameters: number;
  readonly pointColumn: number;
  /** Of the units that the output layer reads. */
  readonly outputDropout: number;
  readonly recurrent: Omit<StackConfig, 'inputSize'>;
  /** Sequences of a window are nodes of a graph and read their neighbours; null reads each alone. */
  readonly mixing: GraphMixing | null;
}

/** A batch as tensors; see WindowBatch. */
export interface ForecasterInput {
  /** (segments, sequences, segment * (width + past + known)) */
  readonly inputs: tf.Tensor3D;
  /** (steps ahead, sequences, segment * known), or null */
  readonly future: tf.Tensor3D | null;
  /** (sequences) int32 */
  readonly entities: tf.Tensor1D;
  /** (steps ahead, sequences, segment * width), normalised; only while training */
  readonly truth: tf.Tensor3D | null;
}

/**
 * Reads a window segment by segment and forecasts the horizon: each segment is projected to the
 * hidden size, a recurrent network runs over the segments (SegRNN, Lin et al. 2023,
 * arXiv 2308.11200), and a decoder makes the forecast from it.
 */
export class SegmentForecaster {
  readonly kernel: string;
  readonly precision: Precision;
  readonly config: ForecasterConfig;
  readonly #project: Dense;
  readonly #decoder: Decoder;

  constructor(config: ForecasterConfig, parameters: ParameterSet, random: Random) {
    const { segment, width, past, known, recurrent } = config;
    const hidden = recurrent.hiddenSize;
    this.config = config;
    const widening = config.mixing?.widening ?? 1;
    const projection = { input: segment * (width + past + known) * widening, output: hidden };
    this.#project = new Dense(projection, parameters, random, 'segment');
    const makeStack = (prefix?: string) =>
      new RecurrentStack({ ...recurrent, inputSize: hidden }, parameters, random, prefix);
    const stack = makeStack();
    this.kernel = stack.kernel;
    this.precision = stack.precision;
    this.#decoder = decodings[config.decoding]({
      ...config,
      hidden,
      stack,
      bidirectional: recurrent.bidirectional,
      parameterSet: parameters,
      random,
      makeStack,
      project: (inputs) => this.#projected(inputs, false),
      dropout: (rows, context) => this.#drop(rows, context),
    });
  }

  /** @returns (sequences, horizon, width * parameters), normalised like the inputs */
  forward({ inputs, future, entities, truth }: ForecasterInput, context: RunContext): tf.Tensor3D {
    const { segment, width } = this.config;
    const [segments, sequences] = inputs.shape;
    const size = segment * width;
    const last = tf.slice3d(inputs, [segments - 1, 0, 0], [1, sequences, size]);
    return this.#decoder.decode(
      {
        projected: this.#projected(inputs, true),
        lastSegment: tf.reshape(last, [sequences, size]) as tf.Tensor2D,
        future,
        entities,
        truth,
      },
      context,
    );
  }

  /** @param ofData whether the inputs are data, which need no gradient */
  #projected(inputs: tf.Tensor3D, ofData: boolean): tf.Tensor3D {
    const [steps, sequences] = inputs.shape;
    const { hiddenSize } = this.config.recurrent;
    const read = this.config.mixing === null ? inputs : this.config.mixing.apply(inputs);
    const flat = tf.reshape(read, [steps * sequences, -1]) as tf.Tensor2D;
    const rectified = this.#project.apply(flat, { activation: 'relu', ofData });
    return tf.reshape(rectified, [steps, sequences, hiddenSize]) as tf.Tensor3D;
  }

  #drop(rows: tf.Tensor2D, { training, random }: RunContext): tf.Tensor2D {
    return training ? dropout(rows, this.config.outputDropout, random) : rows;
  }
}
