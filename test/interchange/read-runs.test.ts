import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { readRuns } from '../../src/interchange/read-runs.ts';
import { writeOptunaStudy } from '../../src/interchange/write-optuna.ts';
import { TestEngine } from '../support/engine.ts';
import { temporaryHome } from '../support/temporary-home.ts';
import { studyOf, trialOf } from './support.ts';

const fixtures = resolve(import.meta.dirname, 'fixtures');

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

describe('Optuna', () => {
  it('has its trials read: parameters, states, values on the way, the result', () => {
    const path = join(temporaryHome(), 'study.db');
    const database = new Database(path);
    // Its tables stand in the order of their names.
    database.pragma('foreign_keys = OFF');
    database.exec(readFileSync(join(fixtures, 'optuna.sql'), 'utf8'));
    database.close();
    const runs = readRuns(path);
    expect(runs.map(({ name, state }) => [name, state])).toEqual([
      ['demand-0', 'completed'],
      ['demand-1', 'cancelled'],
      ['demand-2', 'failed'],
      ['demand-3', 'completed'],
    ]);
    const [first] = runs;
    const lr = first!.settings['lr'] as number;
    expect(lr).toBeGreaterThan(1e-4);
    expect(['gru', 'lstm']).toContain(first!.settings['cell']);
    expect((first!.settings['hidden_size'] as number) % 8).toBe(0);
    expect(first!.points.map(({ step }) => step)).toEqual([10, 20]);
    expect(first!.points[0]!.metrics['objective_max']).toBeCloseTo(lr * 10, 12);
    // The result stands at the last step.
    expect(first!.points[1]!.metrics['objective_max']).toBeCloseTo(lr, 12);
    expect(first!.source).toEqual({ tool: 'optuna', path, primaryMetric: 'objective_max' });
  });

  it('reads what Unroll writes for it', () => {
    const path = join(temporaryHome(), 'ours.db');
    const trials = [
      trialOf(0, { values: { lr: 0.01, cell: 'gru' }, results: [1.5], reports: [[5, 2]] }),
      trialOf(1, { values: { lr: 0.02, cell: 'lstm' }, state: 'pruned', reports: [[5, 3]] }),
      trialOf(2, { values: { lr: 0.03 }, state: 'failed' }),
    ];
    writeOptunaStudy(path, studyOf(), trials);
    const runs = readRuns(path);
    expect(runs.map(({ state, settings }) => [state, settings])).toEqual([
      ['completed', { lr: 0.01, cell: 'gru' }],
      ['cancelled', { lr: 0.02, cell: 'lstm' }],
      ['failed', { lr: 0.03 }],
    ]);
    expect(runs[1]!.points.map(({ step, metrics }) => [step, metrics])).toEqual([
      [5, { 'val/mse': 3 }],
    ]);
  });
});

describe('TensorBoard', () => {
  it('has scalars read, plain and as tensors, one run for each folder', () => {
    const runs = readRuns(join(fixtures, 'events'));
    expect(runs.map(({ name }) => name)).toEqual(['plain', 'tensors']);
    for (const { points, source } of runs) {
      expect(points.map(({ step, seconds, metrics }) => [step, seconds, metrics])).toEqual([
        [0, 0, { 'val/loss': 2 }],
        [10, 1, { 'val/loss': 1.75 }],
        [20, 2, { 'val/loss': 1.5 }],
        [30, 3, { 'val/loss': 1.25 }],
        [40, 4, { 'val/loss': 1 }],
      ]);
      expect(source.primaryMetric).toBe('val/loss');
    }
  });

  it('leaves out a record that is not complete yet, and refuses a damaged one', () => {
    const home = temporaryHome();
    cpSync(join(fixtures, 'events/plain'), home, { recursive: true });
    const file = join(home, 'events.out.tfevents.1700000000.host');
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 5));
    expect(readRuns(file)[0]!.points).toHaveLength(4);
    bytes[bytes.length - 20]! ^= 1;
    writeFileSync(file, bytes);
    expect(() => readRuns(file)).toThrow('a checksum does not fit');
  });
});

describe('MLflow', () => {
  /** As in MLflow's documentation of its file store. */
  function trackingFolder(): string {
    const folder = join(temporaryHome(), 'mlruns');
    const run = join(folder, '7/0123abc');
    write(
      join(folder, '7/meta.yaml'),
      'experiment_id: "7"\nname: demand\nlifecycle_stage: active\n',
    );
    write(
      join(run, 'meta.yaml'),
      'run_id: 0123abc\nrun_name: bold-cat\nstatus: 3\nstart_time: 1000\nend_time: 9000\nlifecycle_stage: active\n',
    );
    write(join(run, 'params/lr'), '0.01');
    write(join(run, 'params/model/cell'), 'gru');
    write(join(run, 'metrics/val_loss'), '2000 1.5 1\n3000 1.25 2\n4000 nan 3\n');
    write(join(run, 'tags/mlflow.user'), 'somebody');
    write(join(run, 'tags/kind'), 'draft');
    write(
      join(folder, '7/dead/meta.yaml'),
      'run_name: dead\nstatus: 3\nstart_time: 1\nend_time: 2\nlifecycle_stage: deleted\n',
    );
    return folder;
  }
  const expected = {
    name: 'bold-cat',
    settings: { lr: 0.01, 'model/cell': 'gru' },
    points: [
      { step: 1, seconds: 1, epoch: 0, metrics: { val_loss: 1.5 } },
      { step: 2, seconds: 2, epoch: 0, metrics: { val_loss: 1.25 } },
    ],
    state: 'completed',
    createdAt: 1000,
    finishedAt: 9000,
    tags: ['demand', 'kind=draft'],
    notes: '',
  };

  it('has its folder read, without what was deleted', () => {
    const path = trackingFolder();
    const source = { tool: 'mlflow', path, primaryMetric: 'val_loss' };
    expect(readRuns(path)).toEqual([{ ...expected, source }]);
  });

  it('has a whole database of its schema read, without deleted runs and what is no number', () => {
    const path = join(temporaryHome(), 'mlflow.db');
    const database = new Database(path);
    database.pragma('foreign_keys = OFF');
    database.exec(readFileSync(join(fixtures, 'mlflow.sql'), 'utf8'));
    database.close();
    const runs = readRuns(path);
    expect(runs.map(({ name, state }) => [name, state])).toEqual([
      ['calm-finch', 'completed'],
      ['loud-crow', 'failed'],
    ]);
    expect(runs[0]).toMatchObject({
      settings: { lr: 0.01, cell: 'gru' },
      tags: ['demand', 'kind=draft'],
      createdAt: 1_700_000_000_000,
    });
    const values = runs.map(({ points }) => points.map(({ metrics }) => metrics['val_loss']));
    expect(values).toEqual([[2, 1.5, 1.25], [3]]);
  });

  it('has a best value where the name of its metric says what is better', async () => {
    const path = join(temporaryHome(), 'mlflow.db');
    const database = new Database(path);
    database.pragma('foreign_keys = OFF');
    database.exec(readFileSync(join(fixtures, 'mlflow.sql'), 'utf8'));
    database.close();
    const runs = await new TestEngine().handlers['runs.import']({ path });
    const finch = runs.find(({ name }) => name === 'calm-finch')!;
    expect(finch).toMatchObject({ best: { val_loss: 1.25 }, bestStep: 3, state: 'completed' });
    expect(finch.settings).toEqual({ lr: 0.01, cell: 'gru' });
  });

  it('has its database read the same', () => {
    const path = join(temporaryHome(), 'mlflow.db');
    const database = new Database(path);
    // The columns that are read, as MLflow's schema names them.
    database.exec(`
      CREATE TABLE experiments (experiment_id INTEGER PRIMARY KEY, name VARCHAR(256));
      CREATE TABLE runs (run_uuid VARCHAR(32) PRIMARY KEY, name VARCHAR(250), status VARCHAR(9),
        start_time BIGINT, end_time BIGINT, lifecycle_stage VARCHAR(20), experiment_id INTEGER);
      CREATE TABLE params (key VARCHAR(250), value VARCHAR(8000), run_uuid VARCHAR(32));
      CREATE TABLE tags (key VARCHAR(250), value VARCHAR(5000), run_uuid VARCHAR(32));
      CREATE TABLE metrics (key VARCHAR(250), value FLOAT, timestamp BIGINT, run_uuid VARCHAR(32),
        step BIGINT, is_nan BOOLEAN);
      INSERT INTO experiments VALUES (7, 'demand');
      INSERT INTO runs VALUES ('0123abc', 'bold-cat', 'FINISHED', 1000, 9000, 'active', 7),
        ('dead', 'dead', 'FINISHED', 1, 2, 'deleted', 7);
      INSERT INTO params VALUES ('lr', '0.01', '0123abc'), ('model/cell', 'gru', '0123abc');
      INSERT INTO tags VALUES ('mlflow.user', 'somebody', '0123abc'), ('kind', 'draft', '0123abc');
      INSERT INTO metrics VALUES ('val_loss', 1.5, 2000, '0123abc', 1, 0),
        ('val_loss', 1.25, 3000, '0123abc', 2, 0), ('val_loss', 0, 4000, '0123abc', 3, 1);
    `);
    database.close();
    const source = { tool: 'mlflow', path, primaryMetric: 'val_loss' };
    expect(readRuns(path)).toEqual([{ ...expected, source }]);
  });
});

describe('what is read', () => {
  it('is kept as runs that are found, compared and never trained on', async () => {
    const engine = new TestEngine();
    const { handlers } = engine;
    const runs = await handlers['runs.import']({ path: join(fixtures, 'events') });
    const again = await handlers['runs.import']({ path: join(fixtures, 'events') });
    expect([...runs, ...again].map(({ name }) => name)).toEqual([
      'plain',
      'tensors',
      'plain-2',
      'tensors-2',
    ]);
    expect(runs[0]).toMatchObject({
      state: 'completed',
      task: 'imported',
      best: { 'val/loss': 1 },
      bestStep: 40,
      tags: ['imported'],
      source: { tool: 'tensorboard' },
    });
    expect(await handlers['datasets.list']()).toEqual([]);
    expect(
      await handlers['runs.find']({ filter: 'val/loss <= 1 and tag has imported' }),
    ).toHaveLength(4);
    const ids = runs.map(({ id }) => id);
    const comparison = await handlers['runs.compare']({ ids });
    expect(comparison.metrics).toEqual([
      { name: 'val/loss', direction: 'min', values: [1, 1], best: null },
    ]);
    expect(comparison.statistics!.metric).toBe('val/loss');
    await expect((async () => handlers['runs.resume']({ id: ids[0]! }))()).rejects.toMatchObject({
      code: 'imported-run',
    });
  });

  it('must be something', async () => {
    const path = join(temporaryHome(), 'a.txt');
    writeFileSync(path, 'hello');
    expect(() => readRuns(path)).toThrow('holds no runs that Unroll can read');
    expect(() => readRuns(join(path, 'b'))).toThrow('There is no file or folder');
    expect(() => readRuns(temporaryHome())).toThrow('holds no runs');
  });
});
