import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../../backend/random.ts';
import type { Adaptation } from '../../../contract/index.ts';
import type { ParameterSet } from '../../../models/parameters.ts';
import type { StackState } from '../../../models/recurrent-stack.ts';
import type { Patience } from '../../task.ts';
import type { RecurrentLanguageModel } from '../model.ts';
import { DynamicWeights } from './dynamic-evaluation.ts';
import { NeuralCache } from './neural-cache.ts';

/** Tokens read at once where weights do not move. */
const stretch = 128;
/** Batches of the training part over which the size of gradients is measured, at most. */
const gradientBatches = 200;
const context = { training: false, random: new Random(0) } as const;

/** What is measured, and on what. */
export interface AdaptedMeasurement {
  readonly model: RecurrentLanguageModel;
  readonly parameters: ParameterSet;
  /** The training part, from which the size of gradients is learnt. */
  readonly training: Int32Array;
  /** The part that is measured; every token but the first is predicted once. */
  readonly tokens: Int32Array;
  readonly adaptation: Adaptation;
}

/**
 * Sum of -log p in nats with a neural cache, with weights that learn on, or both: one stream from
 * the part's beginning, each token counted before anything is learnt from it. The weights are as
 * before when it ends.
 * @returns null when patience says stop
 */
export async function adaptedEntropy(
  measurement: AdaptedMeasurement,
  patience: Patience,
): Promise<number | null> {
  const { adaptation } = measurement;
  const cache = adaptation.cache === undefined ? null : new NeuralCache(adaptation.cache);
  let weights: DynamicWeights | null = null;
  try {
    if (adaptation.dynamic !== undefined) {
      const squares = await trainingSquares(measurement, adaptation.dynamic.segment, patience);
      if (squares === null) return null;
      weights = new DynamicWeights(measurement.parameters, squares, adaptation.dynamic);
    }
    return await readThrough(measurement, cache, weights, patience);
  } finally {
    cache?.dispose();
    weights?.dispose();
  }
}

async function readThrough(
  { model, parameters, tokens, adaptation }: AdaptedMeasurement,
  cache: NeuralCache | null,
  weights: DynamicWeights | null,
  patience: Patience,
): Promise<number | null> {
  const time = adaptation.dynamic?.segment ?? stretch;
  const share = adaptation.cache?.share ?? 0;
  let states: StackState | null = null;
  let sum = 0;
  for (let from = 0; from < tokens.length - 1; from += time) {
    if (await patience.pause(from / tokens.length)) {
      tf.dispose(states ?? []);
      return null;
    }
    const piece = pieceOf(tokens, from, time);
    const read = countPiece(model, piece, states, cache);
    sum += costOf(read.losses, read.cached, share);
    if (weights !== null) {
      const gradients = gradientsOf(model, parameters, piece, states);
      weights.learn(gradients);
      tf.dispose([...gradients.values()]);
    }
    tf.dispose(states ?? []);
    states = read.states;
  }
  tf.dispose(states ?? []);
  return sum;
}

interface Piece {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
}

function pieceOf(tokens: Int32Array, from: number, time: number): Piece {
  const end = Math.min(from + time, tokens.length - 1);
  return { inputs: tokens.slice(from, end), targets: tokens.slice(from + 1, end + 1) };
}

function countPiece(
  model: RecurrentLanguageModel,
  { inputs, targets }: Piece,
  states: StackState | null,
  cache: NeuralCache | null,
) {
  const [losses, outputs, next] = tf.tidy(() => {
    const read = model.read(tf.tensor1d(inputs, 'int32'), 1, states, context);
    const found = model.losses(read.outputs, tf.tensor1d(targets, 'int32'));
    return [found, read.outputs, read.states] as [tf.Tensor1D, tf.Tensor2D, StackState];
  });
  const cached = cache?.read(outputs, targets) ?? null;
  const values = losses.dataSync<'float32'>().slice();
  tf.dispose([losses, outputs]);
  return { losses: values, cached, states: next };
}

/** -log((1 - share) p + share p_cache), summed. */
function costOf(
  losses: Float32Array,
  cached: readonly (number | null)[] | null,
  share: number,
): number {
  let sum = 0;
  for (const [index, loss] of losses.entries()) {
    const own = cached?.[index] ?? null;
    sum += own === null ? loss : -Math.log((1 - share) * Math.exp(-loss) + share * own);
  }
  return sum;
}

/** Of the mean loss of a piece, by parameter name. The states before it are taken as given. */
function gradientsOf(
  model: RecurrentLanguageModel,
  parameters: ParameterSet,
  { inputs, targets }: Piece,
  states: StackState | null,
): Map<string, tf.Tensor> {
  const { value, grads } = tf.variableGrads(() => {
    const read = model.read(tf.tensor1d(inputs, 'int32'), 1, states, context);
    return model.loss(read.outputs, tf.tensor1d(targets, 'int32'));
  }, parameters.list());
  value.dispose();
  const named = new Map<string, tf.Tensor>();
  for (const [name, variable] of parameters.entries()) {
    const gradient = grads[variable.name];
    if (gradient) named.set(name, gradient);
  }
  return named;
}

/** Mean square of the gradients over stretches all over the training part. */
async function trainingSquares(
  { model, parameters, training }: AdaptedMeasurement,
  time: number,
  patience: Patience,
): Promise<Map<string, tf.Tensor> | null> {
  const pieces = Math.min(gradientBatches, Math.floor((training.length - 1) / time));
  const distance = Math.floor((training.length - 1 - time) / Math.max(1, pieces - 1));
  let squares = new Map<string, tf.Tensor>();
  for (let index = 0; index < pieces; index++) {
    if (await patience.pause(0)) {
      tf.dispose([...squares.values()]);
      return null;
    }
    const gradients = gradientsOf(
      model,
      parameters,
      pieceOf(training, index * distance, time),
      null,
    );
    const next = new Map<string, tf.Tensor>();
    for (const [name, gradient] of gradients) {
      const before = squares.get(name);
      const own = tf.tidy(() => {
        const square = tf.div(tf.square(gradient), pieces);
        return before === undefined ? square : tf.add(before, square);
      });
      next.set(name, tf.keep(own));
    }
    tf.dispose([...gradients.values(), ...squares.values()]);
    squares = next;
  }
  return squares;
}
