import * as tf from '@tensorflow/tfjs-core';

/** Trainable values by name, in a fixed order: `rnn.0.recurrent_kernel`, `head.bias`. */
export class ParameterSet {
  readonly #variables = new Map<string, tf.Variable>();

  /**
   * Adds a parameter with its initial value, whose memory it takes over.
   * @throws when the name is taken: a defect
   */
  add<R extends tf.Rank>(name: string, initial: tf.Tensor<R>): tf.Variable<R> {
    if (this.#variables.has(name)) throw new Error(`parameter ${name} exists already`);
    const variable = tf.variable(initial, true, undefined, initial.dtype);
    initial.dispose();
    this.#variables.set(name, variable as tf.Variable);
    return variable;
  }

  get names(): string[] {
    return [...this.#variables.keys()];
  }

  get(name: string): tf.Variable {
    const variable = this.#variables.get(name);
    if (variable === undefined) throw new Error(`no parameter ${name}`);
    return variable;
  }

  entries(): IterableIterator<[string, tf.Variable]> {
    return this.#variables.entries();
  }

  list(): tf.Variable[] {
    return [...this.#variables.values()];
  }

  /** Number of trainable values. */
  get count(): number {
    return this.list().reduce((sum, variable) => sum + variable.size, 0);
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }
}
