import { cardinality, fromUnit, type Parameter, type ParameterValue } from '../space/parameter.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { Objective, Trial } from '../trial.ts';
import { type ForestOptions, forestOf } from './fanova.ts';
import { marginalAt } from './marginals.ts';

/** What is shown: which objective, how finely, and the forest. */
export interface LandscapeOptions extends ForestOptions {
  /** Values into which a number's range is cut. */
  readonly resolution?: number;
}

export interface SlicePoint {
  readonly trial: number;
  readonly value: ParameterValue;
  readonly result: number;
}

/** One parameter against the results. */
export interface Slice {
  readonly parameter: string;
  readonly points: readonly SlicePoint[];
  /** What to expect of each value, over all values of the others: mean and spread over the trees. */
  readonly curve: readonly {
    readonly value: ParameterValue;
    readonly mean: number;
    readonly deviation: number;
  }[];
}

/**
 * Results over one parameter: each completed trial in which it was active, and the forest's mean over
 * all other parameters. In the metric's own direction.
 * @throws on a name that is not searched: a defect
 */
export function sliceOf(
  space: SearchSpace,
  trials: readonly Trial[],
  objectives: readonly Objective[],
  name: string,
  { objective = 0, resolution = 40, seed = 1, grown }: LandscapeOptions = {},
): Slice {
  const { forest, choices } = grown ?? forestOf(space, trials, objectives, { objective, seed });
  const axis = axisOf(space, name, resolution);
  const places = axis.places.map((place) => [place]);
  const trees = forest.map((leaves) => marginalAt(leaves, choices, [axis.dimension], places));
  const sign = signOf(objectives, objective);
  const curve =
    trees.length === 0
      ? []
      : axis.values.map((value, i) => ({ value, ...spreadAt(trees, i, sign) }));
  const points = trials.flatMap(({ number, values, results }): SlicePoint[] => {
    const value = values[name];
    if (results === null || value === undefined) return [];
    return [{ trial: number, value, result: results[objective]! }];
  });
  return { parameter: name, points, curve };
}

/** Two parameters against the results. */
export interface Contour {
  readonly x: readonly ParameterValue[];
  readonly y: readonly ParameterValue[];
  /** Row by row: `results[j][i]` is what to expect at `x[i]`, `y[j]`; empty with too few trials. */
  readonly results: readonly (readonly number[])[];
}

/** The forest's mean over all parameters but two. @throws on a name that is not searched: a defect */
export function contourOf(
  space: SearchSpace,
  trials: readonly Trial[],
  objectives: readonly Objective[],
  names: readonly [x: string, y: string],
  { objective = 0, resolution = 25, seed = 1, grown }: LandscapeOptions = {},
): Contour {
  const { forest, choices } = grown ?? forestOf(space, trials, objectives, { objective, seed });
  const [x, y] = names.map((name) => axisOf(space, name, resolution)) as [Axis, Axis];
  const places = y.places.flatMap((below) => x.places.map((across) => [across, below]));
  const dimensions = [x.dimension, y.dimension];
  const trees = forest.map((leaves) => marginalAt(leaves, choices, dimensions, places));
  const sign = signOf(objectives, objective);
  const rows = trees.length === 0 ? [] : y.places;
  const results = rows.map((_, j) =>
    x.places.map((__, i) => spreadAt(trees, j * x.places.length + i, sign).mean),
  );
  return { x: x.values, y: y.values, results };
}

interface Axis {
  readonly dimension: number;
  /** Places of the unit interval, or indices of choices. */
  readonly places: readonly number[];
  readonly values: readonly ParameterValue[];
}

function axisOf(space: SearchSpace, name: string, resolution: number): Axis {
  const dimension = space.parameters.findIndex((parameter) => parameter.name === name);
  if (dimension === -1) throw new RangeError(`${name} is not searched`);
  const parameter: Parameter = space.parameters[dimension]!;
  const count = Math.min(cardinality(parameter), resolution);
  const cells = parameter.type === 'categorical' ? parameter.choices.length : count;
  const units = Array.from({ length: cells }, (_, i) => (i + 0.5) / cells);
  const values = units.map((unit) => fromUnit(parameter, unit));
  // Whole numbers on a logarithmic scale: several places round to one small value.
  const first = (_: unknown, i: number) => i === 0 || values[i] !== values[i - 1];
  return {
    dimension,
    places: (parameter.type === 'categorical' ? units.map((_, i) => i) : units).filter(first),
    values: values.filter(first),
  };
}

function signOf(objectives: readonly Objective[], objective: number): number {
  return objectives[objective]?.direction === 'max' ? -1 : 1;
}

function spreadAt(trees: readonly Float64Array[], index: number, sign: number) {
  const values = trees.map((tree) => tree[index]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean: sign * mean, deviation: Math.sqrt(variance) };
}
