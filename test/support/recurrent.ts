import * as tf from '@tensorflow/tfjs-core';
import { gradientsAt } from '../../src/backend/operations.ts';
import { Random } from '../../src/backend/random.ts';
import type { SequenceFeature, SequenceKernel, SequenceOptions } from '../../src/kernels/kernel.ts';
import { type Cell, type CellWeights, stateWidths } from '../../src/models/cells/cell.ts';
import { cells } from '../../src/models/cells/index.ts';
import { cellWeights, weightNames } from '../../src/models/cells/weights.ts';

/** The cells that other programs have too, and that the compiled kernels run. */
export const usualCells: readonly Cell[] = cells.filter(({ id }) =>
  ['rnn', 'lstm', 'gru', 'gru-reset-before'].includes(id),
);

export interface Sizes {
  readonly time: number;
  readonly batch: number;
  readonly input: number;
  readonly hidden: number;
}

/** Everything one sequence needs; the weights apart, so that gradients can be taken by each. */
export interface SequenceCase {
  readonly cell: Cell;
  readonly x: tf.Tensor3D;
  readonly states: tf.Tensor2D[];
  readonly weights: tf.Tensor[];
  readonly options?: SequenceOptions;
  /** Weights of a linear loss over the outputs, then over each final state. */
  readonly probes: tf.Tensor[];
}

/** Outputs, final states, and the probes' loss differentiated by x, states and weights. */
export interface SequenceAnswer {
  readonly values: tf.Tensor[];
  readonly gradients: tf.Tensor[];
}

export function randomTensor(shape: number[], random: Random, scale = 1): tf.Tensor {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const values = Float32Array.from({ length: size }, () => (2 * random.next() - 1) * scale);
  return tf.tensor(values, shape, 'float32');
}

/** Random values for a cell that uses the given features of a kernel. */
export function sequenceCase(
  cell: Cell,
  sizes: Sizes,
  seed: number,
  features: readonly SequenceFeature[] = [],
): SequenceCase {
  const { time, batch, input, hidden } = sizes;
  const random = new Random(seed);
  const make = (shape: readonly number[], scale = 1) => randomTensor([...shape], random, scale);
  const widths = stateWidths(cell, hidden);
  const parts = cell.weights({ input, hidden });
  const vectors = new Map(
    parts.flatMap(({ name, shape }) => (shape.length === 1 ? [[name, make(shape)] as const] : [])),
  );
  return {
    cell,
    x: make([time, batch, input]) as tf.Tensor3D,
    states: widths.map((width, part) => {
      const state = make([batch, width]) as tf.Tensor2D;
      // What an output is divided by adds up exponentials: it is never below 0.
      return cell.states[part] === 'n' ? tf.add<tf.Tensor2D>(tf.abs(state), 0.1) : state;
    }),
    weights: [
      ...parts.map(({ name, shape }) => vectors.get(name) ?? make(shape, 1 / Math.sqrt(shape[0]!))),
      ...(features.includes('layer-norm') ? gains(cell, hidden, make) : []),
    ],
    options: optionsFor(cell, sizes, features, random),
    probes: [make([time, batch, hidden]), ...widths.map((width) => make([batch, width]))],
  };
}

/** Around 1, and for the cell's shift around 0. */
function gains(cell: Cell, hidden: number, make: (shape: number[], scale: number) => tf.Tensor) {
  const around1 = (size: number) => tf.add(make([size], 0.5), 1);
  const width = cell.gates.length * hidden;
  const ofCell = cell.normalizesCell ? [around1(hidden), make([hidden], 0.5)] : [];
  return [around1(width), around1(width), ...ofCell];
}

function optionsFor(
  cell: Cell,
  { time, batch, hidden }: Sizes,
  features: readonly SequenceFeature[],
  random: Random,
): SequenceOptions {
  const has = (feature: SequenceFeature) => features.includes(feature);
  const drawn = <T extends tf.Tensor>(shape: number[], value: () => number) => {
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    return tf.tensor(Float32Array.from({ length: size }, value), shape) as T;
  };
  // Sequences of every length, an empty one among them.
  const lengths = Int32Array.from({ length: batch }, (_, i) => (i * 3 + time) % (time + 1));
  return {
    reverse: has('reverse'),
    ...(has('lengths') && { lengths: tf.tensor1d(lengths, 'int32') }),
    ...(has('recurrent-dropout') && {
      recurrentMask: drawn<tf.Tensor2D>([batch, hidden], () => (random.next() < 0.7 ? 1 / 0.7 : 0)),
    }),
    ...(has('zoneout') && {
      zoneout: cell.states.map((state) =>
        cell.zonedOut.includes(state)
          ? drawn<tf.Tensor3D>([time, batch, hidden], () => (random.next() < 0.4 ? 1 : 0))
          : tf.zeros<tf.Rank.R3>([1, 1, 1]),
      ),
    }),
  };
}

/** In the order of `sequenceCase`. */
export function weightsFromList(cell: Cell, list: readonly tf.Tensor[]): CellWeights {
  const names = weightNames(cell);
  const own = new Map(names.map((name, i) => [name, list[i]!]));
  const [inputGain, recurrentGain, gain, shift] = list.slice(names.length) as tf.Tensor1D[];
  const normalized = inputGain !== undefined && recurrentGain !== undefined;
  return cellWeights(
    own,
    normalized ? { inputGain, recurrentGain, cell: gain && shift ? { gain, shift } : null } : null,
  );
}

/** Runs a kernel forwards and back. The loss is linear in outputs and final states alike. */
export function answer(
  kernel: SequenceKernel,
  { cell, x, states, weights, options, probes }: SequenceCase,
): SequenceAnswer {
  const parts = cell.states.length;
  const run = (inputs: tf.Tensor[]) =>
    kernel.run(
      cell,
      inputs[0] as tf.Tensor3D,
      inputs.slice(1, 1 + parts) as tf.Tensor2D[],
      weightsFromList(cell, inputs.slice(1 + parts)),
      options,
    );
  const inputs = [x, ...states, ...weights];
  const loss = (...given: tf.Tensor[]) => {
    const { outputs, finalStates } = run(given);
    const terms = [outputs, ...finalStates].map((value, i) => tf.sum(tf.mul(value, probes[i]!)));
    return tf.addN(terms) as tf.Scalar;
  };
  const values = tf.tidy(() => {
    const { outputs, finalStates } = run(inputs);
    return [outputs, ...finalStates];
  });
  return { values, gradients: gradientsAt(loss, inputs) };
}

/** ||a - b|| / ||b||, or ||a|| where b is zero. */
export function relativeError(actual: tf.Tensor, expected: tf.Tensor): number {
  if (actual.shape.join() !== expected.shape.join()) return Number.POSITIVE_INFINITY;
  return tf.tidy(() => {
    const error = tf.norm(tf.sub(actual, expected)).dataSync()[0]!;
    const scale = tf.norm(expected).dataSync()[0]!;
    return scale === 0 ? error : error / scale;
  });
}

/**
 * How far mixed precision may be from fp32: 1e-2 of the norm. Layer normalisation makes sums, and
 * what rounding does to them, several times larger: where rounding the factors alone costs more, a
 * kernel may lose a quarter on top of that, for its sums in another order.
 * @param rounding how far the reference is from fp32 when it rounds likewise, relative to the norm
 */
export function mixedTolerance(rounding: number): number {
  return Math.max(1e-2, 1.25 * rounding);
}
