import { describe, expect, it } from 'vitest';
import { TestEngine } from '../support/engine.ts';
import { patient, reach, start, trialsOf, until } from '../support/studies.ts';

describe('a study that is interrupted', () => {
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
});
