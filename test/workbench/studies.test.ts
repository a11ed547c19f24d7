import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { NewStudy, ProbeResult, StudyEntry, StudyTrial } from '../../src/contract/index.ts';
import { taskDescriptor } from '../../src/tasks/descriptors.ts';
import { estimateAt } from '../../src/tasks/estimate.ts';
import { TestEngine, type TrainerScript } from '../support/engine.ts';

const space = 'parameters:\n  lr: { low: 1e-4, high: 1e-1, log: true }\n';

async function start(
  engine: TestEngine,
  wanted: Partial<NewStudy> = {},
  script: TrainerScript = { steps: 10, byRate: true },
): Promise<StudyEntry> {
  const dataset = await engine.import('script.json', JSON.stringify(script));
  return engine.handlers['studies.create']({
    datasetId: dataset.id,
    task: 'language-model',
    settings: {},
    space,
    sampler: { id: 'random' },
    pruner: { id: 'none' },
    limits: { trials: 6 },
    seed: 4,
    ...wanted,
  });
}

async function reach(engine: TestEngine, id: number, state: StudyEntry['state']) {
  return until(engine, id, (study) => study.state === state, state);
}

async function until(
  engine: TestEngine,
  id: number,
  holds: (study: StudyEntry) => boolean,
  what: string,
): Promise<StudyEntry> {
  for (let waited = 0; ; waited += 10) {
    const study = await engine.handlers['studies.get']({ id });
    if (holds(study)) return study;
    if (waited > 60_000 || study.state === 'failed') {
      throw new Error(`${study.name} is ${study.state} (${study.reason}), not ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** As if the probe had found this speed. */
async function measured(engine: TestEngine, gflops: number): Promise<void> {
  const facts: ProbeResult = {
    ...{ tensorflow: '2', device: 'cpu', threads: 2, processor: 'any', gflops },
    ...{ kernels: ['native', 'reference'], nativeKernels: null },
  };
  const name = `device/0.1.0/${hostname()}`;
  await engine.handlers['app.setPreference']({ name, value: JSON.stringify(facts) });
}

const trialsOf = (engine: TestEngine, { id }: StudyEntry): Promise<StudyTrial[]> | StudyTrial[] =>
  engine.handlers['studies.trials']({ id });

const rates = (trials: readonly StudyTrial[]) => trials.map(({ trial }) => trial.values['lr']);

const patient = { timeout: 60_000 };

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

  it('pauses with its trials and goes on with the same', patient, async () => {
    const engine = new TestEngine();
    const { id } = await start(engine, { limits: { trials: 2 } }, { steps: 60, delay: 5 });
    await until(engine, id, ({ counts }) => counts.running === 1, 'at work');
    const [first] = await trialsOf(engine, await engine.handlers['studies.get']({ id }));
    await engine.until(first!.runId!, ({ step }) => step >= 3, 'at step 3');
    await engine.handlers['studies.pause']({ id });
    await engine.reach(first!.runId!, 'paused');
    expect((await engine.handlers['studies.get']({ id })).state).toBe('paused');
    await engine.handlers['studies.resume']({ id });
    const study = await reach(engine, id, 'completed');
    expect((await trialsOf(engine, study)).map(({ trial }) => trial.state)).toEqual([
      'completed',
      'completed',
    ]);
    expect(await engine.steps(first!.runId!, 'train/loss')).toHaveLength(60);
  });

  it('goes on when the engine opens again, with no trial lost or run twice', patient, async () => {
    const engine = new TestEngine();
    const script = { steps: 40, delay: 5, byRate: true };
    const { id } = await start(engine, { limits: { trials: 4 } }, script);
    await until(engine, id, ({ counts }) => counts.completed === 1, 'one trial further');
    await engine.workbench.close();

    const next = new TestEngine({ home: engine.home });
    const study = await reach(next, id, 'completed');
    const trials = await trialsOf(next, study);
    expect(trials.map(({ trial }) => trial.number)).toEqual([0, 1, 2, 3]);
    expect(new Set(trials.map(({ runId }) => runId)).size).toBe(4);
    expect(await next.handlers['runs.list'](undefined)).toHaveLength(4);
    for (const { runId } of trials) {
      expect(await next.steps(runId!, 'train/loss')).toHaveLength(40);
    }
  });

  it('waits to be resumed where waiting work is left alone', patient, async () => {
    const engine = new TestEngine();
    const { id } = await start(engine, { limits: { trials: 2 } }, { steps: 40, delay: 5 });
    await until(engine, id, ({ counts }) => counts.running === 1, 'at work');
    await engine.workbench.close();
    const next = new TestEngine({ home: engine.home, startWaiting: false });
    expect((await next.handlers['studies.get']({ id })).state).toBe('interrupted');
    await next.handlers['studies.resume']({ id });
    await reach(next, id, 'completed');
  });

  it('starts on resuming a trial that had not begun yet', patient, async () => {
    const engine = new TestEngine();
    await engine.handlers['app.setPreference']({ name: 'parallel_trainers', value: '1' });
    const wanted = { limits: { trials: 2 }, parallel: 2 };
    const { id } = await start(engine, wanted, { steps: 40, delay: 5 });
    await until(engine, id, ({ counts }) => counts.running === 2, 'asked for both trials');
    const states = (await engine.handlers['runs.list'](undefined)).map(({ state }) => state);
    expect(states).toContain('queued');
    await engine.workbench.close();
    const next = new TestEngine({ home: engine.home, startWaiting: false });
    await next.handlers['studies.resume']({ id });
    const study = await reach(next, id, 'completed');
    expect(study.counts).toMatchObject({ completed: 2, failed: 0 });
    expect(await next.handlers['runs.list'](undefined)).toHaveLength(2);
  });

  it('takes a lost trainer up again', patient, async () => {
    const engine = new TestEngine();
    const { id } = await start(engine, { limits: { trials: 1 } }, { steps: 12, killAt: 7 });
    const study = await reach(engine, id, 'completed');
    expect(study.counts).toMatchObject({ completed: 1, failed: 0 });
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
    'goes on after its end with a larger budget, trying hand-made values first',
    patient,
    async () => {
      const engine = new TestEngine();
      const { id } = await start(engine, { limits: { trials: 1 } });
      await reach(engine, id, 'completed');
      await engine.handlers['studies.enqueue']({ id, values: { lr: 0.01 } });
      await engine.handlers['studies.extend']({ id, limits: { trials: 2 } });
      const study = await until(engine, id, ({ counts }) => counts.completed === 2, 'extended');
      expect(study.best).toMatchObject({ number: 1, values: { lr: 0.01 } });
      await expect(engine.handlers['studies.enqueue']({ id, values: { lr: 7 } })).rejects.toThrow(
        'lr = 7',
      );
    },
  );

  it.each([1, 2])(
    'takes exactly the steps of its budget, %i trials at once, and goes on with more',
    patient,
    async (parallel) => {
      const engine = new TestEngine();
      await engine.handlers['app.setPreference']({ name: 'parallel_trainers', value: '2' });
      const script = { steps: 10, delay: 2, byRate: true };
      const { id } = await start(engine, { limits: { steps: 34 }, parallel }, script);
      const study = await reach(engine, id, 'completed');
      expect(study).toMatchObject({ steps: 34, reason: 'The 34 training steps are used up.' });
      const trials = await trialsOf(engine, study);
      expect(trials.length).toBeGreaterThanOrEqual(4);
      const lengths = await Promise.all(
        trials.map(async ({ runId }) => {
          return (await engine.handlers['runs.get']({ id: runId! })).step;
        }),
      );
      expect(lengths.reduce((sum, step) => sum + step, 0)).toBe(34);
      for (const [index, { trial }] of trials.entries()) {
        const cut = lengths[index]! < 10;
        expect(trial).toMatchObject({
          state: 'completed',
          stopped: cut ? 'The 34 training steps are used up.' : 'Ran to its end.',
        });
        // Cut off, it is measured where it ends.
        expect(trial.results).not.toBeNull();
      }
      await engine.handlers['studies.extend']({ id, limits: { steps: 50 } });
      expect(await until(engine, id, ({ steps }) => steps === 50, 'extended')).toBeDefined();
    },
  );

  it('counts the steps of a population by what each stretch adds', patient, async () => {
    const engine = new TestEngine();
    const sampler = { id: 'pbt', options: { population: 2, stretches: 2 } };
    const settings = { max_steps: 40, eval_every: 10 };
    const { id } = await start(engine, { sampler, settings, limits: {} }, { byRate: true });
    expect(await reach(engine, id, 'completed')).toMatchObject({ steps: 80 });
  });

  it('ends without a better trial for as long as it was told', patient, async () => {
    const engine = new TestEngine();
    const { id } = await start(engine, { limits: { patience: 3 } });
    const study = await reach(engine, id, 'completed');
    expect(study.reason).toBe('No better trial among the last 3.');
    const trials = await trialsOf(engine, study);
    expect(study.best?.number).toBe(trials.length - 4);
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

  it('has no further trial for a script that has used up its budget, until it is given more', async () => {
    const engine = new TestEngine();
    const { id } = await start(engine, { trains: false, limits: { trials: 2 } });
    const first = (await engine.handlers['studies.ask']({ id }))!;
    const second = (await engine.handlers['studies.ask']({ id }))!;
    expect(await engine.handlers['studies.ask']({ id })).toBeNull();
    expect((await engine.handlers['studies.get']({ id })).state).toBe('paused');
    for (const { number } of [first, second]) {
      await engine.handlers['studies.tell']({ id, number, state: 'completed', results: [number] });
    }
    expect(await engine.handlers['studies.ask']({ id })).toBeNull();
    expect(await engine.handlers['studies.get']({ id })).toMatchObject({
      state: 'completed',
      reason: 'All 2 trials are done.',
    });
    await engine.handlers['studies.extend']({ id, limits: { trials: 3 } });
    expect((await engine.handlers['studies.ask']({ id }))!.number).toBe(2);
    expect(await engine.handlers['runs.list'](undefined)).toEqual([]);
  });

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

  it('holds trials to a time of a step on the machine as it was measured', async () => {
    const size = 'parameters:\n  hidden_size: { low: 16, high: 4096, log: true }\n';
    const wanted = {
      space: `${size}constraints:\n  - step_ms <= 40\n`,
      settings: { batch_size: 32, bptt: 50 },
      trains: false,
      limits: { trials: 25 },
    };
    const largest = async (gflops: number) => {
      const engine = new TestEngine();
      await measured(engine, gflops);
      const { id } = await start(engine, wanted);
      const [dataset] = await engine.handlers['datasets.list'](undefined);
      const sizes: number[] = [];
      for (let i = 0; i < 25; i++) {
        const { values } = (await engine.handlers['studies.ask']({ id }))!;
        const settings = { ...wanted.settings, ...values };
        const speed = { gflops, compiled: true, pace: 1 };
        const costs = estimateAt(speed, dataset!, taskDescriptor('language-model'), settings)!;
        expect(1000 * costs.stepSeconds).toBeLessThanOrEqual(40);
        sizes.push(Number(values['hidden_size']));
      }
      return Math.max(...sizes);
    };
    const [slow, fast] = [await largest(20), await largest(2000)];
    expect(slow).toBeLessThan(800);
    expect(fast).toBeGreaterThan(1000);
  });

  it('keeps to the speed that its bounds were made with, however the machine is measured later', async () => {
    const engine = new TestEngine();
    await measured(engine, 20);
    const space =
      'parameters:\n  hidden_size: { low: 16, high: 2048, log: true }\nconstraints: [step_ms <= 30]\n';
    const { id, constraints } = await start(engine, { space, trains: false });
    expect(constraints).toEqual([{ quantity: 'step_ms', atMost: 30 }]);
    const record = engine.home;
    const before = (await engine.handlers['studies.ask']({ id }))!;
    await engine.workbench.close();
    const next = new TestEngine({ home: record });
    await measured(next, 4000);
    const again = (await next.handlers['studies.ask']({ id }))!;
    expect(again.number).toBe(1);
    const large = { hidden_size: 2000 };
    await expect(next.handlers['studies.enqueue']({ id, values: large })).rejects.toMatchObject({
      code: 'beyond-constraint',
    });
    expect(Number(before.values['hidden_size'])).toBeLessThan(2000);
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
