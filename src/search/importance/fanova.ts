import type { SearchSpace } from '../space/search-space.ts';
import { lossesOf, type Objective, type Trial } from '../trial.ts';
import { marginalPieces, moments } from './marginals.ts';
import { type Forest, forestData, growForest } from './random-forest.ts';
import type { Leaf } from './regression-tree.ts';

export interface ParameterImportance {
  readonly name: string;
  /** Share of the losses' variance that this parameter alone explains, from 0 to 1. */
  readonly share: number;
  /** Standard deviation of the share over the forest's trees: how sure it is. */
  readonly deviation: number;
}

/** Trials below which a forest says nothing. */
export const leastTrials = 4;

/**
 * Functional analysis of variance (Hutter et al. 2014): how much of the variance of the losses over
 * the whole space each parameter explains by itself, by a random forest's marginals. What parameters
 * explain only together is in no share, so that shares add up to less than 1.
 * @param objective index of the objective
 * @returns by descending share; empty with too few completed trials, or losses that are all equal
 */
export function importances(
  space: SearchSpace,
  trials: readonly Trial[],
  objectives: readonly Objective[],
  { objective = 0, seed = 1, grown }: ForestOptions = {},
): readonly ParameterImportance[] {
  const { forest, choices } = grown ?? forestOf(space, trials, objectives, { objective, seed });
  const trees = forest
    .map((leaves) => ({ leaves, ...moments(leaves, choices) }))
    .filter(({ variance }) => variance > 0);
  if (trees.length === 0) return [];
  return space.parameters
    .map(({ name }, dimension) => {
      const shares = trees.map(({ leaves, mean, variance }) => {
        return explained(leaves, choices, dimension, mean) / variance;
      });
      const share = meanOf(shares);
      const deviation = Math.sqrt(meanOf(shares.map((one) => (one - share) ** 2)));
      return { name, share, deviation };
    })
    .sort((a, b) => b.share - a.share);
}

/** Variance of the marginal over one dimension. */
function explained(
  leaves: readonly Leaf[],
  choices: readonly number[],
  dimension: number,
  mean: number,
): number {
  const { widths, means } = marginalPieces(leaves, choices, dimension);
  return widths.reduce((sum, width, i) => sum + width * (means[i]! - mean) ** 2, 0);
}

/** A forest with the number of choices of each dimension, as `forestOf` gives it. */
export interface GrownForest {
  readonly forest: Forest;
  readonly choices: readonly number[];
}

export interface ForestOptions {
  /** Index of the objective. */
  readonly objective?: number;
  readonly seed?: number;
  /** The forest through these trials for this objective, where it has been grown already. */
  readonly grown?: GrownForest;
}

/** The forest through the completed trials' losses; empty with too few of them. */
export function forestOf(
  space: SearchSpace,
  trials: readonly Trial[],
  objectives: readonly Objective[],
  { objective, seed }: { readonly objective: number; readonly seed: number },
): GrownForest {
  const completed = trials
    .filter(({ results }) => results !== null)
    .map(({ values, results }) => ({ values, loss: lossesOf(objectives, results!)[objective]! }));
  const data = forestData(space, completed);
  const forest = completed.length < leastTrials ? [] : growForest(data, seed);
  return { forest, choices: data.choices };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
