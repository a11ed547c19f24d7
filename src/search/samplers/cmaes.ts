import { numberOf, type Settings } from '../../contract/index.ts';
import type { SearchSpace } from '../space/search-space.ts';
import { lossesOf, type Trial } from '../trial.ts';
import { isCategorical } from './cma-categories.ts';
import {
  drawPoint,
  type Epoch,
  firstEpoch,
  isSpent,
  type Member,
  nextEpoch,
  restarted,
} from './cma-epoch.ts';
import { defaultPopulation } from './cma-state.ts';
import { earlierPoints, inherited } from './earlier.ts';
import { ranked } from './ranking.ts';
import type { Proposal, Sampler, SamplerContext, SamplerKind } from './sampler.ts';
import { sobolPoint } from './sobol.ts';

/**
 * Covariance matrix adaptation (Hansen 2016) with restarts of doubled population (Auger and Hansen
 * 2005), margins for whole numbers (Hamano et al. 2022), and for choices a distribution of its own
 * for each (Hamano et al. 2024, "CatCMA").
 */
export const cmaes: SamplerKind = {
  id: 'cmaes',
  label: 'CMA-ES',
  help: 'Moves a cloud of points downhill and learns its shape: for many trials on mostly numeric settings that interact.',
  options: [
    {
      name: 'initial_spread',
      type: 'float',
      default: 0.167,
      min: 0.001,
      max: 1,
      label: 'Initial spread',
      help: 'Standard deviation of the first cloud in parts of each range. Higher looks further around. A sixth by default: the range is three deviations to each side.',
      group: 'run',
      level: 'advanced',
    },
  ],
  multiObjective: false,
  create: (options) => new CmaSampler(options),
};

/** What a trial keeps of the generation that it belongs to. */
const attributes = {
  generation: 'cma_generation',
  /** A place for every parameter, before whole numbers are rounded. */
  point: 'cma_point',
  /** Of the first generation: the cloud's middle and population. */
  start: 'cma_start',
  population: 'cma_population',
} as const;

class CmaSampler implements Sampler {
  readonly #options: Settings;
  /** Epochs that were worked out, by the trials they follow from: spares time, decides nothing. */
  readonly #known = new Map<string, Epoch>();

  constructor(options: Settings) {
    this.#options = options;
  }

  propose(context: SamplerContext): Proposal {
    const { space, random } = context;
    const known = inherited(context);
    if (known !== null) return known;
    const epoch = this.#current(context);
    const point = drawPoint(epoch, random);
    const { generation, restarts, cloud } = epoch;
    const again = restarts > 0 ? `, restart ${restarts}` : '';
    const about = startsFromEarlier(context) ? ', begun about the best of earlier studies' : '';
    const step = cloud === null ? '' : `, step ${cloud.state.sigma.toPrecision(2)}`;
    return {
      values: space.fromUnits(point),
      why: `Drawn from the cloud of generation ${generation + 1}${again}${step}${about}.`,
      attributes: {
        [attributes.generation]: generation,
        [attributes.point]: [...point],
        ...(generation > 0 ? {} : this.#startAttributes(context)),
      },
    };
  }

  /**
   * Replays the generations that are complete. Each consists of its members that ended first: later
   * ones, of trials that ran in parallel, are let go, so that a stored history replays as it was.
   */
  #current(context: SamplerContext): Epoch {
    let epoch = this.#first(context);
    let trail = `${context.seed}`;
    for (;;) {
      const { generation, strategy } = epoch;
      const { population } = strategy;
      const members = context.trials
        .filter((trial) => generationOf(trial) === generation && trial.ended !== null)
        .sort((a, b) => a.ended! - b.ended!)
        .slice(0, population);
      if (members.length < population) return epoch;
      trail += `|${members.map(({ number }) => number).join()}`;
      const known = this.#known.get(trail) ?? this.#after(epoch, members, context);
      this.#known.set(trail, known);
      epoch = known;
    }
  }

  #after(
    epoch: Epoch,
    trials: readonly Trial[],
    { objectives, space, seed }: SamplerContext,
  ): Epoch {
    const members = ranked(trials, objectives).map((trial): Member => {
      const loss = trial.results === null ? Infinity : lossesOf(objectives, trial.results)[0]!;
      const point = trial.attributes[attributes.point] as readonly number[];
      return { point: Float64Array.from(point), loss };
    });
    const next = nextEpoch(epoch, members);
    if (!isSpent(next)) return next;
    const mean = completeUnits(space, sobolPoint(space, seed, 1000 + next.restarts));
    return restarted(next, mean, this.#spread);
  }

  #first(context: SamplerContext): Epoch {
    const { start, population } = this.#startOf(context);
    const { parameters } = context.space;
    // An earlier study's best is near already: half the spread.
    const spread = startsFromEarlier(context) ? this.#spread / 2 : this.#spread;
    return firstEpoch(parameters, Float64Array.from(start), spread, population);
  }

  #startAttributes(context: SamplerContext) {
    const { start, population } = this.#startOf(context);
    return { [attributes.start]: start, [attributes.population]: population };
  }

  /**
   * The first cloud lies about the best point that was tried by hand or in an earlier study, else about
   * the middle of all ranges, which is where people put what they expect. Kept by its first member, since trials that end later must not move it.
   */
  #startOf(context: SamplerContext): { start: readonly number[]; population: number } {
    const { space, trials, objectives, budget } = context;
    const first = trials.find((trial) => generationOf(trial) === 0);
    if (first !== undefined) {
      const { [attributes.start]: start, [attributes.population]: population } = first.attributes;
      return { start: start as readonly number[], population: Number(population) };
    }
    const [best] = ranked(trials, objectives);
    const values = best?.values ?? earlierPoints(context).good[0]?.values;
    const start = values ? [...completeUnits(space, values)] : space.parameters.map(() => 0.5);
    const dimension = space.parameters.filter((parameter) => !isCategorical(parameter)).length;
    const population = Math.max(defaultPopulation(Math.max(1, dimension)), budget.parallel ?? 1);
    return { start, population };
  }

  get #spread(): number {
    return numberOf(this.#options, 'initial_spread');
  }
}

function startsFromEarlier({ earlier }: SamplerContext): boolean {
  return earlier.some(({ similarity }) => similarity > 0);
}

function generationOf(trial: Trial): number | undefined {
  const generation = trial.attributes[attributes.generation];
  return typeof generation === 'number' ? generation : undefined;
}

/** Inactive parameters have a place too: the middle. */
function completeUnits(space: SearchSpace, values: Trial['values']): Float64Array {
  return space.toUnits(values).map((unit) => (Number.isNaN(unit) ? 0.5 : unit));
}
