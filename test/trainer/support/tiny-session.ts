import * as tf from '@tensorflow/tfjs-core';
import { Random, type RandomState } from '../../../src/backend/random.ts';
import type { Baseline, MetricValues, ModelFacts, Sample } from '../../../src/contract/index.ts';
import { ParameterSet } from '../../../src/models/parameters.ts';
import type { Patience, SessionState, Split, TaskSession } from '../../../src/tasks/task.ts';

const hidden = 4;
const batch = 3;
const time = 5;

interface Cursor {
  readonly random: RandomState;
  readonly order: number[];
  readonly position: number;
}

export interface TinyOptions {
  readonly dropout?: number;
  readonly batches?: number;
  /** Steps (from 1) whose loss becomes not a number, whose gradient becomes infinite. */
  readonly brokenLoss?: (step: number) => boolean;
  readonly brokenGradient?: (step: number) => boolean;
  /** The loss goes through half precision on the way back, this much smaller than it is. */
  readonly halfGradient?: number;
  /** Value of `val/mse` at each evaluation, instead of the measured one. */
  readonly scriptedErrors?: readonly number[];
  /** Called with the step's number (from 1) while its loss is computed. */
  readonly onStep?: (step: number) => void;
  /** Called at the start of every evaluation. */
  readonly onEvaluation?: () => void;
}

/**
 * A recurrent network of four units in plain operations that learns to add up its inputs: small
 * enough for thousands of steps in a test, with everything a checkpoint must carry: shuffled
 * batches, dropout and a hidden state carried from batch to batch.
 */
export class TinySession implements TaskSession {
  readonly facts: ModelFacts;
  readonly parameters = new ParameterSet();
  readonly kernel = 'plain';
  readonly unit = 'windows';
  readonly unitsPerStep = batch;
  readonly stepsPerEpoch: number;
  readonly #options: TinyOptions;
  readonly #random: Random;
  #order: number[] = [];
  #position = 0;
  #inputs: tf.Tensor3D | null = null;
  #carried: tf.Tensor2D = tf.zeros([batch, hidden]);
  #next: tf.Tensor2D | null = null;
  #steps = 0;
  #evaluations = 0;

  constructor(seed: number, options: TinyOptions = {}) {
    this.#options = options;
    this.#random = new Random(seed);
    this.stepsPerEpoch = options.batches ?? 6;
    const draw = (shape: number[]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return tf.tensor(
        Array.from({ length: size }, () => this.#random.normal() * 0.4),
        shape,
      );
    };
    this.parameters.add('rnn.input_kernel', draw([1, hidden]));
    this.parameters.add('rnn.recurrent_kernel', draw([hidden, hidden]));
    this.parameters.add('rnn.bias', tf.zeros([hidden]));
    this.parameters.add('head.kernel', draw([hidden, 1]));
    this.facts = {
      parameters: this.parameters.count,
      stepsPerEpoch: this.stepsPerEpoch,
      details: [],
    };
  }

  nextBatch(): boolean {
    if (this.#position === 0) {
      this.#order = Array.from({ length: this.stepsPerEpoch }, (_, index) => index);
      this.#random.shuffle(this.#order);
    }
    if (this.#position === this.stepsPerEpoch) {
      this.#position = 0;
      return false;
    }
    this.#inputs = sequences(this.#order[this.#position]!);
    this.#position += 1;
    return true;
  }

  loss(random: Random): tf.Scalar {
    this.#steps += 1;
    this.#options.onStep?.(this.#steps);
    const { outputs, state } = this.#forward(this.#inputs!, this.#carried, random);
    this.#next = tf.keep(tf.clone(state));
    const error = tf.losses.meanSquaredError(targets(this.#inputs!), outputs) as tf.Scalar;
    if (this.#options.brokenLoss?.(this.#steps)) return tf.mul(error, Number.NaN);
    const { halfGradient } = this.#options;
    if (halfGradient !== undefined) return throughHalf(error, halfGradient);
    if (this.#options.brokenGradient?.(this.#steps)) return withInfiniteGradient(error);
    return error;
  }

  #forward(inputs: tf.Tensor3D, start: tf.Tensor2D, random: Random | null) {
    const [inputKernel, recurrentKernel, bias, head] = this.parameters.list() as tf.Tensor[] as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor2D,
    ];
    let state = start;
    const outputs: tf.Tensor2D[] = [];
    for (const x of tf.unstack(inputs) as tf.Tensor2D[]) {
      const product = tf.add(tf.matMul(x, inputKernel), tf.matMul(state, recurrentKernel));
      state = tf.tanh(tf.add(product, bias));
      outputs.push(tf.matMul(this.#dropped(state, random), head));
    }
    return { outputs: tf.stack(outputs), state };
  }

  #dropped(state: tf.Tensor2D, random: Random | null): tf.Tensor2D {
    const rate = this.#options.dropout ?? 0;
    if (random === null || rate === 0) return state;
    const mask = Array.from({ length: batch * hidden }, () =>
      random.next() < rate ? 0 : 1 / (1 - rate),
    );
    return tf.mul(state, tf.tensor2d(mask, [batch, hidden]));
  }

  endStep(): void {
    this.#inputs?.dispose();
    this.#inputs = null;
    if (this.#next === null) return;
    this.#carried.dispose();
    this.#carried = this.#next;
    this.#next = null;
  }

  async evaluate(split: Split, patience: Patience): Promise<MetricValues | null> {
    this.#options.onEvaluation?.();
    if (await patience.pause(0.5)) return null;
    const scripted = this.#options.scriptedErrors?.[this.#evaluations];
    if (split === 'val') this.#evaluations += 1;
    const measured = tf.tidy(() => {
      const inputs = sequences(split === 'val' ? 1000 : 2000);
      const { outputs } = this.#forward(inputs, tf.zeros([batch, hidden]), null);
      return tf.losses.meanSquaredError(targets(inputs), outputs).dataSync()[0]!;
    });
    return { mse: scripted ?? measured };
  }

  async baselines(): Promise<readonly Baseline[]> {
    return [{ name: 'zero', label: 'always zero', metrics: { 'val/mse': 1, 'test/mse': 1 } }];
  }

  async samples(step: number): Promise<readonly Sample[]> {
    return [{ kind: 'text', step, prompt: '', text: 'sample' }];
  }

  verdict(best: MetricValues, test: MetricValues): string {
    return `best ${best['val/mse']} test ${test['test/mse']}`;
  }

  state(): SessionState {
    const cursor: Cursor = {
      random: this.#random.state(),
      order: [...this.#order],
      position: this.#position,
    };
    const values = this.#carried.dataSync<'float32'>().slice();
    return { json: cursor, tensors: new Map([['carried', { shape: [batch, hidden], values }]]) };
  }

  restore({ json, tensors }: SessionState): void {
    const { random, order, position } = json as Cursor;
    this.#random.restore(random);
    this.#order = [...order];
    this.#position = position;
    this.#carried.dispose();
    this.#carried = tf.tensor2d(tensors.get('carried')!.values.slice(), [batch, hidden]);
  }

  dispose(): void {
    this.#carried.dispose();
    this.parameters.dispose();
  }
}

/** (time, batch, 1) of a fixed series for each index. */
function sequences(index: number): tf.Tensor3D {
  const random = new Random(index + 1);
  const values = Array.from({ length: time * batch }, () => random.normal());
  return tf.tensor3d(values, [time, batch, 1]);
}

/** A fading sum of the inputs, (time, batch, 1). */
function targets(inputs: tf.Tensor3D): tf.Tensor3D {
  const sums: tf.Tensor2D[] = [];
  for (const x of tf.unstack(inputs) as tf.Tensor2D[]) {
    const last = sums.at(-1);
    sums.push(last === undefined ? x : tf.add(tf.mul(last, 0.5), x));
  }
  return tf.stack(sums) as tf.Tensor3D;
}

function withInfiniteGradient(error: tf.Scalar): tf.Scalar {
  const broken = tf.customGrad((x) => ({
    value: tf.clone(x as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.mul(dy, Number.POSITIVE_INFINITY),
  }));
  return broken(error) as tf.Scalar;
}

/** The value itself; its derivative, made smaller by a factor, ends and vanishes where fp16 does. */
function throughHalf(value: tf.Scalar, factor: number): tf.Scalar {
  const narrow = tf.customGrad((x) => ({
    value: tf.clone(x as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => {
      const [derivative = 0] = dy.dataSync();
      if (Math.abs(derivative) > 65_504) return tf.scalar(Number.POSITIVE_INFINITY);
      return Math.abs(derivative) < 6e-8 ? tf.zerosLike(dy) : tf.clone(dy);
    },
  }));
  return tf.mul(narrow(tf.mul(value, 1 / factor)), factor);
}
