import { describe, expect, it } from 'vitest';
import { runStatistics, type StatisticsSources } from '../../src/comparison/run-statistics.ts';
import { nextSeeds, seedGroups, settingsKey } from '../../src/comparison/seed-groups.ts';
import type { ExampleResults, Run } from '../../src/contract/index.ts';
import { runRecord } from '../support/run.ts';

let nextId = 1;
function run(cell: string, seed: number, value: number, change: Partial<Run> = {}): Run {
  return runRecord({
    id: nextId++,
    seed,
    settings: { cell, seed, lr: 0.01, checkpoint_every: seed },
    best: { 'val/nats': value },
    ...change,
  });
}

function sources(others: readonly Run[], change: Partial<StatisticsSources> = {}) {
  return { primaryMetric: () => 'val/nats', others, examplesOf: () => null, ...change };
}

describe('seed groups', () => {
  it('hold runs that differ in nothing but the seed', () => {
    const runs = [run('gru', 1, 1), run('lstm', 1, 1), run('gru', 2, 1)];
    expect(seedGroups(runs).map((group) => group.map(({ seed }) => seed))).toEqual([[1, 2], [1]]);
    expect(settingsKey(run('gru', 1, 1))).not.toBe(
      settingsKey(run('gru', 1, 1, { datasetHash: 'cd'.repeat(32) })),
    );
    expect(nextSeeds([run('gru', 1, 1), run('gru', 3, 1)], 3)).toEqual([2, 4, 5]);
  });
});

describe('the statistics of a comparison', () => {
  const gru = [run('gru', 1, 1.5), run('gru', 2, 1.51), run('gru', 3, 1.49)];
  const lstm = [run('lstm', 1, 1.8), run('lstm', 2, 1.81), run('lstm', 3, 1.79)];

  it('count the store’s other seeds, and call real what they cannot explain', () => {
    const found = runStatistics([lstm[0]!, gru[0]!], sources([...gru, ...lstm]))!;
    expect(found.metric).toBe('val/nats');
    expect(found.groups.map(({ label, values }) => [label, values.length])).toEqual([
      ['cell=gru', 3],
      ['cell=lstm', 3],
    ]);
    expect(found.groups[0]!.mean).toBeCloseTo(1.5, 12);
    expect(found.differences).toHaveLength(1);
    expect(found.differences[0]).toMatchObject({ first: 0, second: 1, says: 'real', more: null });
    expect(found.differences[0]!.difference).toBeCloseTo(0.3, 12);
  });

  it('ask for seeds where there is one of each', () => {
    const found = runStatistics([gru[0]!, lstm[0]!], sources([gru[0]!, lstm[0]!]))!;
    expect(found.differences[0]).toMatchObject({ says: 'more', more: { first: 2, second: 2 } });
  });

  it('take the test part where all were measured on it', () => {
    const tested = gru.map((one) => ({ ...one, test: { 'test/nats': one.best['val/nats']! + 1 } }));
    const found = runStatistics(tested, sources([]))!;
    expect(found.metric).toBe('test/nats');
    expect(found.groups[0]!.mean).toBeCloseTo(2.5, 12);
    expect(runStatistics([tested[0]!, gru[1]!], sources([]))!.metric).toBe('val/nats');
  });

  it('measure the noise floor from repeated seeds, which are no further evidence', () => {
    const again = run('gru', 1, 1.5 + Math.SQRT2);
    const found = runStatistics(gru, sources([...gru, again]))!;
    expect(found.floor!.spread).toBeCloseTo(1, 12);
    expect(found.floor!.runs).toBe(2);
    expect(found.groups[0]!.values).toEqual([1.5, 1.51, 1.49]);
    const close = runStatistics([gru[0]!, run('lstm', 1, 1.6)], sources([...gru, again]))!;
    expect(close.differences[0]!.says).toBe('noise');
  });

  it('compare two networks on the same examples', () => {
    const rows = (error: number) => Array.from({ length: 200 }, (_, i) => [error + (i % 3), 10]);
    const results = (error: number): ExampleResults => ({
      measure: 'wer',
      identity: 'x',
      rows: rows(error),
    });
    const examplesOf = ({ settings }: Run) => results(settings['cell'] === 'gru' ? 1 : 3);
    const found = runStatistics([gru[0]!, lstm[0]!], sources([], { examplesOf }))!;
    const { paired } = found.differences[0]!;
    expect(paired).toMatchObject({ measure: 'wer', examples: 200, p: 0 });
    expect(paired!.difference).toBeCloseTo(0.2, 12);
    const other = ({ id }: Run) => ({ ...results(1), identity: String(id) });
    const apart = runStatistics([gru[0]!, lstm[0]!], sources([], { examplesOf: other }))!;
    expect(apart.differences[0]!.paired).toBeNull();
  });

  it('are absent for runs of different tasks and for none that ended', () => {
    const speech = run('gru', 1, 1, { task: 'speech' });
    const primaryMetric = ({ task }: Run) => (task === 'speech' ? 'val/wer' : 'val/nats');
    expect(runStatistics([speech, gru[0]!], sources([], { primaryMetric }))).toBeNull();
    expect(runStatistics([run('gru', 1, 1, { state: 'failed' })], sources([]))).toBeNull();
  });
});
