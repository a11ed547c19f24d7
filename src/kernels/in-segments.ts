import * as tf from '@tensorflow/tfjs-core';
import { nestedGradients, withGradients } from '../backend/operations.ts';
import { weightsLike, weightsToList } from '../models/cells/weights.ts';
import type { SequenceKernel, SequenceOptions, SequenceResult } from './kernel.ts';

/** Steps `from` to `from + length - 1`. */
interface Segment {
  readonly from: number;
  readonly length: number;
}

/**
 * Gradient checkpointing (Chen et al. 2016, arXiv 1604.06174): the sequence is run in segments of
 * time of which only the states at their beginnings are kept; on the way back each segment is run
 * again, so that what a kernel keeps for its gradient is that of one segment at a time. Costs one
 * more forward; values are those of the kernel itself, gradients the same but for the order of sums.
 * @param count segments, from 2; no more than there are steps are made
 */
export function runInSegments(
  kernel: SequenceKernel,
  count: number,
  call: Parameters<SequenceKernel['run']>,
): SequenceResult {
  const run = new SegmentedRun(kernel, count, call);
  const { inputs } = run;
  const [outputs, ...finalStates] = withGradients({
    inputs: Object.fromEntries(inputs.map((input, i) => [`input${i}`, input])),
    forward: (save) => run.forward(save),
    gradients: (dys, saved) => {
      const derived = tf.tidy(() => run.backward(dys, saved));
      return Object.fromEntries(inputs.map((_, i) => [`input${i}`, () => derived[i]!]));
    },
  });
  return { outputs: outputs as tf.Tensor3D, finalStates: finalStates as tf.Tensor2D[] };
}

/** What the way back finds again: `forward` saves it as one list. */
interface Kept {
  readonly x: tf.Tensor3D;
  /** As `optionsToList` made it. */
  readonly masks: readonly tf.Tensor[];
  readonly weights: readonly tf.Tensor[];
  /** States at the beginning of each segment, in the order in which they were run. */
  readonly starts: readonly tf.Tensor2D[];
}

class SegmentedRun {
  /** x, states and weights. */
  readonly inputs: readonly tf.Tensor[];
  readonly #kernel: SequenceKernel;
  readonly #call: Parameters<SequenceKernel['run']>;
  readonly #options: SequenceOptions;
  /** In the order of the input, and in that in which they are run. */
  readonly #segments: readonly Segment[];
  readonly #order: readonly Segment[];
  readonly #weights: readonly tf.Tensor[];
  readonly #masks: readonly tf.Tensor[];

  constructor(kernel: SequenceKernel, count: number, call: Parameters<SequenceKernel['run']>) {
    const [, x, states, weights, options = {}] = call;
    this.#kernel = kernel;
    this.#call = call;
    this.#options = options;
    this.#segments = segmentsOf(x.shape[0], count);
    this.#order = options.reverse ? [...this.#segments].reverse() : this.#segments;
    this.#weights = weightsToList(weights);
    this.#masks = optionsToList(options);
    this.inputs = [x, ...states, ...this.#weights];
  }

  /** @returns outputs and final states */
  forward(save: (tensors: tf.Tensor[]) => void): tf.Tensor[] {
    const [cell, x, states, weights] = this.#call;
    const outputs = new Map<Segment, tf.Tensor3D>();
    const starts: tf.Tensor2D[] = [];
    let current = states;
    for (const segment of this.#order) {
      starts.push(...current);
      // Says that derivatives will be taken, so that the same kernel runs now and in the second pass:
      // another would round differently.
      const options = { ...optionsOf(this.#options, this.#masks, segment), inputGradient: true };
      const result = this.#kernel.run(cell, stepsOf(x, segment), current, weights, options);
      outputs.set(segment, result.outputs);
      current = result.finalStates;
    }
    save([x, ...this.#masks, ...this.#weights, ...starts]);
    const inOrder = this.#segments.map((segment) => outputs.get(segment)!);
    // A copy of its own where a kernel hands a given tensor through.
    return [tf.concat(inOrder, 0), ...current.map((state) => tf.clone(state))];
  }

  /** @param dys by outputs and final states @returns by each of `inputs` */
  backward(dys: readonly tf.Tensor[], saved: readonly tf.Tensor[]): tf.Tensor[] {
    const kept = this.#keptIn(saved);
    const parts = this.#call[2].length;
    const dy = dys[0] as tf.Tensor3D;
    let dStates = dys.slice(1) as tf.Tensor2D[];
    let dWeights: tf.Tensor[] = [];
    const dx = new Map<Segment, tf.Tensor3D>();
    for (let i = this.#order.length - 1; i >= 0; i--) {
      const segment = this.#order[i]!;
      const probes = [stepsOf(dy, segment), ...dStates];
      const start = kept.starts.slice(i * parts, (i + 1) * parts);
      const back = nestedGradients(
        (...inputs) => this.#runAgain(segment, kept.masks, inputs, probes),
        [stepsOf(kept.x, segment), ...start, ...kept.weights],
      );
      dx.set(segment, back[0] as tf.Tensor3D);
      dStates = back.slice(1, 1 + parts) as tf.Tensor2D[];
      dWeights = sums(dWeights, back.slice(1 + parts));
    }
    return [tf.concat(this.#segments.map((one) => dx.get(one)!)), ...dStates, ...dWeights];
  }

  /** @param inputs x, states and weights of the segment @param probes derivatives from above */
  #runAgain(
    segment: Segment,
    masks: readonly tf.Tensor[],
    inputs: readonly tf.Tensor[],
    probes: readonly tf.Tensor[],
  ): tf.Scalar {
    const [cell, , states, weights] = this.#call;
    const [x, ...rest] = inputs as [tf.Tensor3D, ...tf.Tensor2D[]];
    const used = weightsLike(weights, rest.slice(states.length));
    const options = { ...optionsOf(this.#options, masks, segment), inputGradient: true };
    const from = rest.slice(0, states.length);
    const { outputs, finalStates } = this.#kernel.run(cell, x, from, used, options);
    return linearLoss([outputs, ...finalStates], probes);
  }

  #keptIn(saved: readonly tf.Tensor[]): Kept {
    const weightsFrom = 1 + this.#masks.length;
    const startsFrom = weightsFrom + this.#weights.length;
    return {
      x: saved[0] as tf.Tensor3D,
      masks: saved.slice(1, weightsFrom),
      weights: saved.slice(weightsFrom, startsFrom),
      starts: saved.slice(startsFrom) as tf.Tensor2D[],
    };
  }
}

/** In the order of the input, as even as they can be. */
function segmentsOf(time: number, count: number): Segment[] {
  const pieces = Math.min(time, count);
  return Array.from({ length: pieces }, (_, i) => {
    const from = Math.floor((i * time) / pieces);
    return { from, length: Math.floor(((i + 1) * time) / pieces) - from };
  });
}

function stepsOf(sequence: tf.Tensor3D, { from, length }: Segment): tf.Tensor3D {
  const [, batch, width] = sequence.shape;
  return tf.slice(sequence, [from, 0, 0], [length, batch, width]);
}

/** Whose derivatives are those that come from above. */
function linearLoss(values: readonly tf.Tensor[], probes: readonly tf.Tensor[]): tf.Scalar {
  return tf.addN(values.map((value, i) => tf.sum(tf.mul(value, probes[i]!)))) as tf.Scalar;
}

function sums(before: readonly tf.Tensor[], more: readonly tf.Tensor[]): tf.Tensor[] {
  return before.length === 0 ? [...more] : before.map((sum, i) => tf.add(sum, more[i]!));
}

/** What options hold that must live until the way back. */
function optionsToList({ lengths, recurrentMask, zoneout = [] }: SequenceOptions): tf.Tensor[] {
  const single = [lengths, recurrentMask].flatMap((tensor) => tensor ?? []);
  return [...single, ...zoneout];
}

/** The options within a segment. @param list as `optionsToList` made it */
function optionsOf(
  { precision, reverse, lengths, recurrentMask, zoneout }: SequenceOptions,
  list: readonly tf.Tensor[],
  segment: Segment,
): SequenceOptions {
  const rest = [...list];
  return {
    ...(precision && { precision }),
    ...(reverse && { reverse }),
    ...(lengths && { lengths: lengthsWithin(rest.shift() as tf.Tensor1D, segment) }),
    ...(recurrentMask && { recurrentMask: rest.shift() as tf.Tensor2D }),
    ...(zoneout && {
      zoneout: (rest as tf.Tensor3D[]).map((kept) =>
        kept.shape[0] === 1 ? kept : stepsOf(kept, segment),
      ),
    }),
  };
}

function lengthsWithin(lengths: tf.Tensor1D, { from, length }: Segment): tf.Tensor1D {
  const left = tf.sub(lengths, tf.scalar(from, 'int32'));
  return tf.cast<tf.Tensor1D>(tf.clipByValue(left, 0, length) as tf.Tensor1D, 'int32');
}
