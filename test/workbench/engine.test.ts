import { spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { requests } from '../../src/contract/index.ts';
import { TestEngine } from '../support/engine.ts';
import { temporaryHome } from '../support/temporary-home.ts';

const status = (engine: TestEngine) => engine.handlers['app.status'](undefined);

/** Processes start slowly on a busy machine. */
const patient = { timeout: 20_000 };

describe('the engine', () => {
  it('pauses what trains when it closes, and finds everything when it opens again', async () => {
    const engine = new TestEngine();
    const run = await engine.run({ steps: 10_000, delay: 5 });
    await engine.until(run.id, ({ step }) => step >= 3, 'at step 3');
    const waiting = await engine.run({ steps: 4, delay: 1 }, 'waiting');
    await engine.workbench.close();

    const next = new TestEngine({ home: engine.home, startWaiting: false });
    const [second, first] = await next.handlers['runs.list'](undefined);
    expect(first).toMatchObject({ id: run.id, state: 'paused' });
    expect(first!.step).toBeGreaterThanOrEqual(3);
    expect(second!.name).toBe('waiting');
    expect(await next.steps(run.id, 'train/loss')).toHaveLength(first!.step);
    expect(await next.handlers['datasets.list'](undefined)).toHaveLength(2);
    expect(waiting.id).toBe(second!.id);
  });

  it('leaves waiting runs alone when told so, and starts them when not', async () => {
    const engine = new TestEngine();
    await engine.handlers['app.setPreference']({ name: 'parallel_trainers', value: '1' });
    const first = await engine.run({ steps: 10_000, delay: 5 });
    const second = await engine.run({ steps: 3 });
    await engine.until(first.id, ({ step }) => step >= 1, 'at work');
    await engine.workbench.close();

    const holding = new TestEngine({ home: engine.home, startWaiting: false });
    const own = await holding.run({ steps: 2 });
    await holding.reach(own.id, 'completed');
    expect((await holding.handlers['runs.get']({ id: second.id })).state).toBe('queued');
    await holding.workbench.close();

    const starting = new TestEngine({ home: engine.home });
    await starting.reach(second.id, 'completed');
  });

  it('refuses a second engine on the same home, naming the first', () => {
    const engine = new TestEngine();
    expect(() => new TestEngine({ home: engine.home })).toThrow(
      `Another Unroll (process ${process.pid}) is working in this home folder.`,
    );
  });

  it('only looks beside another one', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 10_000, delay: 5 });
    await engine.until(id, ({ step }) => step >= 1, 'at work');
    const looking = new TestEngine({ home: engine.home, readOnly: true });
    expect(await looking.handlers['runs.list'](undefined)).toMatchObject([
      { id, state: 'running' },
    ]);
    expect((await looking.steps(id, 'train/loss')).length).toBeGreaterThan(0);
    await expect(looking.handlers['runs.cancel']({ id })).rejects.toMatchObject({
      code: 'read-only',
    });
    await looking.workbench.close();
    expect((await engine.handlers['runs.get']({ id })).state).toBe('running');
  });

  it('only looks in an empty home too, and leaves it free', async () => {
    const engine = new TestEngine({ readOnly: true });
    expect(await engine.handlers['runs.list'](undefined)).toEqual([]);
    const writing = new TestEngine({ home: engine.home });
    expect(await writing.handlers['projects.list'](undefined)).toHaveLength(1);
  });

  it('asks a trainer once about the device and remembers the answer', async () => {
    const engine = new TestEngine();
    expect((await status(engine)).device).toBeNull();
    await expect.poll(async () => (await status(engine)).device?.gflops, patient).toBe(1);
    const told = engine.notices.filter((notice) => notice.type === 'status');
    expect(told.at(-1)).toMatchObject({ status: { device: { kernels: ['scripted'] } } });
    await engine.workbench.close();
    const next = new TestEngine({ home: engine.home, readOnly: true });
    expect((await status(next)).device).toMatchObject({ tensorflow: 'none' });
  });

  it('counts its trainers, their memory and their speed', async () => {
    const engine = new TestEngine();
    const idle = await status(engine);
    const { id } = await engine.run({ steps: 10_000, delay: 5 });
    await engine.until(id, ({ step }) => step >= 2, 'at work');
    const busy = await status(engine);
    expect(busy).toMatchObject({ version: '0.1.0', home: engine.home, stepsPerSecond: 10 });
    expect(busy.trainers).toBeGreaterThanOrEqual(1);
    expect(busy.memoryMegabytes).toBeGreaterThan(idle.memoryMegabytes + 10);
  });

  it('checks a request at its gate', async () => {
    const { workbench } = new TestEngine();
    await expect(workbench.request('runs.get', { id: 'x' })).rejects.toMatchObject({
      code: 'invalid-request',
      where: 'id',
    });
    await expect(workbench.request('toString', undefined)).rejects.toMatchObject({
      code: 'unknown-request',
    });
    await expect(workbench.request('runs.get', { id: 5 })).rejects.toMatchObject({
      code: 'no-such-run',
    });
  });

  it('answers every request in the form that the contract promises', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 10 });
    await engine.reach(id, 'completed');
    const inputs = {
      'app.status': undefined,
      'app.preferences': undefined,
      'projects.create': { name: 'Another' },
      'projects.list': undefined,
      'tasks.list': undefined,
      'datasets.list': undefined,
      'datasets.samples': undefined,
      'runs.plan': { task: 'language-model', settings: { hidden_size: 32 } },
      'runs.list': undefined,
      'runs.get': { id },
      'runs.events': { id },
      'runs.checkpoints': { id },
      'runs.samples': { id },
      'runs.compare': { ids: [id] },
      'runs.evaluate': { id, split: 'test' },
      'metrics.names': { runIds: [id] },
      'metrics.series': { runIds: [id], metrics: ['train/loss'], maxPoints: 10 },
    } as const;
    for (const [name, input] of Object.entries(inputs)) {
      const answer = await engine.workbench.request(name, input);
      const { output } = requests[name as keyof typeof inputs];
      expect(() => output.parse(answer), name).not.toThrow();
    }
  });

  it('finds no difference in a setting that came after a run, nor in its group of seeds', async () => {
    const engine = new TestEngine();
    const runs = [
      await engine.run({ steps: 2 }, 'before'),
      await engine.run({ steps: 2 }, 'after'),
    ];
    for (const { id } of runs) await engine.reach(id, 'completed');
    await engine.workbench.close();
    const database = new Database(join(engine.home, 'unroll.sqlite'));
    const older =
      "update runs set settings = json_remove(settings, '$.layer_connection') where id = ?";
    expect(database.prepare(older).run(runs[0]!.id).changes).toBe(1);
    database.close();

    const next = new TestEngine({ home: engine.home });
    const compared = await next.handlers['runs.compare']({ ids: runs.map(({ id }) => id) });
    expect(compared.differences.map(({ name }) => name)).not.toContain('layer_connection');
    expect(compared.statistics?.groups ?? []).toHaveLength(1);
  });

  it('finds runs interrupted after it was killed, and ends the trainer that outlived it', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 2 });
    await engine.reach(id, 'completed');
    await engine.workbench.close();

    // The database as a killed engine leaves it: a run at work with a process that still lives.
    const orphan = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const gone = new Promise((resolve) => orphan.once('exit', (_, signal) => resolve(signal)));
    const { Store } = await import('../../src/store/store.ts');
    const { trainerMark } = await import('../../src/engine/process-facts.ts');
    const store = Store.open(engine.home);
    const { projectId, datasetId, datasetHash } = store.runs.get(id);
    const lost = store.runs.create({
      ...{ projectId, datasetId, datasetHash, name: 'lost', task: 'language-model' },
      ...{ primaryMetric: 'val/nats', settings: {}, seed: 1, tags: [] },
      directory: join(engine.home, 'runs', 'lost'),
    });
    store.runs.act(lost.id, 'start');
    store.runs.noteTrainer(lost.id, trainerMark(orphan.pid!, engine.home));
    store.close();

    const next = new TestEngine({ home: engine.home });
    expect(await next.handlers['runs.get']({ id: lost.id })).toMatchObject({
      state: 'interrupted',
      problem: { code: 'engine-lost' },
    });
    expect(await gone).toBe('SIGKILL');
  });

  it('spares the trainer of a home folder that was copied while it trained', async () => {
    const engine = new TestEngine();
    const { id } = await engine.run({ steps: 150, delay: 10 });
    await engine.until(id, ({ step }) => step >= 5, 'training');
    const copy = join(temporaryHome(), 'copy');
    cpSync(engine.home, copy, { recursive: true });

    const second = new TestEngine({ home: copy });
    expect(await second.handlers['runs.get']({ id })).toMatchObject({
      state: 'interrupted',
      problem: { code: 'engine-lost' },
      directory: expect.stringContaining(copy),
    });
    expect(await engine.reach(id, 'completed')).toMatchObject({ step: 150, problem: null });
    expect(await engine.steps(id, 'train/loss')).toHaveLength(150);
  });

  it('keeps a damaged database and says what to do', async () => {
    const engine = new TestEngine();
    await engine.workbench.close();
    const path = join(engine.home, 'unroll.sqlite');
    writeFileSync(path, 'not a database, but long enough to be taken for one'.repeat(100));
    const before = readFileSync(path);
    expect(() => new TestEngine({ home: engine.home })).toThrow('damaged');
    expect(readFileSync(path)).toEqual(before);
    expect(existsSync(join(engine.home, 'engine.json'))).toBe(false);
  });
});
