import { describe, expect, it } from 'vitest';
import type { NewStudy } from '../../src/contract/index.ts';
import { TestEngine } from '../support/engine.ts';
import { patient, rates, reach, start, trialsOf } from '../support/studies.ts';

describe('a study', () => {
  it('trains its trials and finds the best', patient, async () => {
    const engine = new TestEngine();
    await engine.handlers['app.setPreference']({ name: 'parallel_trainers', value: '2' });
    const { id } = await start(engine, { parallel: 2 });
    const study = await reach(engine, id, 'completed');
    const trials = await trialsOf(engine, study);
    expect(study.reason).toBe('All 6 trials are done.');
    expect(study.counts).toEqual({ running: 0, completed: 6, pruned: 0, failed: 0, waiting: 0 });
    expect(trials.map(({ trial }) => trial.number)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const { runId, trial, finishedAt } of trials) {
      const run = await engine.handlers['runs.get']({ id: runId! });
      const expected = 0.2 + Math.abs(Math.log10(trial.values['lr'] as number) + 2);
      expect(run.settings['lr']).toBe(trial.values['lr']);
      expect(run.tags).toEqual([study.name]);
      expect(trial.results![0]).toBeCloseTo(expected, 9);
      expect(trial.reports.map(({ step }) => step)).toEqual([1, 2]);
      expect(trial.proposed).not.toBe('');
      expect(finishedAt).not.toBeNull();
    }
    const best = Math.min(...trials.map(({ trial }) => trial.results![0]!));
    expect(study.best?.results[0]).toBe(best);
  });

  it('proposes the same with the same seed', patient, async () => {
    const engine = new TestEngine();
    const first = await start(engine, { limits: { trials: 3 } });
    await reach(engine, first.id, 'completed');
    const second = await start(engine, { limits: { trials: 3 } });
    await reach(engine, second.id, 'completed');
    expect(rates(await trialsOf(engine, second))).toEqual(rates(await trialsOf(engine, first)));
    expect(second.name).not.toBe(first.name);
  });

  it('stops trials that are not worth going on, and says why', patient, async () => {
    const engine = new TestEngine();
    const script = { steps: 40, delay: 4, byRate: true };
    const wanted = { pruner: { id: 'median' }, limits: { trials: 12 } };
    const { id } = await start(engine, wanted, script);
    const study = await reach(engine, id, 'completed');
    const trials = await trialsOf(engine, study);
    const pruned = trials.filter(({ trial }) => trial.state === 'pruned');
    expect(pruned.length).toBeGreaterThan(0);
    expect(study.counts.pruned + study.counts.completed).toBe(12);
    for (const { runId, trial } of pruned) {
      expect(trial.stopped).toMatch(/others are better at step \d/);
      expect((await engine.handlers['runs.get']({ id: runId! })).state).toBe('cancelled');
    }
  });

  it('counts a trial that fails and goes on with the others', patient, async () => {
    const engine = new TestEngine();
    const { id } = await start(engine, { limits: { trials: 2 } }, { steps: 12, failAt: 7 });
    const study = await reach(engine, id, 'completed');
    const [first] = await trialsOf(engine, study);
    expect(study.counts.failed).toBe(2);
    expect(first!.trial.stopped).toBe('It diverged.');
  });

  it(
    'makes trials by hand first when it begins, and begins only where all of them fit',
    patient,
    async () => {
      const engine = new TestEngine();
      const queue = [{ lr: 0.01 }, { lr: 0.02 }];
      const { id } = await start(engine, { queue, limits: { trials: 3 } });
      const study = await reach(engine, id, 'completed');
      expect(rates(await trialsOf(engine, study)).slice(0, 2)).toEqual([0.01, 0.02]);
      const twice = start(engine, { queue: [{ lr: 0.01 }, { lr: 0.01 }], name: 'twice' });
      await expect(twice).rejects.toMatchObject({ code: 'already-tried' });
      await expect(start(engine, { queue: [{ lr: 7 }] })).rejects.toThrow('lr = 7');
      expect(await engine.handlers['studies.list'](undefined)).toHaveLength(1);
    },
  );

  it('serves scripts by ask and tell', async () => {
    const engine = new TestEngine();
    const { id } = await start(engine, { trains: false, objectives: ['val/loss', 'parameters'] });
    const trial = await engine.handlers['studies.ask']({ id });
    const report = { id, number: trial!.number, step: 1, values: [2, 100] };
    expect(await engine.handlers['studies.report'](report)).toMatchObject({ prune: false });
    const told = { id, number: trial!.number, state: 'completed' as const };
    await expect(engine.handlers['studies.tell']({ ...told, results: [1] })).rejects.toMatchObject({
      code: 'wrong-count',
    });
    await engine.handlers['studies.tell']({ ...told, results: [1, 100] });
    expect(await engine.handlers['studies.get']({ id })).toMatchObject({
      best: { number: 0, runId: null, results: [1, 100] },
    });
    await expect(engine.handlers['studies.tell'](told)).rejects.toMatchObject({
      code: 'trial-not-running',
    });
    expect(await engine.handlers['runs.list'](undefined)).toHaveLength(0);
  });

  it('says which settings decide and what to expect of their values', async () => {
    const engine = new TestEngine();
    const space = 'parameters:\n  lr: { low: 0.001, high: 0.1, log: true }\n  dropout: default\n';
    const wanted = { space, sampler: { id: 'random' }, limits: { trials: 24 } };
    const { id } = await start(engine, { trains: false, ...wanted });
    const few = await engine.handlers['studies.landscape']({ id });
    expect(few).toMatchObject({ importance: [], contour: null });
    for (let i = 0; i < 24; i++) {
      const trial = await engine.handlers['studies.ask']({ id });
      // The best rate is 0.01; dropout says next to nothing.
      const loss = Math.log10(Number(trial!.values['lr']) / 0.01) ** 2;
      const results = [loss + 0.001 * Number(trial!.values['dropout'])];
      const told = { id, number: trial!.number, state: 'completed' as const, results };
      await engine.handlers['studies.tell'](told);
    }
    const { importance, slices, contour } = await engine.handlers['studies.landscape']({ id });
    expect(importance.map(({ name }) => name)).toEqual(['lr', 'dropout']);
    expect(importance[0]!.share).toBeGreaterThan(0.8);
    const curve = slices.find(({ parameter }) => parameter === 'lr')!.curve;
    const lowest = curve.reduce((best, point) => (point.mean < best.mean ? point : best));
    expect(Math.abs(Math.log10(Number(lowest.value) / 0.01))).toBeLessThan(0.35);
    expect(contour).toMatchObject({ x: { parameter: 'lr' }, y: { parameter: 'dropout' } });
    expect(contour!.results).toHaveLength(contour!.y.values.length);
    const turned = { id, contour: ['dropout', 'lr'] as [string, string] };
    expect((await engine.handlers['studies.landscape'](turned)).contour!.x.parameter).toBe(
      'dropout',
    );
    await expect(
      engine.handlers['studies.landscape']({ id, contour: ['lr', 'hidden'] }),
    ).rejects.toMatchObject({ code: 'unknown-value', where: 'hidden' });
  });

  it('ends at the first evaluation without its objective', patient, async () => {
    const engine = new TestEngine();
    const script = { steps: 40, delay: 4, byRate: true };
    const { id } = await start(engine, { objectives: ['val/bleu'] }, script);
    await expect(reach(engine, id, 'completed')).rejects.toThrow(
      'The objective val/bleu is not measured by these trials.',
    );
    const study = await engine.handlers['studies.get']({ id });
    expect(study.problem).toMatchObject({
      code: 'objective-not-measured',
      hint: expect.stringContaining('val/nats'),
    });
    const [run, ...others] = await engine.handlers['runs.list'](undefined);
    expect(others).toEqual([]);
    expect((await engine.reach(run!.id, 'cancelled')).step).toBeLessThan(40);
  });

  it('is refused when it makes no sense, and leaves nothing behind', async () => {
    const engine = new TestEngine();
    const wrong: [Partial<NewStudy>, string][] = [
      [{ space: 'parameters:\n  lrr: default\n' }, 'lrr'],
      [{ space: 'parameters:\n  lr: { low: 1, high: 2000 }\n' }, 'lr'],
      [{ sampler: { id: 'magic' } }, 'sampler'],
      [{ objectives: ['parameters'] }, 'objective'],
      [{ objectives: ['val/beauty'] }, 'objective'],
      [{ settings: { hidden_size: -1 } }, 'hidden_size'],
    ];
    for (const [wanted, where] of wrong) {
      await expect(start(engine, wanted)).rejects.toMatchObject({
        where: expect.stringContaining(where),
      });
    }
    expect(await engine.handlers['studies.list'](undefined)).toEqual([]);
  });
});
