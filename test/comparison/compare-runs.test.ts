import { describe, expect, it } from 'vitest';
import { compareRuns } from '../../src/comparison/compare-runs.ts';
import { comparisonSchema, type Run } from '../../src/contract/index.ts';
import { runRecord } from '../support/run.ts';

let nextId = 1;

function run(changes: Partial<Run>): Run {
  const id = nextId++;
  const plain = {
    name: `run-${id}`,
    task: 'forecasting',
    settings: {},
    datasetHash: 'a'.repeat(64),
  };
  return runRecord({ id, ...plain, ...changes });
}

describe('comparing runs', () => {
  it('shows only the settings that differ', () => {
    const shared = { lr: 0.001, columns: ['a', 'b'] };
    const comparison = compareRuns([
      run({ settings: { ...shared, cell: 'lstm' } }),
      run({ settings: { ...shared, cell: 'gru' } }),
      run({ settings: { ...shared, columns: ['a'], cell: 'gru', bptt: 20 } }),
    ]);
    expect(comparison.differences).toEqual([
      { name: 'columns', kind: 'configuration', values: ['a, b', 'a, b', 'a'] },
      { name: 'cell', kind: 'configuration', values: ['lstm', 'gru', 'gru'] },
      { name: 'bptt', kind: 'configuration', values: [null, null, '20'] },
    ]);
    expect(comparisonSchema.parse(comparison)).toEqual(comparison);
  });

  it('shows other data, tasks and devices as differences', () => {
    const environment = {
      unroll: '0.1.0',
      tensorflow: '2',
      device: 'cpu',
      kernel: 'reference',
      threads: 2,
      processor: 'x',
      node: '20',
      platform: 'linux',
    };
    const { differences } = compareRuns([
      run({ datasetHash: 'b'.repeat(64), environment }),
      run({ environment: { ...environment, kernel: 'tensorflow-block', unroll: '0.2.0' } }),
    ]);
    expect(differences).toEqual([
      { name: 'data', kind: 'data', values: ['bbbbbbbbbbbb', 'aaaaaaaaaaaa'] },
      { name: 'kernel', kind: 'environment', values: ['reference', 'tensorflow-block'] },
      { name: 'unroll', kind: 'code', values: ['0.1.0', '0.2.0'] },
    ]);
  });

  it('marks the best run by the direction of each metric', () => {
    const { metrics } = compareRuns([
      run({
        best: { 'train/loss': 0.2, 'val/mse': 0.5, 'val/accuracy': 0.9 },
        test: { 'test/mse': 0.6 },
      }),
      run({ best: { 'train/loss': 0.1, 'val/mse': 0.6, 'val/accuracy': 0.9 }, test: {} }),
      run({ best: { 'train/loss': 0.3, 'val/mse': 0.4, 'val/accuracy': 0.8, lr: 1 } }),
    ]);
    expect(metrics).toEqual([
      { name: 'test/mse', direction: 'min', values: [0.6, null, null], best: null },
      { name: 'val/mse', direction: 'min', values: [0.5, 0.6, 0.4], best: 2 },
      { name: 'val/accuracy', direction: 'max', values: [0.9, 0.9, 0.8], best: 0 },
      { name: 'train/loss', direction: 'min', values: [0.2, 0.1, 0.3], best: 1 },
    ]);
  });

  it('has one row for a baseline that runs share, and one for each where they measured it apart', () => {
    const last = { name: 'last-value', label: 'Last value', metrics: { 'val/mse': 1.2 } };
    const other = { ...last, metrics: { 'val/mse': 1.3 } };
    const shared = compareRuns([run({ baselines: [last] }), run({ baselines: [{ ...last }] })]);
    expect(shared.baselines).toEqual([{ ...last, run: null }]);
    const apart = compareRuns([
      run({ name: 'x', baselines: [last] }),
      run({ name: 'y', baselines: [other] }),
    ]);
    expect(apart.baselines.map((row) => row.run)).toEqual(['x', 'y']);
  });

  it('joins what runs measured of one baseline where they agree', () => {
    const last = { name: 'last-value', label: 'Last value', metrics: { 'val/mse': 1.2 } };
    const more = { ...last, metrics: { 'val/mse': 1.2, 'val/crps': 0.6 } };
    const [joined, ...others] = compareRuns([
      run({ name: 'point', baselines: [last] }),
      run({ name: 'quantiles', baselines: [more] }),
    ]).baselines;
    expect(joined).toEqual({ ...more, run: null });
    expect(others).toEqual([]);
  });
});
