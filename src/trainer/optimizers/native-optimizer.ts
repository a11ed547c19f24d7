import * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend/native.ts';
import { KeptValue, type UpdateEntry, updateParameters } from '../../backend/operations.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import type { ClippingLimits } from '../clipping.ts';
import { expectMoments } from './moments.ts';
import type {
  Gradients,
  Optimizer,
  OptimizerState,
  RateFactors,
  StepResult,
  StoredTensor,
} from './optimizer.ts';
import type { UpdateRule } from './update-rule.ts';

const unlimited: ClippingLimits = { norm: 0, value: 0 };

/** A parameter whose value lies in memory that one operation clips and updates in place. */
interface Slot {
  readonly variable: tf.Variable;
  readonly value: KeptValue;
  readonly moments: readonly KeptValue[];
  /** Stands in the variable while the operation runs, so that no view keeps the memory. */
  readonly placeholder: tf.Tensor;
  /** Identity of the view that the variable holds; differs once someone else sets the parameter. */
  shown: tf.DataId;
}

/**
 * Clips and updates all parameters in one pass over memory, with Unroll's own kernels. Between
 * updates every variable holds a view of its memory. For the update it gives the view back; where
 * anybody else still holds one (a clone, a snapshot), the memory is copied first, so that what was
 * read never changes.
 */
export class NativeOptimizer implements Optimizer {
  readonly takesRows = true;
  readonly #native: NativeBackend;
  readonly #rule: UpdateRule;
  readonly #rates: RateFactors;
  readonly #slots = new Map<string, Slot>();
  #updates = 0;
  /** Updates for which memory had to be copied, because a view was alive. */
  #copies = 0;

  constructor(
    native: NativeBackend,
    rule: UpdateRule,
    parameters: ParameterSet,
    rates: RateFactors = new Map(),
  ) {
    this.#native = native;
    this.#rule = rule;
    this.#rates = rates;
    for (const [name, variable] of parameters.entries()) {
      this.#slots.set(name, this.#adopt(variable));
    }
  }

  get copies(): number {
    return this.#copies;
  }

  #adopt(variable: tf.Variable): Slot {
    const value = new KeptValue(this.#native);
    const moments = this.#rule.moments.map(() => new KeptValue(this.#native));
    const placeholder = tf.keep(withoutValues(variable.shape));
    const slot = { variable, value, moments, placeholder, shown: variable.dataId };
    tf.tidy(() => {
      // tf.zeros would make an array of JavaScript's, which lives until it is collected.
      for (const moment of moments) moment.assign(tf.fill(variable.shape, 0));
      show(slot, value.assign(variable));
    });
    return slot;
  }

  step(loss: tf.Scalar, gradients: Gradients, limits: ClippingLimits, lr: number): StepResult {
    const slots: Slot[] = [];
    const entries: UpdateEntry[] = [];
    for (const [name, slot] of this.#slots) {
      const dense = gradients.dense.get(name) ?? null;
      const rows = gradients.rows.get(name) ?? null;
      if (dense === null && rows === null) continue;
      const { value: parameter, moments, variable } = slot;
      slots.push(slot);
      const rateFactor = this.#rates.get(name) ?? 1;
      entries.push({ parameter, moments, dense, rows, decays: variable.rank >= 2, rateFactor });
    }
    return tf.tidy(() => this.#update(slots, entries, loss, limits, lr));
  }

  #update(
    slots: readonly Slot[],
    entries: readonly UpdateEntry[],
    loss: tf.Scalar,
    limits: ClippingLimits,
    lr: number,
  ): StepResult {
    const { weightDecay, decayActsOn: actsOn } = this.#rule;
    const amount = actsOn === 'parameter' ? lr * weightDecay : weightDecay;
    const numbers = this.#rule.numbers(lr, this.#updates + 1);
    for (const slot of slots) {
      if (slot.shown !== slot.variable.dataId) slot.value.assign(slot.variable);
      slot.variable.assign(slot.placeholder);
    }
    let views: readonly tf.Tensor[] = [];
    try {
      const decay = { amount, actsOn };
      const report = updateParameters(this.#native, entries, loss, numbers, limits, decay);
      views = report.views;
      if (report.updated) this.#updates += 1;
      if (report.copied) this.#copies += 1;
      const { loss: read, norm, clippedNorm, updated } = report;
      // In single precision the limit itself may come back a little above it.
      const most = limits.norm > 0 ? limits.norm : Number.POSITIVE_INFINITY;
      return { loss: read, norm, clippedNorm: Math.min(clippedNorm, most), updated };
    } finally {
      for (const [index, slot] of slots.entries()) show(slot, views[index] ?? slot.value.show());
    }
  }

  apply(gradients: ReadonlyMap<string, tf.Tensor>, lr: number): void {
    tf.tidy(() => this.step(tf.scalar(0), { dense: gradients, rows: new Map() }, unlimited, lr));
  }

  state(): OptimizerState {
    const tensors = new Map<string, StoredTensor>();
    for (const [name, { moments }] of this.#slots) {
      for (const [index, moment] of moments.entries()) {
        const view = moment.show();
        const values = Float32Array.from(view.dataSync<'float32'>());
        tensors.set(`${this.#rule.moments[index]}/${name}`, { shape: view.shape, values });
        view.dispose();
      }
    }
    return { updates: this.#updates, tensors };
  }

  restore(state: OptimizerState): void {
    const shapes = new Map([...this.#slots].map(([name, { variable }]) => [name, variable.shape]));
    const found = expectMoments(state, this.#rule.moments, shapes);
    this.#updates = state.updates;
    for (const [name, stored] of found) {
      const { moments } = this.#slots.get(name)!;
      for (const [index, { values, shape }] of stored.entries()) {
        tf.tidy(() => moments[index]!.assign(tf.tensor(values, [...shape])));
      }
    }
  }

  dispose(): void {
    for (const { value, moments, placeholder } of this.#slots.values()) {
      for (const kept of [value, ...moments]) kept.dispose();
      placeholder.dispose();
    }
    this.#slots.clear();
  }
}

/** Called inside a tidy, which disposes the view itself: then the variable alone holds it. */
function show(slot: Slot, view: tf.Tensor): void {
  slot.variable.assign(view);
  slot.shown = view.dataId;
}

/** Of a shape, but without memory: tfjs hands values to TensorFlow only when they are used. */
function withoutValues(shape: readonly number[]): tf.Tensor {
  return tf.engine().makeTensor(new Float32Array(0), [...shape], 'float32');
}
