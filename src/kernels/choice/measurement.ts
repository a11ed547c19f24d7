import { performance } from 'node:perf_hooks';
import * as tf from '@tensorflow/tfjs-core';
import { statelessUniform } from '../../backend/operations.ts';
import { type CellWeights, stateWidths } from '../../models/cells/cell.ts';
import { cellWeights, weightsLike, weightsToList } from '../../models/cells/weights.ts';
import type { KernelCase, SequenceKernel, SequenceOptions } from '../kernel.ts';
import { usualSequence } from './shape-class.ts';

/** Milliseconds of a short run forwards and back, by kernel. */
export type KernelTimes = Readonly<Record<string, number>>;

/** Milliseconds after which no further round begins, but for the first few. */
const patience = 300;
const mostRounds = 7;
/** Of every kernel, so that no verdict rests on a moment in which another program had the cores. */
const leastRounds = 3;
/** Floating-point operations of one round of one kernel at most; longer sequences are cut. */
const mostWork = 3e9;
/** After those rounds, kernels that are this much slower than the best are not run again. */
const hopeless = 2;

/**
 * Runs each kernel on the sizes of a case, in turns so that whatever else runs on the machine slows
 * all alike, and gives the least time of each: anything else can only slow one down. Takes a few
 * hundred milliseconds.
 * @returns null where the sizes are too large to be measured in that time
 */
export function measureKernels(
  kernelCase: KernelCase,
  candidates: readonly SequenceKernel[],
): KernelTimes | null {
  const time = measuredTime(kernelCase);
  if (time === null) return null;
  return tf.tidy(() => {
    const round = roundOf(kernelCase, time);
    // The first call of a kernel loads operations and memory.
    for (const kernel of candidates) round(kernel);
    const times = new Map<SequenceKernel, number>();
    const end = performance.now() + patience;
    for (let i = 0; i < mostRounds && (i < leastRounds || performance.now() < end); i++) {
      const best = Math.min(...times.values());
      for (const kernel of candidates) {
        const before = times.get(kernel) ?? Number.POSITIVE_INFINITY;
        if (i >= leastRounds && before > hopeless * best) continue;
        times.set(kernel, Math.min(before, round(kernel)));
      }
    }
    return Object.fromEntries(
      [...times].map(([kernel, milliseconds]) => [kernel.id, milliseconds]),
    );
  });
}

/** Steps within `mostWork`; null where even two are beyond. */
function measuredTime({ cell, shape, sequence = usualSequence }: KernelCase): number | null {
  const weights = cell
    .weights(shape)
    .reduce((sum, part) => sum + part.shape.reduce((size, length) => size * length, 1), 0);
  // Forwards, and by the inputs and the weights on the way back, a multiplication and an addition.
  const step = 6 * sequence.batch * weights;
  const affordable = Math.floor(mostWork / step);
  if (affordable < 2) return null;
  return Math.min(sequence.time, affordable);
}

/** @returns a function that runs a kernel forwards and back once, in milliseconds */
function roundOf(kernelCase: KernelCase, time: number): (kernel: SequenceKernel) => number {
  const { cell, shape, sequence = usualSequence } = kernelCase;
  const { batch } = sequence;
  const { hidden } = shape;
  const x = values([time, batch, shape.input]);
  const states = stateWidths(cell, hidden).map((width) => values([batch, width]));
  const weights = exampleWeights(kernelCase);
  const options = exampleOptions(kernelCase, [time, batch, hidden]);
  const trained = weightsToList(weights);
  const gradients = tf.grads((given, ...list) => {
    const used = weightsLike(weights, list);
    const from = states as tf.Tensor2D[];
    return tf.sum(kernel.run(cell, given as tf.Tensor3D, from, used, options).outputs);
  });
  let kernel: SequenceKernel;
  return (which) => {
    kernel = which;
    const start = performance.now();
    tf.tidy(() => {
      const results = gradients([x, ...trained]);
      // Reading a value waits until it is there.
      for (const result of results) tf.slice(tf.reshape(result, [-1]), 0, 1).dataSync();
    });
    return performance.now() - start;
  };
}

function exampleWeights({ cell, shape, features = [] }: KernelCase): CellWeights {
  const { hidden } = shape;
  const width = cell.gates.length * hidden;
  const ofCell = { gain: tf.ones<tf.Rank.R1>([hidden]), shift: tf.zeros<tf.Rank.R1>([hidden]) };
  const tensors = cell.weights(shape).map((part) => [part.name, values([...part.shape])] as const);
  const normalization = {
    inputGain: tf.ones<tf.Rank.R1>([width]),
    recurrentGain: tf.ones<tf.Rank.R1>([width]),
    cell: cell.normalizesCell ? ofCell : null,
  };
  return cellWeights(new Map(tensors), features.includes('layer-norm') ? normalization : null);
}

function exampleOptions(
  { cell, features = [], precision = 'fp32' }: KernelCase,
  [time, batch, hidden]: readonly [number, number, number],
): SequenceOptions {
  return {
    precision,
    reverse: features.includes('reverse'),
    ...(features.includes('lengths') && { lengths: tf.fill([batch], time, 'int32') }),
    ...(features.includes('recurrent-dropout') && { recurrentMask: tf.ones([batch, hidden]) }),
    ...(features.includes('zoneout') && {
      zoneout: cell.states.map((state) =>
        tf.zeros<tf.Rank.R3>(cell.zonedOut.includes(state) ? [time, batch, hidden] : [1, 1, 1]),
      ),
    }),
  };
}

/** Small values without a pattern; they touch no random state. */
function values(shape: number[]): tf.Tensor {
  return tf.mul(tf.sub(statelessUniform(shape as [number], [1, 2]), 0.5), 0.1);
}
