import type { Run } from '../../src/contract/index.ts';

/** A complete record of a finished language-model run; `change` replaces fields. */
export function runRecord(change: Partial<Run> = {}): Run {
  return {
    id: 1,
    projectId: 1,
    datasetId: 1,
    datasetHash: 'ab'.repeat(32),
    name: 'brave-otter-12',
    task: 'language-model',
    settings: { cell: 'lstm', hidden_size: 256, lr: 0.002 },
    seed: 1,
    state: 'completed',
    createdAt: 1_700_000_000_000,
    startedAt: 1_700_000_001_000,
    finishedAt: 1_700_000_901_000,
    seconds: 900,
    step: 9000,
    epoch: 4.1,
    stepsPerSecond: null,
    remainingSeconds: null,
    environment: null,
    facts: null,
    baselines: [],
    best: {},
    bestStep: null,
    last: {},
    test: {},
    verdict: null,
    problem: null,
    tags: [],
    notes: '',
    color: 0,
    directory: 'runs/brave-otter-12',
    removedAt: null,
    ...change,
  };
}
