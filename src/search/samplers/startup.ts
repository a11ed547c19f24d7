import type { NumberSetting } from '../../contract/index.ts';
import { randomPoint } from '../space/points.ts';
import type { Proposal, SamplerContext } from './sampler.ts';
import { sobolPoint } from './sobol.ts';

/** Option of the samplers that learn from what was tried. */
export const startupTrials: NumberSetting = {
  name: 'startup_trials',
  type: 'integer',
  default: 10,
  min: 1,
  max: 10_000,
  unit: 'trials',
  label: 'Trials before learning',
  help: 'First trials that are spread evenly, before the sampler learns from what was measured. Higher looks around more. 10 by convention.',
  group: 'run',
  level: 'advanced',
};

/** One of the evenly spread points before there is anything to learn from. */
export function startup({ space, seed, number, random, allowed }: SamplerContext): Proposal {
  const point = sobolPoint(space, seed, number);
  const values = allowed(point) ? point : randomPoint(space, random);
  return { values, why: 'Spread evenly, as one of the first trials.' };
}
