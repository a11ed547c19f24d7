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

/** Shared by pruners that compare at rungs. */
export const firstRung: NumberSetting = {
  name: 'min_steps',
  type: 'integer',
  default: 1,
  min: 1,
  max: 1_000_000_000,
  unit: 'steps',
  label: 'First comparison',
  help: 'Step of the first comparison; the next ones follow at multiples of the reduction factor. Higher saves less and errs less. 1 by default.',
  group: 'stopping',
  level: 'advanced',
};

export const reductionFactor: NumberSetting = {
  name: 'reduction_factor',
  type: 'integer',
  default: 3,
  min: 2,
  max: 100,
  label: 'Reduction factor',
  help: 'One trial in so many goes on at each comparison. Higher stops more. 3 as in the Hyperband paper.',
  group: 'stopping',
  level: 'advanced',
};
