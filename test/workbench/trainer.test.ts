import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Store } from '../../src/store/store.ts';
import { TestEngine } from '../support/engine.ts';

const root = resolve(import.meta.dirname, '../..');
const trainer = resolve(root, 'out/main/trainer.js');
const text = readFileSync(resolve(root, 'build/resources/samples/tinyshakespeare.txt'), 'utf8');

const settings = {
  hidden_size: 16,
  num_layers: 1,
  dropout: 0.2,
  batch_size: 8,
  bptt: 20,
  max_steps: 200,
  max_epochs: 100,
  eval_every: 25,
  seed: 5,
};

/** The number of the process that works on a run, as the store knows it. */
function trainerOf(home: string, id: number): number {
  const store = Store.openReadOnly(home, () => undefined);
  const { trainer } = store.runs.running().find((run) => run.id === id)!;
  store.close();
  return Number(trainer!.split(':')[0]);
}

describe('the engine with the real trainer', () => {
  it('trains on numbers whose squares are infinite, and reads its checkpoint again', async () => {
    const engine = new TestEngine({}, trainer);
    const rows = Array.from({ length: 100 }, (_, row) => `${Math.sin(row / 3)}e300`);
    const dataset = await engine.import('large.csv', `y\n${rows.join('\n')}\n`);
    const network = { hidden_size: 4, input_length: 8, horizon: 2, max_steps: 2 };
    const wished = { datasetId: dataset.id, task: 'forecasting', settings: network };
    const run = await engine.handlers['runs.create'](wished);
    const { test, baselines } = await engine.reach(run.id, 'completed');
    expect(test['test/mse']).toBeGreaterThan(0);
    expect(test['test/mse_original']).toBeUndefined();
    expect(baselines.map(({ metrics }) => metrics['test/mse_original'])).toEqual(
      baselines.map(() => undefined),
    );
  }, 60_000);

  it('trains, writes text, and after a kill goes on as if nothing had happened', {
    timeout: 180_000,
  }, async () => {
    const engine = new TestEngine({}, trainer);
    const dataset = await engine.import('shakespeare.txt', text.slice(0, 30_000));
    expect(dataset.suggestions[0]?.task).toBe('language-model');
    const wished = { datasetId: dataset.id, task: 'language-model', settings };

    const whole = await engine.handlers['runs.create'](wished);
    const completed = await engine.reach(whole.id, 'completed');
    expect(completed.step).toBe(200);
    expect(completed.environment?.device).toMatch(/cpu|gpu|wasm/);
    expect(completed.baselines.length).toBeGreaterThan(0);
    expect(completed.test['test/nats'] ?? completed.best['val/nats']).toBeGreaterThan(0);
    expect(completed.verdict).not.toBe('');

    const cut = await engine.handlers['runs.create'](wished);
    await engine.until(cut.id, (run) => run.step >= 60, 'at step 60');
    process.kill(trainerOf(engine.home, cut.id), 'SIGKILL');
    await engine.reach(cut.id, 'interrupted');
    await engine.handlers['runs.resume']({ id: cut.id });
    await engine.reach(cut.id, 'completed');

    const names = await engine.handlers['metrics.names']({ runIds: [whole.id] });
    for (const name of names.filter((one) => /loss|nats|lr|grad_norm/.test(one))) {
      const [one, other] = await Promise.all([
        engine.series(whole.id, name),
        engine.series(cut.id, name),
      ]);
      expect(other!.steps, name).toEqual(one!.steps);
      expect(other!.values, name).toEqual(one!.values);
    }
    const { differences } = await engine.handlers['runs.compare']({ ids: [whole.id, cut.id] });
    expect(differences).toEqual([]);

    const options = {
      prompt: 'KING',
      length: 20,
      temperature: 1,
      topK: 0,
      topP: 1,
      seed: 1,
      stop: '',
    };
    const ask = (ticket: string) =>
      engine.handlers['generate.start']({ runId: cut.id, ticket, options });
    const written = await ask('a');
    expect(written.tokens).toBe(20);
    expect((await ask('b')).text).toBe(written.text);
  });
});
