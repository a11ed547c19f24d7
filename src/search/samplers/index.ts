import { parseSettings, type Settings, UnrollError } from '../../contract/index.ts';
import { autoKind } from './auto.ts';
import { cmaes } from './cmaes.ts';
import { gp } from './gp.ts';
import { grid } from './grid.ts';
import { nsga2 } from './nsga2.ts';
import { pbt } from './pbt.ts';
import { random } from './random.ts';
import { optionsHint, type Sampler, type SamplerKind } from './sampler.ts';
import { sobol } from './sobol.ts';
import { tpe } from './tpe.ts';

const chosen: readonly SamplerKind[] = [random, grid, sobol, tpe, cmaes, gp, nsga2, pbt];

/** What a study may be sampled with, in the order of a form. */
export const samplers: readonly SamplerKind[] = [autoKind(chosen), ...chosen];

/** Which sampler, with the options that differ from their defaults. */
export interface SamplerChoice {
  readonly id: string;
  readonly options?: Settings;
}

/** @throws UnrollError on an unknown sampler or option */
export function samplerKind(id: string): SamplerKind {
  const kind = samplers.find((candidate) => candidate.id === id);
  if (kind !== undefined) return kind;
  throw new UnrollError({
    code: 'unknown-sampler',
    message: `There is no sampler ${id}.`,
    where: 'sampler',
    hint: `Take one of ${samplers.map((candidate) => candidate.id).join(', ')}.`,
  });
}

/** @throws UnrollError on an unknown sampler or option */
export function createSampler({ id, options = {} }: SamplerChoice): Sampler {
  const kind = samplerKind(id);
  return kind.create(parseSettings(kind.options, options, optionsHint));
}
