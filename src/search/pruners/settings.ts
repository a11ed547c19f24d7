import type { NumberSetting } from '../../contract/index.ts';

/** Shared by pruners that compare at every step. */
export const warmupSteps: NumberSetting = {
  name: 'warmup_steps',
  type: 'integer',
  default: 1,
  min: 0,
  max: 1_000_000_000,
  unit: 'steps',
  label: 'Steps before pruning',
  help: 'Step before which no trial is stopped. Higher gives slow starters more time. 1 by default: the first report of an epoch counts.',
  group: 'stopping',
  level: 'advanced',
};
