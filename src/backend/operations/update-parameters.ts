import * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../native.ts';
import { hasNativeKernel } from '../native-kernels.ts';
import { nativeBackend } from '../tensorflow.ts';
import type { KeptValue } from './kept-value.ts';
import { attributes, int32Constant } from './raw.ts';
import type { RowGradient } from './row-gradients.ts';

const rules = ['descent', 'momentum', 'nesterov', 'adam', 'rmsprop'] as const;

/** Scalars of one update; what a rule does not use is 0. */
export interface UpdateNumbers {
  readonly rule: (typeof rules)[number];
  /** Learning rate; Adam's with the correction of the first moment in it. */
  readonly rate: number;
  /** SGD's momentum, Adam's beta1. */
  readonly firstDecay: number;
  /** Adam's beta2, RMSprop's rho. */
  readonly secondDecay: number;
  readonly epsilon: number;
  /** Adam: 1 / sqrt(1 - beta2^t). */
  readonly secondCorrection: number;
}

export interface UpdateLimits {
  /** Largest global norm; 0 is off. */
  readonly norm: number;
  /** Largest absolute value; 0 is off. */
  readonly value: number;
}

export interface UpdateDecay {
  /** 0 is none. Acting on the parameter, it is its share that is taken away. */
  readonly amount: number;
  readonly actsOn: 'gradient' | 'parameter';
}

/** A parameter, its moments and where its gradient comes from: dense, by rows, or the sum of both. */
export interface UpdateEntry {
  readonly parameter: KeptValue;
  readonly moments: readonly KeptValue[];
  readonly dense: tf.Tensor | null;
  readonly rows: RowGradient | null;
  readonly decays: boolean;
  /** Of the learning rate. */
  readonly rateFactor: number;
}

export interface UpdateReport {
  readonly loss: number;
  /** Global gradient norm before and after both limits. */
  readonly norm: number;
  readonly clippedNorm: number;
  /** False where loss or norm is not finite: nothing was changed. */
  readonly updated: boolean;
  /** Whether a view was alive, so that memory had to be copied. */
  readonly copied: boolean;
  /** Views of the parameters, in the order of the entries; the caller disposes them. */
  readonly views: readonly tf.Tensor[];
}

/** The native backend where it has the operation, else null. */
export function nativeUpdates(): NativeBackend | null {
  return hasNativeKernel('UnrollUpdateParameters') ? nativeBackend() : null;
}

/**
 * Clips and updates in place, in one operation: the same as cutting values, limiting the norm and
 * applying the rule to each parameter. Sums are taken in a fixed order, so that the same gradients
 * give the same bits on any number of threads.
 */
export function updateParameters(
  native: NativeBackend,
  entries: readonly UpdateEntry[],
  loss: tf.Scalar,
  numbers: UpdateNumbers,
  limits: UpdateLimits,
  decay: UpdateDecay,
): UpdateReport {
  const dense = entries.flatMap((entry) => entry.dense ?? []);
  const rows = entries.flatMap((entry) => entry.rows ?? []);
  const attribute = attributes(native);
  const plan = int32Constant(native, planOf(entries), [entries.length, planColumns]);
  const factors = entries.map(({ rateFactor }) => rateFactor);
  const scalars = tf.tensor1d([...scalarsOf(numbers, limits, decay), ...factors]);
  const [report, ...views] = native.executeMultipleOutputs(
    'UnrollUpdateParameters',
    [
      attribute.integer('P', entries.length),
      attribute.integer('D', dense.length),
      attribute.integer('S', rows.length),
      attribute.integer('rule', rules.indexOf(numbers.rule)),
      attribute.boolean('decay_parameter', decay.actsOn === 'parameter'),
    ],
    [
      ...[plan, scalars, loss, ...dense],
      ...rows.map(({ indices }) => indices),
      ...rows.map(({ values }) => values),
    ],
    1 + entries.length,
  );
  const [read, norm, clippedNorm, updated, copied] = report!.dataSync() as Float32Array;
  tf.dispose([plan, scalars, report!]);
  return {
    loss: read!,
    norm: norm!,
    clippedNorm: clippedNorm!,
    updated: updated === 1,
    copied: copied === 1,
    views,
  };
}

const planColumns = 6;

/** For each entry its kept values, the places of its gradients and whether it decays; -1 is none. */
function planOf(entries: readonly UpdateEntry[]): number[] {
  let dense = 0;
  let rows = 0;
  return entries.flatMap((entry) => [
    entry.parameter.number,
    entry.moments[0]?.number ?? -1,
    entry.moments[1]?.number ?? -1,
    entry.dense === null ? -1 : dense++,
    entry.rows === null ? -1 : rows++,
    entry.decays ? 1 : 0,
  ]);
}

/** In the order of `NumberPlace` (src/kernels/native/optimizer/update.cc), before the rate factors. */
function scalarsOf(
  { rate, firstDecay, secondDecay, epsilon, secondCorrection }: UpdateNumbers,
  limits: UpdateLimits,
  decay: UpdateDecay,
): number[] {
  return [
    ...[rate, limits.norm, limits.value, decay.amount],
    ...[firstDecay, 1 - firstDecay, secondDecay, 1 - secondDecay],
    ...[epsilon, secondCorrection],
  ];
}
