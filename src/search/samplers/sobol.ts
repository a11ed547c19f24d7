import { UnrollError } from '../../contract/index.ts';
import { hash } from '../numerics/random.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { SamplerContext, SamplerKind } from './sampler.ts';
import { sobol as coordinate, sobolDimensions } from './sobol-sequence.ts';

const attribute = 'sobol_index';

/** Quasi-random: each new point falls into the largest gap that those before it left. */
export const sobol: SamplerKind = {
  id: 'sobol',
  label: 'Sobol',
  help: 'Evenly spread draws (scrambled Sobol sequence): better than random for a first look.',
  options: [],
  multiObjective: true,
  create: () => ({ propose }),
};

/** How many points may be passed over because they are tried or beyond a constraint. */
const patience = 1000;

function propose({ space, trials, seed, allowed }: SamplerContext) {
  checkDimensions(space);
  const used = trials.map((trial) => trial.attributes[attribute]);
  const first = used.reduce<number>(
    (next, index) => (typeof index === 'number' ? Math.max(next, index + 1) : next),
    0,
  );
  for (let index = first; index < first + patience; index++) {
    const values = sobolPoint(space, seed, index);
    if (!allowed(values)) continue;
    const why = `Point ${index + 1} of the scrambled Sobol sequence.`;
    return { values, why, attributes: { [attribute]: index } };
  }
  return null;
}

/** Values at a point of the sequence scrambled by this seed. */
export function sobolPoint(space: SearchSpace, seed: number, index: number) {
  const key = hash(`${seed}|sobol`);
  const units = space.parameters.map((_, dimension) =>
    coordinate(index, dimension % sobolDimensions, key),
  );
  return space.fromUnits(units);
}

function checkDimensions(space: SearchSpace): void {
  if (space.parameters.length <= sobolDimensions) return;
  throw new UnrollError({
    code: 'too-many-dimensions',
    message: `The Sobol sequence has ${sobolDimensions} dimensions, the search space ${space.parameters.length}.`,
    where: 'sampler',
    hint: 'Search fewer settings at once, or take the random sampler.',
  });
}
