import { numberOf } from '../../contract/index.ts';
import { crowdingDistances, frontsOf } from '../objectives/dominance.ts';
import { lossesOf, type Objective, type Trial, violationOf } from '../trial.ts';
import { child } from './crossover.ts';
import { rankedValues } from './earlier.ts';
import type { Proposal, Sampler, SamplerContext, SamplerKind } from './sampler.ts';
import { sobolPoint } from './sobol.ts';

/** Elitist genetic search for a whole front (Deb et al. 2002). */
export const nsga2: SamplerKind = {
  id: 'nsga2',
  label: 'NSGA-II',
  help: 'Breeds a population towards the whole front of several objectives: for many trials and more than one objective.',
  options: [
    {
      name: 'population',
      type: 'integer',
      default: 24,
      min: 4,
      max: 10_000,
      unit: 'trials',
      label: 'Population',
      help: 'Trials in each generation. Higher covers the front more evenly and advances more slowly. 24 suits some hundred trials.',
      group: 'run',
      level: 'basic',
    },
  ],
  multiObjective: true,
  create: (options) => new Nsga2Sampler(numberOf(options, 'population')),
};

const attribute = 'nsga2_generation';

class Nsga2Sampler implements Sampler {
  readonly #size: number;
  /** Populations that were worked out, by the trials they come from: spares time, decides nothing. */
  readonly #known = new Map<string, readonly Trial[]>();

  constructor(size: number) {
    this.#size = size;
  }

  propose(context: SamplerContext): Proposal {
    const { generation, population } = this.#current(context);
    const attributes = { [attribute]: generation };
    if (population.length < 2) return { ...this.#founder(context), attributes };
    const { random, space, allowed } = context;
    const tournament = (): Trial => {
      // The population is in order: the smaller index wins.
      const [a, b] = [random.integer(population.length), random.integer(population.length)];
      return population[Math.min(a, b)]!;
    };
    for (let i = 0; ; i++) {
      const [one, other] = [tournament(), tournament()];
      const values = child(space, one.values, other.values, random);
      if (!allowed(values) && i < 50) continue;
      const why = `Child of trials ${one.number} and ${other.number}, generation ${generation + 1}.`;
      return { values, why, attributes };
    }
  }

  /** The first generation: the best of earlier studies, for a quarter of it, then an even spread. */
  #founder(context: SamplerContext): Proposal {
    const { space, seed, number, allowed, earlier } = context;
    const share = earlier.length === 0 ? 0 : Math.ceil(this.#size / 4 / earlier.length);
    for (const study of earlier.filter(({ similarity }) => similarity > 0)) {
      const known = rankedValues(study, context)
        .slice(0, share)
        .find((values) => allowed(values));
      if (known !== undefined) return { values: known, why: `One of the best of ${study.name}.` };
    }
    return { values: sobolPoint(space, seed, number), why: 'Spread evenly, as a founder.' };
  }

  /** Replays the generations that are complete; each consists of its members that ended first. */
  #current({ trials, objectives }: SamplerContext): {
    generation: number;
    population: readonly Trial[];
  } {
    let population: readonly Trial[] = [];
    let trail = '';
    for (let generation = 0; ; generation++) {
      const members = trials
        .filter((trial) => trial.attributes[attribute] === generation && trial.ended !== null)
        .sort((a, b) => a.ended! - b.ended!)
        .slice(0, this.#size);
      if (members.length < this.#size) {
        // What was tried by hand may be a parent too.
        const others = trials.filter((trial) => trial.attributes[attribute] === undefined);
        const first = generation === 0 ? [] : others;
        return {
          generation,
          population: survivors([...population, ...first], objectives, this.#size),
        };
      }
      trail += `|${members.map(({ number }) => number).join()}`;
      population =
        this.#known.get(trail) ?? survivors([...population, ...members], objectives, this.#size);
      this.#known.set(trail, population);
    }
  }
}

/** The best completed trials, from best to worst: within all bounds first, then by front, then the loneliest. */
function survivors(
  trials: readonly Trial[],
  objectives: readonly Objective[],
  size: number,
): readonly Trial[] {
  const completed = trials.filter(({ results }) => results !== null);
  const feasible = completed.filter((trial) => violationOf(trial) === 0);
  const broken = completed.filter((trial) => violationOf(trial) > 0);
  const losses = feasible.map(({ results }) => lossesOf(objectives, results!));
  const fronts = frontsOf(losses);
  const order: Trial[] = [];
  for (let front = 0; order.length < Math.min(size, feasible.length); front++) {
    const level = [...feasible.keys()].filter((index) => fronts[index] === front);
    const crowding = crowdingDistances(level.map((index) => losses[index]!));
    const lonely = [...level.keys()].sort((a, b) => crowding[b]! - crowding[a]! || a - b);
    order.push(...lonely.map((index) => feasible[level[index]!]!));
  }
  broken.sort((a, b) => violationOf(a) - violationOf(b) || a.number - b.number);
  return [...order, ...broken].slice(0, size);
}
