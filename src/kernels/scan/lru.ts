import * as tf from '@tensorflow/tfjs-core';
import {
  compiledComplexAdjointScan,
  compiledComplexScan,
} from '../../backend/operations/compiled-scan.ts';
import type { NativeOperations } from '../../backend/operations/native-operations.ts';
import { withGradient } from '../../backend/operations/with-gradient.ts';
import { gatedUnit, lambdaOf, readKernel } from '../../models/cells/lru.ts';
import { lastStep } from '../last-step.ts';
import { asRows, asSequence, previousStates } from '../weight-gradients.ts';
import { finalOutput, type ScanForm } from './scan-form.ts';

/** LRU: a complex diagonal recurrence, then one product that reads all of its states. */
export const scanLru: ScanForm = ({ operations, projected, states, weights, kept }) => {
  const [time, , width] = projected.shape;
  const hidden = width / 4;
  const { real, imaginary, gain } = lambdaOf(weights);
  const [entering, direct] = tf.split(projected, [2 * hidden, 2 * hidden], 2) as tf.Tensor3D[];
  let terms = tf.mul<tf.Tensor3D>(entering!, tf.concat([gain, gain]));
  let [re, im] = [real, imaginary].map((part) => tf.reshape(part, [1, 1, hidden])) as tf.Tensor3D[];
  if (kept.counts !== null) {
    terms = tf.mul(terms, kept.counts);
    re = tf.add<tf.Tensor3D>(1, tf.mul(kept.counts, tf.sub(re!, 1)));
    im = tf.mul<tf.Tensor3D>(kept.counts, im!);
  }
  const initial = tf.concat2d([states[1]!, states[2]!], 1);
  const all = complexScan(operations, re!, im!, terms, initial);
  const read = tf.matMul(asRows(all), readKernel(weights));
  const outputs = asSequence(gatedUnit(tf.add<tf.Tensor2D>(read, asRows(direct!))), time);
  const [lastRe, lastIm] = tf.split(lastStep(all), 2, 1) as tf.Tensor2D[];
  return { outputs, finalStates: [finalOutput(outputs, states[0]!, kept), lastRe!, lastIm!] };
};

/**
 * s_t = lambda_t s_{t-1} + b_t with complex numbers, and the way back D_t = dy_t +
 * conj(lambda_{t+1}) D_{t+1}. Real parts stand before imaginary ones in every row.
 * @param re of lambda, (time or 1, batch or 1, hidden)
 * @param terms b, (time, batch, 2 * hidden)
 * @param initial (batch, 2 * hidden)
 */
function complexScan(
  operations: NativeOperations,
  re: tf.Tensor3D,
  im: tf.Tensor3D,
  terms: tf.Tensor3D,
  initial: tf.Tensor2D,
): tf.Tensor3D {
  return withGradient<tf.Tensor3D>([re, im, terms, initial], (save) => {
    const value =
      compiledComplexScan(re, im, terms, initial) ??
      run(operations, { re, im: tf.neg(im), forwards: true }, terms, initial).all;
    save([re, im, initial, value]);
    return { value, gradient: (dy, saved) => backward(operations, dy, saved) };
  });
}

interface Turning {
  readonly re: tf.Tensor3D;
  /** Minus the imaginary part: what the imaginary part of a state adds to the real one. */
  readonly im: tf.Tensor3D;
  readonly forwards: boolean;
}

/** With steps in the order asked for; `after` is lambda times the last of them. */
function run(
  operations: NativeOperations,
  { re, im, forwards }: Turning,
  terms: tf.Tensor3D,
  initial: tf.Tensor2D | null,
): { readonly all: tf.Tensor3D; readonly after: tf.Tensor2D } {
  const hidden = terms.shape[2] / 2;
  const steps = operations.unstack(terms);
  const factors = [tf.concat3d([re, re], 2), tf.concat3d([im, tf.neg(im)], 2)].map((sequence) =>
    operations.unstack(sequence as tf.Tensor3D),
  );
  const at = (part: number, t: number) => factors[part]![re.shape[0] === 1 ? 0 : t]!;
  const turned = (state: tf.Tensor2D, t: number): tf.Tensor2D => {
    const [first, second] = operations.split(state, [hidden, hidden], 1);
    const swapped = operations.concat([second!, first!], 1);
    const straight = operations.multiply(state, at(0, t));
    return operations.add(straight, operations.multiply(swapped, at(1, t)));
  };
  const all: tf.Tensor2D[] = [];
  let before = initial;
  let after: tf.Tensor2D | null = null;
  const order = forwards ? steps.keys() : [...steps.keys()].reverse();
  for (const t of order) {
    const carried = forwards && before !== null ? turned(before, t) : after;
    const state: tf.Tensor2D = carried === null ? steps[t]! : operations.add(steps[t]!, carried);
    all[t] = state;
    before = state;
    if (!forwards) after = turned(state, t);
  }
  return { all: operations.stack(all), after: after ?? before! };
}

function backward(operations: NativeOperations, dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] {
  const [re, im, initial, values] = saved as [tf.Tensor3D, tf.Tensor3D, tf.Tensor2D, tf.Tensor3D];
  const [all, after] = adjoint(operations, re, im, dy);
  const before = asSequence(previousStates(operations, initial, values), values.shape[0]);
  const [dRe, dIm] = tf.split(all, 2, 2) as tf.Tensor3D[];
  const [beforeRe, beforeIm] = tf.split(before, 2, 2) as tf.Tensor3D[];
  const byRe = tf.add<tf.Tensor3D>(tf.mul(dRe!, beforeRe!), tf.mul(dIm!, beforeIm!));
  const byIm = tf.sub<tf.Tensor3D>(tf.mul(dIm!, beforeRe!), tf.mul(dRe!, beforeIm!));
  return [summedTo(byRe, re.shape), summedTo(byIm, im.shape), all, after];
}

function adjoint(
  operations: NativeOperations,
  re: tf.Tensor3D,
  im: tf.Tensor3D,
  dy: tf.Tensor3D,
): readonly [all: tf.Tensor3D, initial: tf.Tensor2D] {
  const compiled = compiledComplexAdjointScan(re, im, dy);
  if (compiled !== null) return compiled;
  const { all, after } = run(operations, { re, im, forwards: false }, dy, null);
  return [all, after];
}

/** Over the axes that were broadcast. */
function summedTo(x: tf.Tensor3D, shape: readonly number[]): tf.Tensor3D {
  const axes = shape.flatMap((size, axis) => (size === 1 && x.shape[axis] !== 1 ? [axis] : []));
  return axes.length === 0 ? x : tf.sum<tf.Tensor3D>(x, axes, true);
}
