import { describe, expect, it } from 'vitest';
import { TestEngine } from '../support/engine.ts';
import { patient, reach, start, trialsOf } from '../support/studies.ts';

describe('a study of a population', () => {
  it('trains a population in stretches, each from where another ended', patient, async () => {
    const engine = new TestEngine();
    const sampler = { id: 'pbt', options: { population: 4, stretches: 4 } };
    const settings = { max_steps: 40, eval_every: 5 };
    const { id } = await start(
      engine,
      { sampler, settings, pruner: { id: 'none' }, limits: {} },
      { byRate: true },
    );
    const study = await reach(engine, id, 'completed');
    const trials = (await trialsOf(engine, study)).map(({ trial }) => trial);
    expect(study.reason).toBe('Every member of the population (pbt) is trained.');
    expect(trials).toHaveLength(4 * 4);
    expect(trials.map(({ until }) => until)).toEqual(
      [2, 4, 6, 8].flatMap((end) => Array(4).fill(end)),
    );
    for (const { continues, until, reports } of trials) {
      if (continues === null) expect(until).toBe(2);
      else expect(continues.step).toBe(until! - 2);
      // Two evaluations in each stretch, however many the network has behind it.
      expect(reports.map(({ step }) => step)).toEqual([1, 2]);
    }
    const takenOver = trials.filter(({ proposed }) => /was behind: takes over/.test(proposed));
    expect(takenOver.length).toBeGreaterThanOrEqual(3);
    const last = await engine.handlers['runs.list'](undefined);
    expect(Math.max(...last.map(({ step }) => step))).toBe(40);
  });

  it('counts the steps of a population by what each stretch adds', patient, async () => {
    const engine = new TestEngine();
    const sampler = { id: 'pbt', options: { population: 2, stretches: 2 } };
    const settings = { max_steps: 40, eval_every: 10 };
    const { id } = await start(engine, { sampler, settings, limits: {} }, { byRate: true });
    expect(await reach(engine, id, 'completed')).toMatchObject({ steps: 80 });
  });

  it('marks what shapes the network, in the first choice too, since its weights are handed on', async () => {
    const engine = new TestEngine();
    const { parameters } = await start(engine, { space: undefined, trains: false });
    const shaping = parameters.filter(({ structural }) => structural).map(({ name }) => name);
    expect(shaping).toEqual(['hidden_size', 'num_layers']);
  });

  it('refuses a population beside a pruner, or without a known length', async () => {
    const engine = new TestEngine();
    const sampler = { id: 'pbt' };
    await expect(start(engine, { sampler, pruner: { id: 'median' } })).rejects.toMatchObject({
      where: 'pruner',
    });
    const settings = { max_steps: 40 };
    await expect(start(engine, { sampler, settings })).rejects.toMatchObject({ where: 'sampler' });
  });
});
