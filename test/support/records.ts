import type { Inspection, MetricPoint } from '../../src/contract/index.ts';
import type { Store } from '../../src/store/store.ts';

/** What looking at a small text file yields. */
export function textInspection(hash: string): Inspection {
  return {
    format: 'text',
    compression: null,
    bytes: 12,
    hash,
    summary: {
      kind: 'text',
      characters: 12,
      distinctCharacters: 9,
      words: 2,
      distinctWords: 2,
      lines: 1,
      longestLine: 12,
      spaced: true,
      encoding: 'utf-8',
      lineEnding: 'lf',
      preview: ['hello, world'],
      topCharacters: [['l', 3]],
    },
    diagnoses: [],
    suggestions: [],
  };
}

/** A store record of a run on a data set of its own. */
export function storedRun(store: Store, name: string): number {
  const project = store.projects.list()[0]!;
  const hash = name.padEnd(64, '.');
  const dataset = store.datasets.add({
    projectId: project.id,
    name: `${name}.txt`,
    originalPath: `/somewhere/${name}.txt`,
    path: `datasets/${hash}/${name}.txt`,
    inspection: textInspection(hash),
  });
  return store.runs.create({
    projectId: project.id,
    datasetId: dataset.id,
    datasetHash: hash,
    name,
    task: 'language-model',
    primaryMetric: 'val/nats',
    settings: { seed: 1, cell: 'lstm' },
    seed: 1,
    tags: [],
    directory: `runs/${name}`,
  }).id;
}

/** A point at a step, ten steps a second, with an epoch of a thousand steps. */
export function point(step: number, metrics: Record<string, number>): MetricPoint {
  return { step, seconds: step / 10, epoch: step / 1000, metrics };
}
