import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestEngine } from '../support/engine.ts';

const bundledTrainer = resolve(import.meta.dirname, '../../out/main/trainer.js');
const sample = resolve(import.meta.dirname, '../../build/resources/samples/electricity-demand.csv');

describe('an estimate', () => {
  it('comes with what is known of the machine', async () => {
    const engine = new TestEngine();
    const { handlers } = engine;
    const dataset = await engine.import('a.txt', 'hello world\n'.repeat(100));
    const settings = { hidden_size: 32, num_layers: 1, max_epochs: 4 };
    const wished = { datasetId: dataset.id, task: 'language-model', settings };
    expect(await handlers['runs.estimate'](wished)).toBeNull();
    await expect
      .poll(async () => (await handlers['app.status']()).device, { timeout: 20_000 })
      .not.toBeNull();
    const known = await handlers['runs.estimate'](wished);
    expect(known).toMatchObject({ epochs: 4, limitedByTime: false });
    expect(known!.seconds).toBeGreaterThan(0);
    expect(known!.parameters).toBeGreaterThan(4 * 32 * 64);
  });
});

describe('a rehearsal', () => {
  it('tells from a moment of real training what the whole takes, and is held against it', async () => {
    const engine = new TestEngine({}, bundledTrainer);
    const { handlers } = engine;
    const dataset = await engine.import('demand.csv', readFileSync(sample, 'utf8'));
    const settings = { hidden_size: 16, max_steps: 120, eval_every: 60 };
    const wished = { datasetId: dataset.id, task: 'forecasting', settings };
    const rehearsed = await handlers['runs.rehearse'](wished);
    expect(rehearsed.steps).toBe(120);
    expect(rehearsed.stepMilliseconds).toBeGreaterThan(0);
    expect(rehearsed.startSeconds).toBeGreaterThan(0);
    expect(rehearsed.peakBytes).toBeGreaterThan(1e8);
    const { seconds, stepMilliseconds, evaluationSeconds } = rehearsed;
    expect(seconds).toBeCloseTo((120 * stepMilliseconds) / 1000 + 2 * evaluationSeconds, 9);
    expect(await handlers['runs.list']()).toEqual([]);

    const estimate = { seconds, steps: 120, bytes: rehearsed.peakBytes, measured: true };
    const run = await handlers['runs.create']({ ...wished, estimate });
    const ended = await engine.reach(run.id, 'completed');
    expect(ended.estimate).toEqual(estimate);
    expect(ended.environment!.kernel).toBe(rehearsed.kernel);
    expect(ended.facts!.parameters).toBe(rehearsed.parameters);
  }, 90_000);

  it('says which setting is wrong', async () => {
    const engine = new TestEngine();
    const dataset = await engine.import('a.txt', 'hello world');
    const wished = { datasetId: dataset.id, task: 'language-model', settings: { hidden_size: 0 } };
    await expect((async () => engine.handlers['runs.rehearse'](wished))()).rejects.toMatchObject({
      code: 'invalid-setting',
    });
  });

  it('ends at the time limit', async () => {
    const engine = new TestEngine({}, bundledTrainer);
    const dataset = await engine.import('demand.csv', readFileSync(sample, 'utf8'));
    const settings = { hidden_size: 8, max_epochs: 1000, max_minutes: 0.01 };
    const wished = { datasetId: dataset.id, task: 'forecasting', settings };
    const rehearsed = await engine.handlers['runs.rehearse'](wished);
    expect(rehearsed).toMatchObject({ limitedByTime: true, seconds: 0.6 });
  }, 60_000);
});
