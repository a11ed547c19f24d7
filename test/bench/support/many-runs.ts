import { Random } from '../../../src/backend/random.ts';
import { defaultSettings } from '../../../src/contract/index.ts';
import type { Store } from '../../../src/store/store.ts';
import { taskDescriptor } from '../../../src/tasks/descriptors.ts';
import { point, storedRun } from '../../support/records.ts';

/** Runs of a language model with all their settings, tags and a few metrics. */
export function fillWithRuns(store: Store, runCount: number): void {
  const random = new Random(1);
  const { projectId, datasetId, datasetHash } = store.runs.get(storedRun(store, 'first'));
  const defaults = defaultSettings(taskDescriptor('language-model').settings);
  const cells = ['rnn', 'lstm', 'gru'];
  store.transaction(() => {
    for (let i = 1; i < runCount; i++) {
      const settings = {
        ...defaults,
        lr: 10 ** (-4 + 3 * random.next()),
        cell: cells[i % 3]!,
        hidden_size: 2 ** (5 + (i % 5)),
        seed: i % 100,
      };
      const { id } = store.runs.create({
        ...{ projectId, datasetId, datasetHash, settings, name: `run-${i}`, seed: i % 100 },
        ...{ task: 'language-model', primaryMetric: 'val/nats', directory: `runs/run-${i}` },
        tags: i % 2 === 0 ? ['even', 'bench'] : ['bench'],
      });
      const loss = 1.2 + random.next();
      const metrics = { 'train/loss': loss, 'val/nats': loss, 'val/ppl': Math.exp(loss), lr: 1e-3 };
      store.metrics.append(id, [point(100, { ...metrics, grad_norm: 1, tokens_per_sec: 1e4 })]);
    }
  });
}
