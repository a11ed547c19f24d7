import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { nativeUpdates } from '../../src/backend/operations.ts';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { defaultSettings, type Settings, UnrollError } from '../../src/contract/index.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import {
  type Optimizer,
  optimizers,
  type RateFactors,
} from '../../src/trainer/optimizers/index.ts';
import { NativeOptimizer } from '../../src/trainer/optimizers/native-optimizer.ts';
import { RuleOptimizer } from '../../src/trainer/optimizers/rule-optimizer.ts';
import { trainerSettings } from '../../src/trainer/settings.ts';
import fixtures from '../trainer/fixtures/optimizers.json';

const defaults = defaultSettings(trainerSettings);
/** PyTorch's values are in double precision; ours are float32, of size about one. */
const tolerance = 1e-6;

beforeAll(async () => {
  await loadBackend();
});

function startingParameters(): ParameterSet {
  const parameters = new ParameterSet();
  parameters.add('matrix', tf.reshape(tf.linspace(-1, 1, 12), [3, 4]));
  parameters.add('bias', tf.linspace(0.5, -0.5, 4));
  return parameters;
}

function gradientsOf(step: number): Map<string, tf.Tensor> {
  const { matrix, bias } = fixtures.gradients[step % fixtures.gradients.length]!;
  return new Map<string, tf.Tensor>([
    ['matrix', tf.tensor2d(matrix, [3, 4])],
    ['bias', tf.tensor1d(bias)],
  ]);
}

function run(optimizer: Optimizer, from: number, to: number, lr: number): void {
  for (let step = from; step < to; step++) {
    const gradients = gradientsOf(step);
    optimizer.apply(gradients, lr);
    tf.dispose([...gradients.values()]);
  }
}

function valuesOf(parameters: ParameterSet): number[] {
  return parameters.list().flatMap((variable) => [...variable.dataSync()]);
}

/** `tensorflow` runs TensorFlow's fused operations, `native` Unroll's own, where they are there. */
const forms = ['native', 'tensorflow', 'plain'] as const;

function make(
  id: string,
  settings: Settings,
  form: (typeof forms)[number] = forms[0],
  rates: RateFactors = new Map(),
) {
  const definition = optimizers.find((candidate) => candidate.id === id)!;
  const parameters = startingParameters();
  const rule = definition.rule({ ...defaults, ...settings });
  const native = form === 'native' ? nativeUpdates() : null;
  const optimizer: Optimizer =
    native === null
      ? new RuleOptimizer(rule, parameters, { form: form === 'plain' ? 'plain' : 'fastest', rates })
      : new NativeOptimizer(native, rule, parameters, rates);
  return { parameters, optimizer };
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, index) => Math.abs(value - b[index]!)));
}

describe('every registered optimizer', () => {
  it('is covered by PyTorch fixtures and offered by the setting', () => {
    const ids = optimizers.map((optimizer) => optimizer.id);
    expect(new Set(fixtures.cases.map((fixture) => fixture.optimizer))).toEqual(new Set(ids));
    const setting = trainerSettings.find((candidate) => candidate.name === 'optimizer');
    expect(setting?.type === 'choice' && setting.choices.map((choice) => choice.value)).toEqual(
      ids,
    );
  });

  for (const { optimizer: id, settings, matrix, bias, rates } of fixtures.cases) {
    for (const form of forms) {
      const groups = rates === undefined ? '' : ', rates of their own';
      it(`${id} ${JSON.stringify(settings)} (${form}${groups}) agrees with torch.optim to 1e-6`, () => {
        const factors = new Map(Object.entries(rates ?? {}));
        const { parameters, optimizer } = make(id, settings, form, factors);
        run(optimizer, 0, fixtures.gradients.length, settings.lr);
        const difference = largestDifference(valuesOf(parameters), [...matrix, ...bias]);
        expect(difference).toBeLessThan(tolerance);
        optimizer.dispose();
        parameters.dispose();
      });
    }
  }

  for (const { id } of optimizers) {
    it(`${id} continues to the last bit from a saved state`, () => {
      const whole = make(id, { weight_decay: 0.01 });
      run(whole.optimizer, 0, 10, 0.01);

      const first = make(id, { weight_decay: 0.01 });
      run(first.optimizer, 0, 4, 0.01);
      const saved = first.optimizer.state();
      const second = make(id, { weight_decay: 0.01 });
      for (const [name, variable] of second.parameters.entries()) {
        variable.assign(first.parameters.get(name));
      }
      second.optimizer.restore(saved);
      run(second.optimizer, 4, 10, 0.01);

      expect(valuesOf(second.parameters)).toEqual(valuesOf(whole.parameters));
      expect(second.optimizer.state()).toEqual(whole.optimizer.state());
      for (const made of [whole, first, second]) {
        made.optimizer.dispose();
        made.parameters.dispose();
      }
    });

    it(`${id} does not change the state that it was given`, () => {
      const { parameters, optimizer } = make(id, {});
      run(optimizer, 0, 2, 0.01);
      const saved = optimizer.state();
      const copy = structuredClone(saved);
      optimizer.restore(saved);
      run(optimizer, 2, 5, 0.01);
      expect(saved).toEqual(copy);
      optimizer.dispose();
      parameters.dispose();
    });

    it(`${id} keeps no tensor beside its moments`, () => {
      const { parameters, optimizer } = make(id, { weight_decay: 0.1 });
      run(optimizer, 0, 2, 0.01);
      const before = tf.memory().numTensors;
      run(optimizer, 2, 12, 0.01);
      optimizer.state();
      expect(tf.memory().numTensors).toBe(before);
      optimizer.dispose();
      parameters.dispose();
    });

    it(`${id} leaves a parameter without a gradient alone, weight decay included`, () => {
      const { parameters, optimizer } = make(id, { weight_decay: 0.5 });
      const before = [...parameters.get('matrix').dataSync()];
      optimizer.apply(new Map([['bias', tf.ones([4])]]), 0.1);
      expect([...parameters.get('matrix').dataSync()]).toEqual(before);
      optimizer.dispose();
      parameters.dispose();
    });

    it(`${id} follows a parameter that someone else has set`, () => {
      const { parameters, optimizer } = make(id, {});
      run(optimizer, 0, 1, 0.001);
      parameters.get('matrix').assign(tf.fill([3, 4], 100));
      run(optimizer, 1, 2, 0.001);
      expect(Math.min(...parameters.get('matrix').dataSync())).toBeGreaterThan(99);
      optimizer.dispose();
      parameters.dispose();
    });

    it(`${id} refuses the state of another model before it changes anything`, () => {
      const { parameters, optimizer } = make(id, {});
      run(optimizer, 0, 2, 0.01);
      const { updates, tensors } = optimizer.state();
      const foreign = new Map(
        [...tensors].map(([name, { values }]) => [name, { shape: [values.length, 1], values }]),
      );
      foreign.set('extra', { shape: [1], values: new Float32Array(1) });
      expect(() => optimizer.restore({ updates, tensors: foreign })).toThrow(UnrollError);
      expect(optimizer.state()).toEqual({ updates, tensors });
      optimizer.dispose();
      parameters.dispose();
    });
  }
});

describe('Adam', () => {
  it('moves by the learning rate in its first step, whatever the size of the gradient', () => {
    for (const size of [1e-3, 1, 1e3]) {
      const { parameters, optimizer } = make('adam', {});
      const before = valuesOf(parameters);
      optimizer.apply(new Map([['matrix', tf.fill([3, 4], size)]]), 0.01);
      const moved = before.slice(0, 12).map((value, i) => value - valuesOf(parameters)[i]!);
      for (const step of moved) expect(step).toBeCloseTo(0.01, 6);
      optimizer.dispose();
      parameters.dispose();
    }
  });
});
