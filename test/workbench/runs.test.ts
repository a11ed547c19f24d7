import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestEngine } from '../support/engine.ts';

const count = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('a run', () => {
  it('trains to its end and leaves everything it found', async () => {
    const engine = new TestEngine();
    const queued = await engine.run({ steps: 12 });
    expect(queued.name).toMatch(/^[a-z]+-[a-z]+-\d+$/);
    const run = await engine.reach(queued.id, 'completed');
    expect(run).toMatchObject({
      seed: 3,
      step: 12,
      epoch: 3,
      environment: { kernel: 'scripted', device: 'cpu' },
      facts: { parameters: 3 },
      best: { 'train/loss': 0.25, 'val/nats': 0.2 },
      last: { 'val/nats': 0.2 },
      bestStep: 10,
      test: { 'test/nats': 0.25 },
      verdict: 'It beats the 6-gram.',
      problem: null,
      baselines: [{ name: '6-gram' }],
    });
    expect(run.finishedAt).toBeGreaterThanOrEqual(run.startedAt!);
    expect(await engine.steps(run.id, 'train/loss')).toEqual(count(12));
    const samples = await engine.handlers['runs.samples']({ id: run.id });
    expect(samples.map((sample) => sample.step)).toEqual([5, 10]);
    const checkpoints = await engine.handlers['runs.checkpoints']({ id: run.id });
    expect(checkpoints).toMatchObject([{ kind: 'last', step: 10 }]);
    const types = engine.notices.map((notice) => notice.type);
    const expected = ['progress', 'dataset', 'run', 'points', 'sample'];
    expect(types).toEqual(expect.arrayContaining(expected));
  });

  it('writes config.yaml that trains the same again', async () => {
    const engine = new TestEngine();
    const run = await engine.run({ steps: 1 });
    const yaml = readFileSync(join(run.directory, 'config.yaml'), 'utf8');
    const plan = await engine.handlers['runs.plan']({ task: 'language-model', yaml });
    expect(plan.problems).toEqual([]);
    expect(plan.settings).toEqual(run.settings);
    expect(yaml).toContain(run.datasetHash);
  });

  it('pauses with a checkpoint and goes on exactly there', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 60, delay: 10, checkpointEvery: 1000 });
    await engine.until(id, (run) => run.step >= 7, 'at step 7');
    await engine.handlers['runs.pause']({ id });
    const paused = await engine.reach(id, 'paused');
    expect(paused.step).toBeLessThan(60);
    await engine.handlers['runs.resume']({ id });
    const run = await engine.reach(id, 'completed');
    expect(await engine.steps(id, 'train/loss')).toEqual(count(60));
    expect(run.startedAt).toBe(paused.startedAt);
  });

  it('becomes interrupted when its trainer is killed, and resumes from the checkpoint', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 20, killAt: 13, checkpointEvery: 5 });
    const lost = await engine.reach(id, 'interrupted');
    expect(lost.problem).toMatchObject({ code: 'trainer-lost' });
    expect(lost.problem?.message).toContain('SIGKILL');
    expect(await engine.steps(id, 'train/loss')).toEqual(count(13));

    await engine.handlers['runs.resume']({ id });
    const run = await engine.reach(id, 'completed');
    expect(run.problem).toBeNull();
    expect(await engine.steps(id, 'train/loss')).toEqual(count(20));
    expect(engine.notices).toContainEqual({ type: 'points-void', runId: id, afterStep: 10 });
    const samples = await engine.handlers['runs.samples']({ id });
    expect(samples.map((sample) => sample.step)).toEqual([5, 10, 15, 20]);
  });

  it('starts again from nothing when it was lost before its first checkpoint', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 6, killAt: 3, checkpointEvery: 1000 });
    await engine.reach(id, 'interrupted');
    await engine.handlers['runs.resume']({ id });
    await engine.reach(id, 'running');
    await engine.reach(id, 'interrupted');
    expect(engine.notices).toContainEqual({ type: 'points-void', runId: id, afterStep: -1 });
    expect(await engine.steps(id, 'train/loss')).toEqual(count(3));
  });

  it('is cancelled, and an engine that trains one run goes on with the next', async () => {
    const engine = new TestEngine();
    await engine.handlers['app.setPreference']({ name: 'parallel_trainers', value: '1' });
    const first = await engine.run({ steps: 10_000, delay: 5 });
    const second = await engine.run({ steps: 3 });
    await engine.until(first.id, (run) => run.step > 2, 'at step 2');
    expect((await engine.handlers['runs.get']({ id: second.id })).state).toBe('queued');
    await engine.handlers['runs.cancel']({ id: first.id });
    await engine.reach(first.id, 'cancelled');
    await engine.reach(second.id, 'completed');
  });

  it('is killed when it does not listen', { timeout: 20_000 }, async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 10_000, delay: 5, deaf: true });
    await engine.until(id, (run) => run.step > 2, 'at step 2');
    await engine.handlers['runs.cancel']({ id });
    await engine.reach(id, 'cancelled');
  });

  it('fails with the words of its trainer and keeps its checkpoint', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 20, failAt: 8 });
    const failed = await engine.reach(id, 'failed');
    expect(failed.problem).toMatchObject({ code: 'diverged', message: 'It diverged.' });
    const events = await engine.handlers['runs.events']({ id });
    expect(events).toMatchObject([{ level: 'error', code: 'diverged', step: 8 }]);
    await engine.handlers['runs.resume']({ id });
    await engine.reach(id, 'completed');
    expect(await engine.steps(id, 'train/loss')).toEqual(count(20));
  });

  it('keeps what its trainer tells with what the sentence is made of', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 4, tellAt: 2 });
    await engine.reach(id, 'completed');
    const data = { metric: 'val/nats', after: 0.5 };
    const event = { level: 'info', code: 'lr-lowered', message: 'Lower.', step: 2, data };
    expect(await engine.handlers['runs.events']({ id })).toMatchObject([event]);
    const told = engine.notices.filter(({ type }) => type === 'event');
    expect(told).toMatchObject([{ event }]);
  });

  it('is not resumed when it failed before its first checkpoint', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 20, failAt: 2 });
    await engine.reach(id, 'failed');
    await expect(engine.handlers['runs.resume']({ id })).rejects.toMatchObject({
      code: 'no-checkpoint',
    });
  });

  it('survives a malformed message', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 9, malformedAt: 4 });
    await engine.reach(id, 'completed');
    expect(await engine.steps(id, 'train/loss')).toEqual(count(9));
    await engine.workbench.close();
    const log = readFileSync(join(engine.home, 'logs', 'unroll.log'), 'utf8');
    expect(log).toContain('malformed \\"report\\" message');
  });

  it('refuses what its state does not allow, in words', async () => {
    const engine = new TestEngine();
    const { id, name } = await engine.run({ steps: 1 });
    await engine.reach(id, 'completed');
    const refused = { code: 'wrong-state', message: `${name} is completed and cannot be paused.` };
    await expect(engine.handlers['runs.pause']({ id })).rejects.toMatchObject(refused);
    await expect(engine.handlers['runs.resume']({ id })).rejects.toMatchObject({
      hint: 'It reached its end. Start a new run with more epochs.',
    });
  });

  it('waits its turn: first come, first served', async () => {
    const engine = new TestEngine();
    await engine.handlers['app.setPreference']({ name: 'parallel_trainers', value: '1' });
    const runs = [];
    for (let i = 0; i < 3; i++) runs.push(await engine.run({ steps: 5, delay: 5 }));
    const ended = await Promise.all(runs.map((run) => engine.reach(run.id, 'completed')));
    const started = ended.map((run) => run.startedAt!);
    expect(started).toEqual([...started].sort((a, b) => a - b));
    expect(ended[0]!.finishedAt).toBeLessThanOrEqual(started[1]!);
  });

  it('trains beside another where two trainers are allowed', async () => {
    const engine = new TestEngine();
    await engine.handlers['app.setPreference']({ name: 'parallel_trainers', value: '2' });
    const runs = [];
    for (let i = 0; i < 3; i++) runs.push(await engine.run({ steps: 10_000, delay: 5 }));
    for (const { id } of runs.slice(0, 2))
      await engine.until(id, ({ step }) => step > 1, 'at work');
    const states = (await engine.handlers['runs.list'](undefined)).map((run) => run.state);
    expect(states).toEqual(['queued', 'running', 'running']);
    await engine.handlers['app.setPreference']({ name: 'parallel_trainers', value: '3' });
    await engine.reach(runs[2]!.id, 'running');
  });

  it('can be renamed, tagged and annotated; a name is given once', async () => {
    const engine = new TestEngine();
    const first = await engine.run({ steps: 1 }, 'first');
    const second = await engine.run({ steps: 1 });
    expect(first.directory).toBe(join(engine.home, 'runs', 'first'));
    const changes = { name: 'a better name', tags: ['b', 'a', 'b'], notes: 'warmer' };
    const changed = await engine.handlers['runs.update']({ id: second.id, ...changes });
    expect(changed).toMatchObject({ name: 'a better name', tags: ['b', 'a'], notes: 'warmer' });
    await expect(
      engine.handlers['runs.update']({ id: second.id, name: 'first' }),
    ).rejects.toMatchObject({ code: 'name-taken' });
    expect([first.color, second.color]).toEqual([0, 1]);
  });

  it('is removed and restored; one at work is not', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 10_000, delay: 5 });
    await engine.until(id, (run) => run.step > 1, 'at work');
    await expect(engine.handlers['runs.remove']({ id })).rejects.toMatchObject({
      code: 'run-active',
    });
    await engine.handlers['runs.cancel']({ id });
    const { directory } = await engine.reach(id, 'cancelled');
    await engine.handlers['runs.remove']({ id });
    expect(await engine.handlers['runs.list'](undefined)).toEqual([]);
    expect(existsSync(directory)).toBe(true);
    const restored = await engine.handlers['runs.restore']({ id });
    expect(restored.removedAt).toBeNull();
    expect(await engine.handlers['runs.list'](undefined)).toHaveLength(1);
  });

  it('with wrong settings is refused and leaves nothing behind', async () => {
    const engine = new TestEngine();
    const { id: datasetId } = await engine.import('a.json', '{}');
    const create = (settings: Record<string, number>) =>
      engine.handlers['runs.create']({ datasetId, task: 'language-model', settings });
    await expect(create({ hiden_size: 3 })).rejects.toMatchObject({
      code: 'invalid-setting',
      message: expect.stringContaining('did you mean hidden_size?'),
    });
    await expect(create({ hidden_size: -3 })).rejects.toMatchObject({ where: 'hidden_size' });
    expect(await engine.handlers['runs.list'](undefined)).toEqual([]);
    expect(existsSync(join(engine.home, 'runs'))).toBe(false);
  });
});
