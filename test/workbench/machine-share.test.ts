import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { threadShare } from '../../src/engine/machine-share.ts';
import { TestEngine } from '../support/engine.ts';

describe('runs that are started together', () => {
  const twice = async (engine: TestEngine, script: object) => {
    const dataset = await engine.import('script.json', JSON.stringify(script));
    const run = { datasetId: dataset.id, task: 'language-model', settings: {} };
    return engine.handlers['runs.createAll']([run, run]);
  };

  it('share the cores, and each keeps its number of threads when it goes on', async () => {
    const engine = new TestEngine();
    await engine.handlers['app.setPreference']({ name: 'parallel_trainers', value: '2' });
    const [first, second] = await twice(engine, { steps: 40, delay: 10, checkpointEvery: 1000 });
    const half = threadShare(2, availableParallelism());
    for (const { id } of [first!, second!]) {
      const run = await engine.until(id, ({ step }) => step > 0, 'at work');
      expect(run.environment?.threads).toBe(half);
    }
    const status = await engine.handlers['app.status']();
    expect(status).toMatchObject({ threads: 2 * half, cores: availableParallelism() });
    await engine.handlers['runs.cancel']({ id: second!.id });
    await engine.handlers['runs.pause']({ id: first!.id });
    await engine.reach(first!.id, 'paused');
    await engine.reach(second!.id, 'cancelled');
    await engine.handlers['runs.resume']({ id: first!.id });
    const run = await engine.reach(first!.id, 'completed');
    expect(run.environment?.threads).toBe(half);
  });

  it('take every core when one trains at a time', async () => {
    const engine = new TestEngine();
    await engine.handlers['app.setPreference']({ name: 'parallel_trainers', value: '1' });
    const [first] = await twice(engine, { steps: 2 });
    const run = await engine.reach(first!.id, 'completed');
    expect(run.environment?.threads).toBe(availableParallelism());
  });

  it('are all queued or none', async () => {
    const engine = new TestEngine();
    const dataset = await engine.import('script.json', JSON.stringify({ steps: 2 }));
    const good = { datasetId: dataset.id, task: 'language-model', settings: {} };
    const bad = { ...good, settings: { hidden_size: -1 } };
    const creation = engine.workbench.request('runs.createAll', [good, bad]);
    await expect(creation).rejects.toMatchObject({ where: 'hidden_size' });
    expect(await engine.handlers['runs.list']()).toEqual([]);
    const folder = join(engine.home, 'runs');
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });
});

describe('the share of a trainer', () => {
  it('divides the cores and leaves nobody without', () => {
    expect([1, 2, 3, 4, 20].map((together) => threadShare(together, 8))).toEqual([8, 4, 2, 2, 1]);
  });
});
