import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset, StudyTrial } from '../../src/contract/index.ts';
import { TestEngine } from '../support/engine.ts';

/** The real trainer looks at the data; nothing is trained where settings are refused. */
const bundledTrainer = resolve(import.meta.dirname, '../../out/main/trainer.js');
const rows = Array.from({ length: 100 }, (_, row) => Math.sin(row / 3));
const series = `y\n${rows.join('\n')}\n`;
const network = { hidden_size: 4, input_length: 8, horizon: 2, max_steps: 1 };

async function opened(): Promise<{ engine: TestEngine; dataset: Dataset }> {
  const engine = new TestEngine({}, bundledTrainer);
  return { engine, dataset: await engine.import('series.csv', series) };
}

describe('what the data cannot serve', () => {
  it('is refused before a run or its folder exists, beside the setting to change', async () => {
    const { engine, dataset } = await opened();
    const wished = { datasetId: dataset.id, task: 'forecasting' };
    const settings = { ...network, horizon: 30 };
    const plan = await engine.handlers['runs.plan']({ ...wished, settings });
    expect(plan.problems).toMatchObject([
      { setting: 'horizon', problem: { code: 'too-few-rows', data: { rows: 100, most: 10 } } },
    ]);
    const create = async () => engine.handlers['runs.create']({ ...wished, settings });
    await expect(create()).rejects.toMatchObject({ code: 'too-few-rows', where: 'horizon' });
    expect(await engine.handlers['runs.list'](undefined)).toEqual([]);
    const folder = join(engine.home, 'runs');
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });

  it('is refused with every reason at once', async () => {
    const { engine, dataset } = await opened();
    const settings = { ...network, horizon: 30, calendar_features: 'hour' };
    const wished = { datasetId: dataset.id, task: 'forecasting', settings };
    await expect((async () => engine.handlers['runs.create'](wished))()).rejects.toThrow(
      /horizon = 30 .*Lower horizon to at most 10.*calendar_features needs times/,
    );
  });

  it('is a file that a setting names and that is not there', async () => {
    const { engine, dataset } = await opened();
    const text = await engine.import('a.txt', 'hello world\n'.repeat(100));
    const settings = { tokens: 'word', batch_size: 4, embedding_file: '/nowhere/vectors.txt' };
    const plan = (datasetId: number, task: string, given: typeof settings) =>
      engine.handlers['runs.plan']({ datasetId, task, settings: given });
    expect((await plan(text.id, 'language-model', settings)).problems).toMatchObject([
      { setting: 'embedding_file', message: 'There is no file /nowhere/vectors.txt.' },
    ]);
    // Characters have no vectors: then the setting means nothing.
    const characters = { ...settings, tokens: 'character' };
    expect((await plan(text.id, 'language-model', characters)).problems).toEqual([]);
    expect(dataset.summary.kind).toBe('table');
  });
});

describe('a search', () => {
  const wanted = (dataset: Dataset, space: string) => ({
    ...{ datasetId: dataset.id, task: 'forecasting', trains: false, limits: { trials: 12 } },
    settings: network,
    sampler: { id: 'random' },
    space: `parameters:\n${space}`,
  });

  it('is refused where no trial could be trained, also by the default space', async () => {
    const { engine, dataset } = await opened();
    const create = async (given: object) =>
      engine.handlers['studies.create']({ ...wanted(dataset, ''), ...given });
    const far = '  horizon: { low: 20, high: 40 }\n';
    await expect(create(wanted(dataset, far))).rejects.toMatchObject({
      code: 'too-few-rows',
      where: 'horizon',
    });
    const settings = { ...network, horizon: 30 };
    await expect(create({ space: undefined, settings })).rejects.toMatchObject({
      where: 'horizon',
    });
    expect(await engine.handlers['studies.list'](undefined)).toEqual([]);
  });

  it('never proposes what the data cannot serve, nor settings that exclude each other', async () => {
    const { engine, dataset } = await opened();
    const space =
      '  horizon: { low: 2, high: 40 }\n  input_length: { low: 4, high: 400, log: true }\n' +
      '  cell: [gru, lru]\n';
    // By itself this horizon would not fit: the search puts others in its place.
    const settings = { ...network, horizon: 30, recurrent_dropout: 0.2 };
    const study = await engine.handlers['studies.create']({ ...wanted(dataset, space), settings });
    const trials: StudyTrial['trial'][] = [];
    for (;;) {
      const trial = await engine.handlers['studies.ask']({ id: study.id });
      if (trial === null) break;
      trials.push(trial);
      await engine.handlers['studies.tell']({
        ...{ id: study.id, number: trial.number, state: 'completed', results: [trial.number] },
      });
    }
    expect(trials).toHaveLength(12);
    for (const { values } of trials) {
      // The other has no state that could be hidden from its products.
      expect(values['cell']).toBe('gru');
      expect(values['horizon']).toBeLessThanOrEqual(10);
      expect(Number(values['horizon']) + Number(values['input_length'])).toBeLessThanOrEqual(80);
    }
    const byHand = async () =>
      engine.handlers['studies.enqueue']({
        id: study.id,
        values: { horizon: 20, input_length: 8, cell: 'gru' },
      });
    await expect(byHand()).rejects.toThrow(/horizon = 20 needs/);
  });
});
