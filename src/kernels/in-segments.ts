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
  [cell, x, states, weights, options = {}]: Parameters<SequenceKernel['run']>,
): SequenceResult {
  const segments = segmentsOf(x.shape[0], count);
  const order = options.reverse ? [...segments].reverse() : segments;
  const given = weightsToList(weights);
  const masks = optionsToList(options);
  const run = (segment: Segment, part: tf.Tensor3D, from: readonly tf.Tensor2D[], used = weights) =>
    kernel.run(cell, part, from, used, optionsOf(options, masks, segment));

  const inputs = [x, ...states, ...given];
  const forward = (save: (tensors: tf.Tensor[]) => void) => {
    const outputs = new Map<Segment, tf.Tensor3D>();
    const starts: tf.Tensor2D[] = [];
    let current = states;
    for (const segment of order) {
      starts.push(...current);
      const result = run(segment, stepsOf(x, segment), current);
      outputs.set(segment, result.outputs);
      current = result.finalStates;
    }
    save([x, ...masks, ...given, ...starts]);
    const inOrder = segments.map((segment) => outputs.get(segment)!);
    // A copy of its own where a kernel hands a given tensor through.
    return [tf.concat(inOrder, 0), ...current.map((state) => tf.clone(state))];
  };

  function backward(dys: readonly tf.Tensor[], saved: readonly tf.Tensor[]): tf.Tensor[] {
    const dy = dys[0] as tf.Tensor3D;
    const parts = states.length;
    const kept = saved[0] as tf.Tensor3D;
    const keptMasks = saved.slice(1, 1 + masks.length);
    const keptWeights = saved.slice(1 + masks.length, 1 + masks.length + given.length);
    const starts = saved.slice(1 + masks.length + given.length) as tf.Tensor2D[];
    let dStates = dys.slice(1) as tf.Tensor2D[];
    let dWeights: tf.Tensor[] = [];
    const dx = new Map<Segment, tf.Tensor3D>();
    for (let i = order.length - 1; i >= 0; i--) {
      const segment = order[i]!;
      const probes = [stepsOf(dy, segment), ...dStates];
      const again = (...inputs: tf.Tensor[]) => {
        const [part, ...rest] = inputs as [tf.Tensor3D, ...tf.Tensor2D[]];
        const used = weightsLike(weights, rest.slice(parts));
        const from = rest.slice(0, parts);
        const here = { ...optionsOf(options, keptMasks, segment), inputGradient: true };
        const { outputs, finalStates } = kernel.run(cell, part, from, used, here);
        return linearLoss([outputs, ...finalStates], probes);
      };
      const from = starts.slice(i * parts, (i + 1) * parts);
      const back = nestedGradients(again, [stepsOf(kept, segment), ...from, ...keptWeights]);
      dx.set(segment, back[0] as tf.Tensor3D);
      dStates = back.slice(1, 1 + parts) as tf.Tensor2D[];
      dWeights = sums(dWeights, back.slice(1 + parts));
    }
    return [tf.concat(segments.map((segment) => dx.get(segment)!)), ...dStates, ...dWeights];
  }

  const [outputs, ...finalStates] = withGradients({
    inputs: Object.fromEntries(inputs.map((input, i) => [`input${i}`, input])),
    forward,
    gradients: (dys, saved) => {
      const derived = tf.tidy(() => backward(dys, saved));
      return Object.fromEntries(inputs.map((_, i) => [`input${i}`, () => derived[i]!]));
    },
  });
  return { outputs: outputs as tf.Tensor3D, finalStates: finalStates as tf.Tensor2D[] };
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
