import { booleanOf, numberOf, type Settings } from '../../contract/index.ts';
import type { Random } from '../numerics/random.ts';
import {
  fromUnit,
  type Parameter,
  type ParameterValue,
  type ParameterValues,
} from '../space/parameter.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { earlierPoints, inherited, ofEarlier, type WeightedPoint } from './earlier.ts';
import { type Observation, ParzenEstimator } from './parzen.ts';
import { ranked } from './ranking.ts';
import type { Proposal, SamplerContext, SamplerKind } from './sampler.ts';
import { startup, startupTrials } from './startup.ts';

/** Tree-structured Parzen estimator (Bergstra et al. 2011; Watanabe 2023 on its parts). */
export const tpe: SamplerKind = {
  id: 'tpe',
  label: 'TPE',
  help: 'Looks where good trials are dense and bad ones rare: fast, bears choices, conditions and many trials.',
  options: [
    startupTrials,
    {
      name: 'multivariate',
      type: 'boolean',
      default: true,
      label: 'Multivariate',
      help: 'Takes settings that are active together as one, so that it sees which values go together. On by default: better wherever settings interact.',
      group: 'run',
      level: 'advanced',
    },
    {
      name: 'candidates',
      type: 'integer',
      default: 24,
      min: 1,
      max: 10_000,
      unit: 'points',
      label: 'Candidates',
      help: 'Points drawn among good ones, of which the most promising is proposed. Higher exploits more. 24 by convention.',
      group: 'run',
      level: 'advanced',
    },
  ],
  multiObjective: true,
  create: (options) => {
    const places: Places = new WeakMap();
    return { propose: (context) => propose(context, options, places) };
  },
};

/** Places of values that were seen before: spares time, decides nothing. */
type Places = WeakMap<ParameterValues, Float64Array>;

function propose(context: SamplerContext, options: Settings, places: Places): Proposal {
  const split = splitHistory(context);
  const known = inherited(context);
  if (known !== null) return known;
  if (split.known < numberOf(options, 'startup_trials')) return startup(context);
  const groups = booleanOf(options, 'multivariate')
    ? jointGroups(context.space)
    : context.space.parameters.map((parameter) => [parameter]);
  const count = numberOf(options, 'candidates');
  const { space, random } = context;
  const observed = {
    good: observationsOf(space, split.good, places),
    bad: observationsOf(space, split.bad, places),
  };
  const models = groups.map((group) => new GroupModel({ space, observed, random, count }, group));
  let values = compose(context, models, 0);
  for (let i = 1; i < fallbacks && !context.allowed(values); i++) {
    values = compose(context, models, i / fallbacks);
  }
  const { good, bad, earlier } = split;
  const why = `Where the best ${good.length} points are dense and the other ${bad.length} are rare${ofEarlier(earlier)}.`;
  return { values, why };
}

/** How many combinations of the candidates are looked at when the best is not allowed. */
const fallbacks = 30;

/**
 * The best candidate of each group that is active, parents first.
 * @param slack from 0, the best, to 1, any of them
 */
function compose(
  { space, random }: SamplerContext,
  models: readonly GroupModel[],
  slack: number,
): ParameterValues {
  const values: Record<string, ParameterValue> = {};
  for (const model of models) {
    if (!space.isActive(model.parameters[0]!, values)) continue;
    const { candidates } = model;
    const chosen = candidates[Math.floor(random.uniform() * slack * candidates.length)]!;
    for (const [index, parameter] of model.parameters.entries()) {
      values[parameter.name] = fromUnit(parameter, chosen[index]!);
    }
  }
  return values;
}

/** Parameters that are always active together; groups whose parents come first. */
function jointGroups({ parameters }: SearchSpace): readonly (readonly Parameter[])[] {
  const groups = new Map<string, Parameter[]>();
  for (const parameter of parameters) {
    const key = JSON.stringify(parameter.when ?? null);
    groups.set(key, [...(groups.get(key) ?? []), parameter]);
  }
  return [...groups.values()];
}

interface Split {
  readonly good: readonly WeightedPoint[];
  readonly bad: readonly WeightedPoint[];
  /** How much is known, in trials. */
  readonly known: number;
  /** How many of the points are of earlier studies. */
  readonly earlier: number;
}

/**
 * The best tenth, at most 25, against all others. Running trials count as bad, so that parallel ones
 * keep apart (constant liar); so do failed ones.
 */
function splitHistory(context: SamplerContext): Split {
  const { trials, objectives } = context;
  const order = ranked(trials, objectives);
  const count = Math.min(Math.ceil(0.1 * order.length), 25);
  const running = trials.filter((trial) => trial.state === 'running');
  const bad = [...order.slice(count), ...running];
  const weights = rankWeights(count);
  const earlier = earlierPoints(context);
  return {
    good: [
      ...order.slice(0, count).map(({ values }, rank) => ({ values, weight: weights[rank]! })),
      ...earlier.good,
    ],
    bad: [...bad.map(({ values }) => ({ values, weight: 1 })), ...earlier.bad],
    known: order.length + earlier.weight,
    earlier: earlier.good.length + earlier.bad.length,
  };
}

/** What a good point weighs in the mean beside the prior, which weighs 1. */
const goodWeight = 0.7;

/**
 * Of the good points the best weigh most, by the logarithm of their rank as in CMA-ES: measured better
 * than equal weights (docs/search.md).
 */
function rankWeights(count: number): readonly number[] {
  const raw = Array.from(
    { length: count },
    (_, rank) => Math.log(count + 0.5) - Math.log(rank + 1),
  );
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return raw.map((weight) => (goodWeight * weight * count) / total);
}

interface GroupParts {
  readonly space: SearchSpace;
  readonly observed: { readonly good: Observation[]; readonly bad: Observation[] };
  readonly random: Random;
  /** Candidates that are drawn. */
  readonly count: number;
}

/** Densities of good and bad points over parameters that are active together. */
class GroupModel {
  readonly parameters: readonly Parameter[];
  readonly #good: ParzenEstimator;
  readonly #bad: ParzenEstimator;
  readonly #random: Random;
  readonly #count: number;
  #candidates: readonly Float64Array[] | undefined;

  constructor({ space, observed, random, count }: GroupParts, parameters: readonly Parameter[]) {
    this.parameters = parameters;
    const columns = parameters.map((parameter) => space.parameters.indexOf(parameter));
    // Values that are inactive have no place.
    const active = ({ units }: Observation) => !Number.isNaN(units[columns[0]!]);
    this.#good = new ParzenEstimator(parameters, observed.good.filter(active), columns);
    this.#bad = new ParzenEstimator(parameters, observed.bad.filter(active), columns);
    this.#random = random;
    this.#count = count;
  }

  /** Places drawn from the good density, by how much likelier they are there than among the bad. */
  get candidates(): readonly Float64Array[] {
    if (this.#candidates !== undefined) return this.#candidates;
    const drawn = Array.from({ length: this.#count }, () => this.#good.sample(this.#random));
    const gains = drawn.map((units) => this.#good.logDensity(units) - this.#bad.logDensity(units));
    const order = [...drawn.keys()].sort((a, b) => gains[b]! - gains[a]!);
    this.#candidates = order.map((index) => drawn[index]!);
    return this.#candidates;
  }
}

function observationsOf(
  space: SearchSpace,
  points: readonly WeightedPoint[],
  places: Places,
): Observation[] {
  return points.map(({ values, weight }) => {
    let units = places.get(values);
    if (units === undefined) {
      units = space.toUnits(values);
      places.set(values, units);
    }
    return { units, weight };
  });
}
