import { describe, expect, it } from 'vitest';
import { TestEngine } from '../support/engine.ts';
import { patient, reach, start, trialsOf, until } from '../support/studies.ts';

describe('the budget of a study', () => {
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

  it('ends without a better trial for as long as it was told', patient, async () => {
    const engine = new TestEngine();
    const { id } = await start(engine, { limits: { patience: 3 } });
    const study = await reach(engine, id, 'completed');
    expect(study.reason).toBe('No better trial among the last 3.');
    const trials = await trialsOf(engine, study);
    expect(study.best?.number).toBe(trials.length - 4);
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
});
