import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseFilter, predicateFor } from '../../../src/comparison/filter/index.ts';
import { Store } from '../../../src/store/store.ts';
import { filterNames as names } from '../../support/filter-names.ts';
import { point, storedRun, textInspection } from '../../support/records.ts';
import { temporaryHome } from '../../support/temporary-home.ts';

/** Six runs that differ in everything a filter can name. */
function filledStore(): Store {
  const store = Store.open(temporaryHome());
  const project = store.projects.list()[0]!;
  const add = (
    name: string,
    settings: Record<string, number | string | boolean | string[]>,
    metrics: Record<string, number>,
    tags: string[] = [],
  ): number => {
    const hash = name.padEnd(64, '.');
    const dataset = store.datasets.add({
      projectId: project.id,
      name: `${name}.txt`,
      originalPath: `/somewhere/${name}.txt`,
      path: `datasets/${hash}/${name}.txt`,
      inspection: textInspection(hash),
    });
    const run = store.runs.create({
      projectId: project.id,
      datasetId: dataset.id,
      datasetHash: hash,
      name,
      task: 'language-model',
      primaryMetric: 'val/nats',
      settings,
      seed: 1,
      tags,
      directory: `runs/${name}`,
    });
    if (Object.keys(metrics).length > 0) {
      store.metrics.append(run.id, [point(10, metrics)]);
      const progress = { stepsPerSecond: 4, remainingSeconds: null };
      store.runs.progress(run.id, { point: { step: 10, seconds: 95, epoch: 0.5 }, ...progress });
    }
    return run.id;
  };
  add('brave-otter-12', { lr: 0.001, cell: 'gru', hidden_size: 256 }, { 'val/nats': 1.5 }, ['a']);
  add('amber-fox-3', { lr: 0.01, cell: 'LSTM', tie_weights: true }, { 'val/nats': 1.7 });
  const third = add('Ärger-9', { lr: 3e-4, cell: 'rnn', columns: ['Preis', 'b'] }, {}, [
    'a',
    'Ü b',
  ]);
  const fourth = add('d', { cell: 'gru', lr: 'auto', tie_weights: false }, { grad_norm: 2 });
  add('唐诗-1', { lr: 0.1 + 0.2, seed: 7 }, { 'val/nats': 1.5999, 'val/mse': 3 }, ['poems']);
  const last = add('f', { lr: 1e-7, cell: '' }, { 'val/nats': -0 });
  store.runs.note(third, { test: { 'test/nats': 1.2 }, facts: facts(123_456) });
  store.runs.note(last, { test: { 'test/nats': 2.5 }, facts: facts(99) });
  store.runs.act(fourth, 'start');
  store.runs.describe(fourth, { notes: 'tied "weights" off\nÄrger' });
  store.runs.archive([last], true);
  return store;
}

function facts(parameters: number) {
  return { parameters, stepsPerEpoch: 10, details: [] };
}

function subjectsOf(store: Store) {
  const projects = new Map(store.projects.list().map(({ id, name }) => [id, name]));
  const datasets = new Map(store.datasets.list().map(({ id, name }) => [id, name]));
  return store.runs.list().map((run) => ({
    run,
    dataset: datasets.get(run.datasetId)!,
    project: projects.get(run.projectId)!,
    primaryMetric: 'val/nats',
  }));
}

/** Each filter with the names of the runs that pass, newest first. */
const cases: readonly (readonly [string, readonly string[]])[] = [
  ['', ['f', '唐诗-1', 'd', 'Ärger-9', 'amber-fox-3', 'brave-otter-12']],
  ['lr < 1e-3', ['f', 'Ärger-9']],
  ['lr <= 1e-3', ['f', 'Ärger-9', 'brave-otter-12']],
  ['lr = 0.30000000000000004', ['唐诗-1']],
  ['lr != 0.01 and lr > 0', ['f', '唐诗-1', 'Ärger-9', 'brave-otter-12']],
  ['lr = auto', ['d']],
  ['lr < 1e-2 and cell = "gru" and val/loss < 1.6', ['brave-otter-12']],
  ['val/loss < 1.6', ['f', '唐诗-1', 'brave-otter-12']],
  ['cell=gru', ['d', 'brave-otter-12']],
  ['cell = lstm', ['amber-fox-3']],
  ['cell != gru', ['f', '唐诗-1', 'Ärger-9', 'amber-fox-3']],
  ['not cell = gru', ['f', '唐诗-1', 'Ärger-9', 'amber-fox-3']],
  ['cell in (gru, "rnn")', ['d', 'Ärger-9', 'brave-otter-12']],
  ['cell not in (gru, rnn)', ['f', '唐诗-1', 'amber-fox-3']],
  ['cell in ()', []],
  ['cell contains R', ['d', 'Ärger-9', 'brave-otter-12']],
  ['cell = ""', ['f']],
  ['has cell', ['f', 'd', 'Ärger-9', 'amber-fox-3', 'brave-otter-12']],
  ['has test/nats', ['f', 'Ärger-9']],
  ['test/nats < 2', ['Ärger-9']],
  ['grad_norm >= 2', ['d']],
  ['tie_weights = true', ['amber-fox-3']],
  ['tie_weights = false', ['d']],
  ['columns = preis', ['Ärger-9']],
  ['columns has B', ['Ärger-9']],
  ['columns contains rei', ['Ärger-9']],
  ['hidden_size > 10k', []],
  ['hidden_size < 1k', ['brave-otter-12']],
  ['tag has a', ['Ärger-9', 'brave-otter-12']],
  ['tags = "ü B"', ['Ärger-9']],
  ['tag != a', ['f', '唐诗-1', 'd', 'amber-fox-3']],
  ['has tag', ['唐诗-1', 'Ärger-9', 'brave-otter-12']],
  ['tag in (poems, a)', ['唐诗-1', 'Ärger-9', 'brave-otter-12']],
  ['name = ÄRGER-9', ['Ärger-9']],
  ['name contains otter or name = d', ['d', 'brave-otter-12']],
  ['唐诗', ['唐诗-1']],
  ['ärger', ['d', 'Ärger-9']],
  ['otter gru', ['brave-otter-12']],
  ['gru or lstm', ['d', 'amber-fox-3', 'brave-otter-12']],
  ['"weights off"', []],
  ['tied', ['d']],
  ['has notes', ['d']],
  ['state = running', ['d']],
  ['state in (queued, running) and not has tag', ['f', 'd', 'amber-fox-3']],
  ['data = d.txt', ['d']],
  ['project = experiments and id < 3', ['amber-fox-3', 'brave-otter-12']],
  ['best < 1.6', ['f', '唐诗-1', 'brave-otter-12']],
  ['step = 10', ['f', '唐诗-1', 'd', 'amber-fox-3', 'brave-otter-12']],
  ['duration > 1m30s', ['f', '唐诗-1', 'd', 'amber-fox-3', 'brave-otter-12']],
  ['duration > 1.5h', []],
  ['parameters > 100k', ['Ärger-9']],
  ['archived = true', ['f']],
  ['archived = no and val/nats < 1.6', ['唐诗-1', 'brave-otter-12']],
  ['started >= today', ['d']],
  ['has started', ['d']],
  ['not has started', ['f', '唐诗-1', 'Ärger-9', 'amber-fox-3', 'brave-otter-12']],
  ['created < 2020-01', []],
  [
    'created > now-1h and created <= today',
    ['f', '唐诗-1', 'd', 'Ärger-9', 'amber-fox-3', 'brave-otter-12'],
  ],
  ['not (cell = gru or cell = rnn) and has val/nats', ['f', '唐诗-1', 'amber-fox-3']],
  ['cell = gru && (lr = auto || lr < 1)', ['d', 'brave-otter-12']],
  ['NOT cell = gru AND lr > 0.05', ['唐诗-1']],
];

describe('a filter as predicate and as SQL', () => {
  it('lets the same runs pass, in each case', () => {
    const store = filledStore();
    const subjects = subjectsOf(store);
    const byId = new Map(subjects.map(({ run }) => [run.id, run.name]));
    for (const [text, expected] of cases) {
      const filter = parseFilter(text, names);
      const passing = subjects.filter(predicateFor(filter)).map(({ run }) => run.name);
      const found = store.runs.find(filter).map((id) => byId.get(id));
      expect({ text, passing, found }).toEqual({ text, passing: expected, found: expected });
    }
    store.close();
  });

  it('lets the same runs pass for any combination of the cases', () => {
    const store = filledStore();
    const subjects = subjectsOf(store);
    const single = fc.constantFrom(...cases.map(([text]) => text).filter((text) => text !== ''));
    const combined = fc
      .tuple(single, fc.constantFrom('and', 'or', 'and not', 'or not'), single, fc.boolean())
      .map(([a, word, b, negated]) => `${negated ? 'not ' : ''}((${a}) ${word} (${b}))`);
    fc.assert(
      fc.property(combined, (text) => {
        const filter = parseFilter(text, names);
        const passing = subjects.filter(predicateFor(filter)).map(({ run }) => run.id);
        expect(store.runs.find(filter)).toEqual(passing);
      }),
    );
    store.close();
  });

  it('compares numbers to the last bit in both', () => {
    const store = Store.open(temporaryHome());
    const first = store.runs.get(storedRun(store, 'first'));
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.sample(numbers, 300).forEach((lr, i) => {
      const { projectId, datasetId, datasetHash } = first;
      const { id } = store.runs.create({
        ...{ projectId, datasetId, datasetHash, name: `r${i}`, task: 'language-model' },
        ...{ primaryMetric: 'val/nats', settings: { lr }, seed: 1, tags: [], directory: `r${i}` },
      });
      expect(store.runs.find(parseFilter(`lr = ${lr}`, names))).toContain(id);
      expect(store.runs.find(parseFilter(`lr < ${lr}`, names))).not.toContain(id);
    });
    store.close();
  });
});
