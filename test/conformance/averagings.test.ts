import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBackend } from '../../src/backend/tensorflow.ts';
import { defaultSettings, type Settings } from '../../src/contract/index.ts';
import { ParameterSet } from '../../src/models/parameters.ts';
import type { AveragingMoment } from '../../src/trainer/averaging/averaging.ts';
import { averagings, createAverage } from '../../src/trainer/averaging/index.ts';
import { trainerSettings } from '../../src/trainer/settings.ts';
import fixtures from '../trainer/fixtures/averages.json';

const { walk, stepsPerEpoch, cases } = fixtures;
const defaults = defaultSettings(trainerSettings);
/** PyTorch's values are in double precision; ours are float32, of size about one. */
const tolerance = 1e-6;

beforeAll(async () => {
  await loadBackend();
});

/** Follows the walk of one weight; `evaluations` are seen after each epoch. */
class Walk {
  readonly parameters = new ParameterSet();
  readonly average;
  readonly #weight;

  constructor(settings: Settings) {
    this.#weight = this.parameters.add('weight', tf.zeros([1, 1]));
    this.average = createAverage(this.parameters, { ...defaults, ...settings }, 'min')!;
  }

  to(index: number): number | null {
    const step = index + 1;
    tf.tidy(() => this.#weight.assign(tf.tensor2d([[walk[index]!]])));
    const moment: AveragingMoment = { step, stepsPerEpoch, totalSteps: walk.length };
    this.average.follow(moment);
    // Worse from the third epoch on.
    if (step % stepsPerEpoch === 0) this.average.observe(step < 12 ? 10 - step : step);
    return this.average.values().get('weight')?.values[0] ?? null;
  }

  dispose(): void {
    this.average.dispose();
    this.parameters.dispose();
  }
}

describe.each(averagings.map(({ id }) => [id]))('%s', (averaging) => {
  const settings = { averaging, averaging_patience: 1 };

  it('begins with the weights themselves, and leaves them alone', async () => {
    const followed = new Walk(settings);
    let begun = false;
    for (const index of walk.keys()) {
      const average = followed.to(index);
      if (average !== null && !begun) {
        begun = true;
        expect(average).toBeCloseTo(walk[index]!, 6);
      }
    }
    expect(begun).toBe(true);
    const value = () => followed.parameters.get('weight').dataSync()[0];
    const before = value();
    const inside = await followed.average.inPlace(async () => value());
    expect(inside).toBe(followed.average.values().get('weight')!.values[0]);
    expect(inside).not.toBe(before);
    const failing = followed.average.inPlace(async () => {
      throw new Error('stopped');
    });
    await expect(failing).rejects.toThrow('stopped');
    expect(value()).toBe(before);
    followed.dispose();
  });

  it('continues from its state to the last bit, and keeps no tensor', () => {
    const whole = new Walk(settings);
    const first = new Walk(settings);
    const expected = [...walk.keys()].map((index) => whole.to(index));
    const tensors = tf.memory().numTensors;
    for (const cut of [3, 13, 19]) {
      const before = new Walk(settings);
      for (let index = 0; index < cut; index++) before.to(index);
      const after = new Walk(settings);
      const stored = JSON.parse(JSON.stringify(before.average.state())) as unknown;
      after.average.restore(before.average.values(), stored);
      for (let index = cut; index < walk.length; index++) {
        expect(after.to(index)).toBe(expected[index]);
      }
      before.dispose();
      after.dispose();
    }
    expect(tf.memory().numTensors).toBe(tensors);
    whole.dispose();
    first.dispose();
  });
});

it.each(cases)('$averaging follows PyTorch with $settings', (one) => {
  const followed = new Walk({ averaging: one.averaging, ...(one.settings as Settings) });
  for (const [index, expected] of one.averages.entries()) {
    const average = followed.to(index);
    if (expected === null) expect(average).toBeNull();
    else expect(Math.abs(average! - expected)).toBeLessThan(tolerance);
  }
  followed.dispose();
});

it('nt-asgd is the plain mean of the weights since the metric was worse than all but the last', () => {
  const followed = new Walk({ averaging: 'nt-asgd', averaging_patience: 1 });
  // Values 6, 2, 12: the third is worse than the best of all but the last one, 6.
  const averages = [...walk.keys()].map((index) => followed.to(index));
  for (const [index, average] of averages.entries()) {
    if (index < 12) expect(average).toBeNull();
    else {
      const since = walk.slice(12, index + 1);
      const mean = since.reduce((sum, value) => sum + value, 0) / since.length;
      expect(Math.abs(average! - mean)).toBeLessThan(tolerance);
    }
  }
  followed.dispose();
});

it('refuses an average of other shapes', () => {
  const followed = new Walk({ averaging: 'ema' });
  const foreign = new Map([['weight', { shape: [2], values: Float32Array.of(1, 2) }]]);
  expect(() => followed.average.restore(foreign, { updates: 1 })).toThrow(/no average of shape/);
  followed.dispose();
});
