import { Random } from '../numerics/random.ts';
import type { ParameterValues } from '../space/parameter.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { type ForestData, growTree, type Leaf } from './regression-tree.ts';

/** Trees, each a division of the space into leaves. */
export type Forest = readonly (readonly Leaf[])[];

/** As many as Optuna's evaluator grows. */
export const defaultTrees = 64;

/** Trees on bootstrap samples (Breiman 2001), every dimension tried at every split. */
export function growForest(data: ForestData, seed: number, trees = defaultTrees): Forest {
  const { length } = data.points;
  return Array.from({ length: trees }, (_, tree) => {
    const random = new Random(seed, tree, 'forest');
    const rows = Array.from({ length }, () => random.integer(length));
    return growTree(data, rows, random);
  });
}

/**
 * Trials as a forest sees them. Numbers lie on their own scale (logarithmic ones in the logarithm);
 * what is inactive stands in the middle, or at the first choice.
 */
export function forestData(
  space: SearchSpace,
  trials: readonly { readonly values: ParameterValues; readonly loss: number }[],
): ForestData {
  const choices = space.parameters.map((parameter) =>
    parameter.type === 'categorical' ? parameter.choices.length : 0,
  );
  const points = trials.map(({ values }) =>
    space.toUnits(values).map((unit, d) => {
      const count = choices[d]!;
      if (count > 0) return Number.isNaN(unit) ? 0 : Math.floor(unit * count);
      return Number.isNaN(unit) ? 0.5 : unit;
    }),
  );
  return { points, losses: trials.map(({ loss }) => loss), choices };
}
