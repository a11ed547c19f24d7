import { numberOf, UnrollError } from '../../contract/index.ts';
import { Random } from '../numerics/random.ts';
import type { ParameterValues } from '../space/parameter.ts';
import { gridPoints } from '../space/points.ts';
import { listablePoints, type SearchSpace } from '../space/search-space.ts';
import type { Sampler, SamplerContext, SamplerKind } from './sampler.ts';

/** Every combination once. */
export const grid: SamplerKind = {
  id: 'grid',
  label: 'Grid',
  help: 'Every combination once, in a mixed order: for few settings with few values.',
  options: [
    {
      name: 'grid_points',
      type: 'integer',
      default: 5,
      min: 2,
      max: 1000,
      unit: 'values',
      label: 'Values of a number',
      help: 'Values into which each range is cut, its ends included. Higher looks closer and takes many more trials. 5 by default.',
      group: 'run',
      level: 'basic',
    },
  ],
  multiObjective: true,
  create: (options) => new GridSampler(numberOf(options, 'grid_points')),
};

class GridSampler implements Sampler {
  readonly #perParameter: number;
  #listed: { space: SearchSpace; seed: number; points: readonly ParameterValues[] } | undefined;

  constructor(perParameter: number) {
    this.#perParameter = perParameter;
  }

  /** The first point of a mixed order that is still allowed, so that a half grid covers the whole range. */
  propose({ space, seed, allowed }: SamplerContext) {
    const points = this.#points(space, seed);
    const index = points.findIndex((point) => allowed(point));
    if (index === -1) return null;
    return { values: points[index]!, why: `Point ${index + 1} of ${points.length} of the grid.` };
  }

  #points(space: SearchSpace, seed: number): readonly ParameterValues[] {
    if (this.#listed?.space === space && this.#listed.seed === seed) return this.#listed.points;
    const all: ParameterValues[] = [];
    for (const point of gridPoints(space, this.#perParameter)) {
      all.push(point);
      if (all.length > listablePoints) throw tooLarge();
    }
    const points = new Random(seed, 'grid').shuffled(all);
    this.#listed = { space, seed, points };
    return points;
  }
}

function tooLarge(): UnrollError {
  return new UnrollError({
    code: 'grid-too-large',
    message: `The grid has more than ${listablePoints.toLocaleString('en-US')} points.`,
    where: 'sampler',
    hint: 'Search fewer settings, lower grid_points, or take another sampler.',
  });
}
