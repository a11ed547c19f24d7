import * as tf from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../../backend/native.ts';
import { ResourceVariable } from '../../backend/operations.ts';
import type { PreparedUpdate } from './update-rule.ts';

/** One parameter together with what its optimizer remembers of it. */
export interface Slot {
  /** Called inside a tidy. @param shrink factor on the parameter before the update; 1 is none */
  update(prepared: PreparedUpdate, gradient: tf.Tensor, shrink: number): void;
  /** The moments in the rule's order; the caller disposes them. */
  read(): tf.Tensor[];
  /** @param moments taken over */
  write(moments: readonly tf.Tensor[]): void;
  dispose(): void;
}

/** Moments as ordinary tensors: runs everywhere. */
export class PlainSlot implements Slot {
  readonly #variable: tf.Variable;
  #moments: readonly tf.Tensor[];

  constructor(variable: tf.Variable, moments: number) {
    this.#variable = variable;
    this.#moments = zeros(variable, moments).map((tensor) => tf.keep(tensor));
  }

  update(prepared: PreparedUpdate, gradient: tf.Tensor, shrink: number): void {
    const start = shrink === 1 ? this.#variable : tf.mul(this.#variable, shrink);
    const next = prepared.plain(start, gradient, this.#moments);
    this.#variable.assign(next.parameter);
    this.write(next.moments.map((moment) => tf.keep(moment)));
  }

  read(): tf.Tensor[] {
    return this.#moments.map((moment) => tf.clone(moment));
  }

  write(moments: readonly tf.Tensor[]): void {
    tf.dispose([...this.#moments]);
    this.#moments = moments;
  }

  dispose(): void {
    this.write([]);
  }
}

/**
 * Moments and a mirror of the parameter as TensorFlow's own variables, so that a fused operation
 * can change them in place: a quarter of the plain form's time on two million values.
 */
export class ResourceSlot implements Slot {
  readonly #native: NativeBackend;
  readonly #variable: tf.Variable;
  readonly #mirror: ResourceVariable;
  readonly #moments: readonly ResourceVariable[];
  /** Identity of the values that the mirror holds; differs once someone else sets the parameter. */
  #mirrored: tf.DataId;

  constructor(native: NativeBackend, variable: tf.Variable, moments: number) {
    this.#native = native;
    this.#variable = variable;
    this.#mirror = new ResourceVariable(native, variable);
    this.#mirrored = variable.dataId;
    this.#moments = zeros(variable, moments).map((zero) => {
      const moment = new ResourceVariable(native, zero);
      zero.dispose();
      return moment;
    });
  }

  update(prepared: PreparedUpdate, gradient: tf.Tensor, shrink: number): void {
    if (prepared.fused === undefined) throw new Error('this rule has no fused form');
    if (shrink !== 1) this.#mirror.assign(tf.mul(this.#variable, shrink));
    else if (this.#mirrored !== this.#variable.dataId) this.#mirror.assign(this.#variable);
    prepared.fused(this.#native, this.#mirror, gradient, this.#moments);
    this.#variable.assign(this.#mirror.read());
    this.#mirrored = this.#variable.dataId;
  }

  read(): tf.Tensor[] {
    return this.#moments.map((moment) => moment.read());
  }

  write(moments: readonly tf.Tensor[]): void {
    for (const [index, value] of moments.entries()) this.#moments[index]?.assign(value);
    tf.dispose([...moments]);
  }

  dispose(): void {
    this.#mirror.dispose();
    for (const moment of this.#moments) moment.dispose();
  }
}

function zeros(like: tf.Tensor, count: number): tf.Tensor[] {
  return Array.from({ length: count }, () => tf.zeros(like.shape));
}
