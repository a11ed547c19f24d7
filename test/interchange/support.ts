import type {
  StudyEntry,
  StudyTrial,
  StudyTrialState,
  StudyValues,
} from '../../src/contract/index.ts';

/** A small ended study of one objective. */
export function studyOf(): StudyEntry {
  return {
    ...{ id: 1, projectId: 1, datasetId: 1, name: 'ours', task: 'forecasting' },
    settings: { horizon: 24 },
    parameters: [
      { name: 'lr', type: 'float', low: 0.001, high: 0.1, log: true },
      { name: 'cell', type: 'categorical', choices: ['gru', 'lstm'] },
    ],
    constraints: [],
    objectives: [{ name: 'val/mse', direction: 'min' }],
    sampler: { id: 'tpe' },
    pruner: { id: 'median' },
    ...{
      seed: 1,
      trains: true,
      limits: { trials: 3 },
      parallel: 1,
      warmStart: [],
      state: 'completed',
    },
    ...{ createdAt: 0, finishedAt: 9, seconds: 1, steps: 0 },
    counts: { running: 0, completed: 1, pruned: 1, failed: 1, waiting: 0 },
    ...{ best: null, reason: null, problem: null, removedAt: null },
  };
}

export function trialOf(
  number: number,
  given: {
    readonly values: StudyValues;
    readonly state?: StudyTrialState;
    readonly results?: readonly number[];
    readonly reports?: readonly (readonly [step: number, value: number])[];
  },
): StudyTrial {
  return {
    ...{ studyId: 1, runId: null, startedAt: 1_700_000_000_000, finishedAt: 1_700_000_001_000 },
    trial: {
      ...{ number, state: given.state ?? 'completed', values: given.values },
      results: given.results ?? null,
      reports: (given.reports ?? []).map(([step, value]) => ({ step, values: [value] })),
      ...{ violations: [], proposed: 'at random', stopped: null, continues: null, until: null },
      ...{ attributes: {}, ended: number },
    },
  };
}
