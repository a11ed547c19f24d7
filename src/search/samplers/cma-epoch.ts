import type { Random } from '../numerics/random.ts';
import { cardinality, type Parameter } from '../space/parameter.ts';
import {
  type CategoryState,
  drawChoice,
  initialCategories,
  isCategorical,
  updatedCategories,
} from './cma-categories.ts';
import { withMargin } from './cma-margin.ts';
import {
  type CmaState,
  type CmaStrategy,
  cmaStrategy,
  initialState,
  type PrincipalAxes,
  principalAxes,
  updated,
} from './cma-state.ts';

/** All that determines the points of a generation: the cloud over numbers, the odds of choices. */
export interface Epoch {
  readonly parameters: readonly Parameter[];
  readonly cloud: Cloud | null;
  readonly categories: CategoryState;
  readonly strategy: CmaStrategy;
  readonly generation: number;
  readonly restarts: number;
  /** The best loss of each generation since the last restart. */
  readonly bests: readonly number[];
}

interface Cloud {
  readonly state: CmaState;
  readonly axes: PrincipalAxes;
}

/** A point of a generation, with a place for every parameter, active or not. */
export interface Member {
  readonly point: Float64Array;
  /** Infinite where the trial did not complete. */
  readonly loss: number;
}

function numbersOf(parameters: readonly Parameter[]): Parameter[] {
  return parameters.filter((parameter) => !isCategorical(parameter));
}

/** @param mean a place for every parameter */
export function firstEpoch(
  parameters: readonly Parameter[],
  mean: Float64Array,
  sigma: number,
  population: number,
): Epoch {
  const numbers = numbersOf(parameters);
  const strategy = cmaStrategy(Math.max(1, numbers.length), population);
  const start = mean.filter((_, index) => !isCategorical(parameters[index]!));
  return {
    parameters,
    cloud: numbers.length === 0 ? null : cloudOf(initialState(start, sigma), strategy, numbers),
    categories: initialCategories(parameters),
    strategy,
    generation: 0,
    restarts: 0,
    bests: [],
  };
}

function cloudOf(
  state: CmaState,
  { population }: CmaStrategy,
  numbers: readonly Parameter[],
): Cloud {
  const kept = withMargin(state, numbers, 1 / (population * numbers.length));
  return { state: kept, axes: principalAxes(kept) };
}

/** So many draws outside of the box are thrown away before one is pulled to its edge. */
const redraws = 50;

/** A place for every parameter. */
export function drawPoint(epoch: Epoch, random: Random): Float64Array {
  const { parameters, categories, cloud } = epoch;
  let numbers = new Float64Array(0);
  if (cloud !== null) {
    for (let i = 0; i < redraws; i++) {
      numbers = drawNumbers(cloud, random);
      if (numbers.every((x) => x >= 0 && x <= 1)) break;
    }
  }
  let next = 0;
  return Float64Array.from(parameters, (parameter) => {
    if (isCategorical(parameter)) return drawChoice(categories[parameter.name]!, random);
    return Math.min(Math.max(numbers[next++]!, 0), 1);
  });
}

function drawNumbers({ state, axes }: Cloud, random: Random): Float64Array<ArrayBuffer> {
  const point = Float64Array.from(state.mean);
  for (const [k, axis] of axes.axes.entries()) {
    const along = random.normal() * axes.deviations[k]! * state.sigma;
    for (let i = 0; i < point.length; i++) point[i]! += along * axis[i]!;
  }
  return point;
}

/**
 * The epoch after a generation.
 * @param members from best to worst, as many as the population
 */
export function nextEpoch(epoch: Epoch, members: readonly Member[]): Epoch {
  const { parameters, strategy, cloud } = epoch;
  const numbers = numbersOf(parameters);
  const points = members.map(({ point }) =>
    point.filter((_, index) => !isCategorical(parameters[index]!)),
  );
  const better = members.slice(0, strategy.parents).map(({ point }, rank) => ({
    weight: strategy.weights[rank]!,
    chosen: choicesAt(parameters, point),
  }));
  return {
    ...epoch,
    cloud: cloud && cloudOf(updated(cloud.state, strategy, points), strategy, numbers),
    categories: updatedCategories(epoch.categories, better),
    generation: epoch.generation + 1,
    bests: [...epoch.bests, members[0]!.loss],
  };
}

function choicesAt(parameters: readonly Parameter[], point: Float64Array): Record<string, number> {
  const chosen: Record<string, number> = {};
  for (const [index, parameter] of parameters.entries()) {
    if (!isCategorical(parameter)) continue;
    chosen[parameter.name] = Math.floor(point[index]! * cardinality(parameter));
  }
  return chosen;
}

/**
 * Whether the cloud has nothing left to find where it is: it has shrunk to a point, lost its shape, or
 * its best losses no longer change (Hansen 2016, section B.3).
 */
export function isSpent({ cloud, bests, strategy }: Epoch): boolean {
  const { dimension, population } = strategy;
  const window = 10 + Math.ceil((30 * dimension) / population);
  const recent = bests.slice(-window);
  const spread = Math.max(...recent) - Math.min(...recent);
  if (bests.length >= window && !(spread > 1e-12 * Math.abs(recent[0]!))) return true;
  if (cloud === null) return false;
  const widest = Math.max(...cloud.axes.deviations);
  if (widest * cloud.state.sigma < 1e-10) return true;
  return widest / Math.min(...cloud.axes.deviations) > 1e7;
}

/** A new cloud with twice the population about another place; what was learned of choices is kept. */
export function restarted(epoch: Epoch, mean: Float64Array, sigma: number): Epoch {
  const fresh = firstEpoch(epoch.parameters, mean, sigma, 2 * epoch.strategy.population);
  const { categories, generation, restarts } = epoch;
  return { ...fresh, categories, generation, restarts: restarts + 1 };
}
