import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  loadNativeKernels,
  nativeKernelCalls,
  setNativeThreads,
} from '../../src/backend/native-kernels.ts';
import { KeptValue, nativeUpdates, updateParameters } from '../../src/backend/operations.ts';
import { Random } from '../../src/backend/random.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { defaultSettings, parseSettings, type Settings } from '../../src/contract/index.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import { tasks } from '../../src/tasks/index.ts';
import { createOptimizer, type Optimizer, optimizers } from '../../src/trainer/optimizers/index.ts';
import { NativeOptimizer } from '../../src/trainer/optimizers/native-optimizer.ts';
import { RuleOptimizer } from '../../src/trainer/optimizers/rule-optimizer.ts';
import { trainerSettings } from '../../src/trainer/settings.ts';
import { trainingStep } from '../../src/trainer/training-step.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import { smallText } from './support/small-data.ts';

await loadBackend();
const { state } = loadNativeKernels();
if (state !== 'ready') console.log(`native optimizer: not tested, the kernels are ${state}`);

const defaults = defaultSettings(trainerSettings);
const rows = 40;
const width = 37;
/** Row 7 comes three times. */
const read = [7, 0, 39, 7, 12, 7, 20];
const limits = { norm: 0.5, value: 0.3 };

function randomTensor<R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number): tf.Tensor<R> {
  return tf.randomNormal(shape, 0, 1, 'float32', seed) as tf.Tensor<R>;
}

function startingParameters(): ParameterSet {
  const parameters = new ParameterSet();
  parameters.add('table', randomTensor([rows, width], 1));
  parameters.add('bias', randomTensor([width], 2));
  return parameters;
}

/** Rates of their own, so that both forms are held against each other with them. */
const rates = new Map([['table', 0.5]]);

function make(id: string, settings: Settings, parameters: ParameterSet, native: boolean) {
  const definition = optimizers.find((candidate) => candidate.id === id)!;
  const rule = definition.rule({ ...defaults, ...settings });
  return native
    ? new NativeOptimizer(nativeUpdates()!, rule, parameters, rates)
    : new RuleOptimizer(rule, parameters, { rates });
}

interface StepGradients {
  readonly rows: { readonly indices: tf.Tensor1D; readonly values: tf.Tensor2D };
  readonly table: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

function gradientsOf(step: number): StepGradients {
  const values = randomTensor<tf.Rank.R2>([read.length, width], 10 + step);
  return {
    rows: { indices: tf.tensor1d(read, 'int32'), values },
    table: randomTensor<tf.Rank.R2>([rows, width], 20 + step),
    bias: randomTensor<tf.Rank.R1>([width], 30 + step),
  };
}

function values(parameters: ParameterSet): number[] {
  return parameters.list().flatMap((variable) => [...variable.dataSync()]);
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, index) => Math.abs(value - b[index]!)));
}

/** Steps with the table's gradient by rows, dense, or both, against the dense sum. */
function trainBoth(id: string, settings: Settings, form: 'dense' | 'rows' | 'both') {
  const [native, plain] = [true, false].map((isNative) => {
    const parameters = startingParameters();
    const optimizer = make(id, settings, parameters, isNative);
    const results = Array.from({ length: 4 }, (_, step) =>
      tf.tidy(() => takeStep(optimizer, isNative, form, step)),
    );
    const found = { values: values(parameters), results };
    optimizer.dispose();
    parameters.dispose();
    return found;
  });
  return { native: native!, plain: plain! };
}

function takeStep(optimizer: Optimizer, native: boolean, form: string, step: number) {
  const { rows: byRow, table, bias } = gradientsOf(step);
  const dense = new Map<string, tf.Tensor>([['bias', bias]]);
  const sums = tf.unsortedSegmentSum(byRow.values, byRow.indices, rows);
  const whole = { dense: table, rows: sums, both: tf.add(table, sums) }[form]!;
  if (!native) dense.set('table', whole);
  else if (form !== 'rows') dense.set('table', table);
  const byRows = native && form !== 'dense' ? [['table', byRow] as const] : [];
  return optimizer.step(tf.scalar(step), { dense, rows: new Map(byRows) }, limits, 0.05);
}

describe.runIf(state === 'ready')('the optimizer of the compiled kernels', () => {
  const cases: [string, Settings][] = [
    ['sgd', { momentum: 0 }],
    ['sgd', { momentum: 0, weight_decay: 0.1 }],
    ['sgd', { momentum: 0.9 }],
    ['sgd', { momentum: 0.9, nesterov: true }],
    ['adam', {}],
    ['adamw', { weight_decay: 0.1 }],
    ['rmsprop', { weight_decay: 0.1 }],
  ];
  for (const [id, settings] of cases) {
    for (const form of ['dense', 'rows', 'both'] as const) {
      it(`${id} ${JSON.stringify(settings)} clips and moves as the plain one, ${form}`, () => {
        const { native, plain } = trainBoth(id, settings, form);
        expect(largestDifference(native.values, plain.values)).toBeLessThan(2e-6);
        for (const [step, result] of native.results.entries()) {
          const other = plain.results[step]!;
          expect(result.updated).toBe(true);
          expect(result.loss).toBe(step);
          expect(result.norm / other.norm).toBeCloseTo(1, 5);
          expect(result.clippedNorm / other.clippedNorm).toBeCloseTo(1, 5);
        }
      });
    }
  }

  it('is the one that is created, and its operation the one that runs', () => {
    const parameters = startingParameters();
    const optimizer = createOptimizer(parameters, defaults);
    const before = nativeKernelCalls('UnrollUpdateParameters');
    optimizer.apply(new Map([['bias', tf.ones([width])]]), 0.1);
    expect(optimizer).toBeInstanceOf(NativeOptimizer);
    expect(nativeKernelCalls('UnrollUpdateParameters')).toBe(before + 1);
    optimizer.dispose();
    parameters.dispose();
  });

  it('leaves clones as they were read, and copies for nobody else', () => {
    const parameters = startingParameters();
    const optimizer = make('sgd', {}, parameters, true) as NativeOptimizer;
    const { table, bias } = gradientsOf(0);
    const gradients = new Map<string, tf.Tensor>(Object.entries({ table, bias }));
    for (let i = 0; i < 3; i++) optimizer.apply(gradients, 0.1);
    expect(optimizer.copies).toBe(0);
    const variable = parameters.get('table');
    const clone = tf.clone(variable);
    // Shares TensorFlow's memory under another identity.
    const reshaped = tf.reshape(variable, [rows * width]);
    const before = [...variable.dataSync()];
    optimizer.apply(gradients, 0.1);
    expect(optimizer.copies).toBe(1);
    expect([...clone.dataSync()]).toEqual(before);
    expect([...reshaped.dataSync()]).toEqual(before);
    expect([...variable.dataSync()]).not.toEqual(before);
    tf.dispose([clone, reshaped]);
    optimizer.apply(gradients, 0.1);
    expect(optimizer.copies).toBe(1);
    optimizer.dispose();
    expect(variable.dataSync()).toHaveLength(rows * width);
    parameters.dispose();
  });

  it.each([
    ['loss', Number.NaN, 1],
    ['gradient', 0, Number.NaN],
    ['gradient', 0, Number.POSITIVE_INFINITY],
  ])('changes nothing where the %s is not finite', (_, loss, slope) => {
    const parameters = startingParameters();
    const optimizer = make('adam', {}, parameters, true);
    const before = values(parameters);
    const state = optimizer.state();
    const dense = new Map<string, tf.Tensor>([
      ['table', tf.fill([rows, width], 1)],
      ['bias', tf.concat1d([tf.ones([width - 1]), tf.tensor1d([slope])])],
    ]);
    const result = optimizer.step(tf.scalar(loss), { dense, rows: new Map() }, limits, 0.1);
    expect(result.updated).toBe(false);
    expect(values(parameters)).toEqual(before);
    expect(optimizer.state()).toEqual(state);
    optimizer.dispose();
    parameters.dispose();
  });

  it('gives the same bits on one thread as on two', () => {
    const run = (threads: number) => {
      setNativeThreads(threads);
      const parameters = new ParameterSet();
      parameters.add('large', randomTensor([700, 301], 3));
      const optimizer = make('adam', {}, parameters, true);
      const dense = new Map([['large', randomTensor([700, 301], 4) as tf.Tensor]]);
      const byRows = { indices: tf.tensor1d(read, 'int32'), values: randomTensor([7, 301], 5) };
      const gradients = { dense, rows: new Map([['large', byRows as never]]) };
      const result = optimizer.step(tf.scalar(0), gradients, limits, 0.1);
      const found = { result, values: values(parameters) };
      optimizer.dispose();
      parameters.dispose();
      return found;
    };
    const alone = run(1);
    expect(run(2)).toEqual(alone);
  });

  it('refuses what does not fit, says what, and keeps the parameters', () => {
    const parameters = startingParameters();
    const optimizer = make('adam', {}, parameters, true);
    const before = values(parameters);
    const step = (dense: Map<string, tf.Tensor>, indices: number[]) => () =>
      optimizer.step(
        tf.scalar(0),
        {
          dense,
          rows: new Map([
            [
              'table',
              { indices: tf.tensor1d(indices, 'int32'), values: tf.ones([indices.length, width]) },
            ],
          ]),
        } as Parameters<Optimizer['step']>[1],
        limits,
        0.1,
      );
    expect(step(new Map([['bias', tf.ones([width + 1])]]), [1])).toThrow(
      /gradients has shape \(38\), its parameter \(37\)/,
    );
    expect(step(new Map(), [1, rows])).toThrow(/names row 40 of 40/);
    expect(step(new Map(), [-1])).toThrow(/names row -1 of 40/);
    expect(values(parameters)).toEqual(before);
    optimizer.dispose();
    const native = nativeUpdates()!;
    const unknown = new KeptValue(native);
    const entry = {
      ...{ parameter: unknown, moments: [], dense: null, rows: null },
      ...{ decays: false, rateFactor: 1 },
    };
    const numbers = {
      ...{ rule: 'descent' as const, rate: 1, firstDecay: 0, secondDecay: 0 },
      ...{ epsilon: 0, secondCorrection: 0 },
    };
    const decay = { amount: 0, actsOn: 'gradient' as const };
    expect(() => updateParameters(native, [entry], tf.scalar(0), numbers, limits, decay)).toThrow(
      /no value is kept as/,
    );
    parameters.dispose();
  });

  it.each([false, true])(
    'trains a language model as the plain one does, tied: %s',
    async (tied) => {
      const [task] = tasks.filter(({ descriptor }) => descriptor.id === 'language-model');
      const own = { tie_weights: tied, hidden_size: 8, bptt: 8, batch_size: 4, dropout: 0.2 };
      const settings = parseSettings(task!.descriptor.settings, own);
      const file = smallText(temporaryHome());
      const train = async (native: boolean) => {
        const patience = { pause: async () => false };
        const session = await task!.open(file, settings, new Random(1), patience);
        const optimizer = make('adam', {}, session.parameters, native);
        const losses = Array.from({ length: 6 }, (_, step) => {
          while (!session.nextBatch());
          return trainingStep(session, optimizer, new Random(step), { norm: 1, value: 0 }, 1e-3)
            .loss;
        });
        const found = { losses, values: values(session.parameters) };
        optimizer.dispose();
        session.dispose();
        return found;
      };
      const [native, plain] = [await train(true), await train(false)];
      expect(largestDifference(native.losses, plain.losses)).toBeLessThan(1e-5);
      expect(largestDifference(native.values, plain.values)).toBeLessThan(1e-4);
    },
  );
});

beforeAll(() => setNativeThreads(2));
