import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/backend/random.ts';
import type { SequenceKernel } from '../../src/kernels/kernel.ts';
import type { Cell, CellWeights } from '../../src/models/cells/cell.ts';

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

export function sequenceCase(cell: Cell, sizes: Sizes, seed: number): SequenceCase {
  const { time, batch, input, hidden } = sizes;
  const random = new Random(seed);
  const width = cell.gates.length * hidden;
  const make = (shape: number[], scale = 1) => randomTensor(shape, random, scale);
  const biases = [make([width]), ...(cell.hasRecurrentBias ? [make([width])] : [])];
  return {
    cell,
    x: make([time, batch, input]) as tf.Tensor3D,
    states: cell.states.map(() => make([batch, hidden]) as tf.Tensor2D),
    weights: [
      make([input, width], 1 / Math.sqrt(input)),
      make([hidden, width], 1 / Math.sqrt(hidden)),
      ...biases,
    ],
    probes: [make([time, batch, hidden]), ...cell.states.map(() => make([batch, hidden]))],
  };
}

export function weightsFromList(list: readonly tf.Tensor[]): CellWeights {
  const [inputKernel, recurrentKernel, bias, recurrentBias] = list;
  return {
    inputKernel: inputKernel as tf.Tensor2D,
    recurrentKernel: recurrentKernel as tf.Tensor2D,
    bias: bias as tf.Tensor1D,
    recurrentBias: (recurrentBias as tf.Tensor1D | undefined) ?? null,
  };
}

/** Runs a kernel forwards and back. The loss is linear in outputs and final states alike. */
export function answer(
  kernel: SequenceKernel,
  { cell, x, states, weights, probes }: SequenceCase,
): SequenceAnswer {
  const parts = cell.states.length;
  const run = (inputs: tf.Tensor[]) =>
    kernel.run(
      cell,
      inputs[0] as tf.Tensor3D,
      inputs.slice(1, 1 + parts) as tf.Tensor2D[],
      weightsFromList(inputs.slice(1 + parts)),
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
  return { values, gradients: tf.grads(loss)(inputs) };
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
