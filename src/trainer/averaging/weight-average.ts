import * as tf from '@tensorflow/tfjs-core';
import { UnrollError } from '../../contract/index.ts';
import type { ParameterSet } from '../../models/parameters.ts';
import type { StoredTensor } from '../optimizers/index.ts';
import type { AveragingMoment, AveragingRule } from './averaging.ts';

/**
 * A running average of all parameters beside the parameters themselves. It has no values until its
 * rule begins; until then the parameters stand for it.
 */
export class WeightAverage {
  readonly #parameters: ParameterSet;
  readonly #rule: AveragingRule;
  #values: Map<string, tf.Tensor> | null = null;

  constructor(parameters: ParameterSet, rule: AveragingRule) {
    this.#parameters = parameters;
    this.#rule = rule;
  }

  /** Whether there is an average yet. */
  get hasBegun(): boolean {
    return this.#values !== null;
  }

  /** After an update of the parameters. */
  follow(moment: AveragingMoment): void {
    const share = this.#rule.share(moment);
    if (share === 0) return;
    const before = this.#values;
    const next = new Map<string, tf.Tensor>();
    for (const [name, variable] of this.#parameters.entries()) {
      const value = tf.tidy(() => {
        const average = before?.get(name);
        // Not a clone: the optimizer changes the parameter's memory in place.
        if (average === undefined || share === 1) return tf.mul(variable, 1);
        return tf.add(average, tf.mul(tf.sub(variable, average), share));
      });
      next.set(name, tf.keep(value));
    }
    this.#set(next);
  }

  /** Sees every value of the metric that decides. */
  observe(value: number): void {
    this.#rule.observe(value);
  }

  /** Runs `work` with the average in place of the parameters, and puts these back, whatever happens. */
  async inPlace<T>(work: () => Promise<T>): Promise<T> {
    const averages = this.#values;
    if (averages === null) return work();
    const held = new Map<string, tf.Tensor>();
    for (const [name, variable] of this.#parameters.entries()) {
      held.set(name, tf.keep(tf.mul(variable, 1)));
      variable.assign(averages.get(name)!);
    }
    try {
      return await work();
    } finally {
      for (const [name, variable] of this.#parameters.entries()) variable.assign(held.get(name)!);
      tf.dispose([...held.values()]);
    }
  }

  /** The average by parameter name; empty before it has begun. */
  values(): Map<string, StoredTensor> {
    const stored = new Map<string, StoredTensor>();
    for (const [name, value] of this.#values ?? []) {
      const values = Float32Array.from(value.dataSync<'float32'>());
      stored.set(name, { shape: value.shape, values });
    }
    return stored;
  }

  /** Of the rule. */
  state(): unknown {
    return this.#rule.state();
  }

  /** @throws UnrollError when the average is not one of these parameters */
  restore(values: ReadonlyMap<string, StoredTensor>, state: unknown): void {
    if (values.size > 0) this.#expectAll(values);
    this.#rule.restore(state);
    const tensors = [...values].map(
      // A copy: TensorFlow may share the array's memory.
      ([name, { shape, values: stored }]) =>
        [name, tf.keep(tf.tensor(stored.slice(), [...shape]))] as const,
    );
    this.#set(tensors.length === 0 ? null : new Map(tensors));
  }

  dispose(): void {
    this.#set(null);
  }

  #set(values: Map<string, tf.Tensor> | null): void {
    if (this.#values !== null) tf.dispose([...this.#values.values()]);
    this.#values = values;
  }

  #expectAll(values: ReadonlyMap<string, StoredTensor>): void {
    for (const [name, { shape }] of this.#parameters.entries()) {
      if (values.get(name)?.shape.join() === shape.join()) continue;
      throw new UnrollError({
        code: 'foreign-checkpoint',
        message: `The checkpoint has no average of shape (${shape.join(', ')}) for ${name}.`,
        where: name,
        hint: 'It belongs to a model of other sizes: use the settings that it was trained with.',
      });
    }
  }
}
