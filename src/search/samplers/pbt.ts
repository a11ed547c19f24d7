import { numberOf, type Settings, UnrollError } from '../../contract/index.ts';
import type { Random } from '../numerics/random.ts';
import {
  cardinality,
  fromUnit,
  type Parameter,
  type ParameterValue,
  type ParameterValues,
  stepOf,
  toUnit,
} from '../space/parameter.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type { Trial } from '../trial.ts';
import { ranked } from './ranking.ts';
import type { Proposal, Sampler, SamplerContext, SamplerKind } from './sampler.ts';
import { sobolPoint } from './sobol.ts';

/**
 * Population based training (Jaderberg et al. 2017), asynchronous: members train in stretches; one
 * that is behind goes on from the checkpoint of one that leads, with its settings changed a little.
 * A trial is one stretch of one member, so a setting can follow a schedule that nobody wrote down.
 */
export const pbt: SamplerKind = {
  id: 'pbt',
  label: 'Population based training',
  help: 'Trains a population in stretches and lets those behind take over weights and settings of those ahead: for settings that should change while training, such as the learning rate.',
  options: [
    {
      name: 'population',
      type: 'integer',
      default: 8,
      min: 2,
      max: 1000,
      unit: 'members',
      label: 'Members',
      help: 'Networks that train side by side. Higher explores more and takes more time. 8 suits two to four at once.',
      group: 'run',
      level: 'basic',
    },
    {
      name: 'stretches',
      type: 'integer',
      default: 8,
      min: 2,
      max: 1000,
      unit: 'stretches',
      label: 'Stretches',
      help: 'Parts into which a full training is cut; after each a member may take over another. Higher adapts faster and judges on less. 8 by default.',
      group: 'run',
      level: 'advanced',
    },
  ],
  multiObjective: true,
  continues: true,
  create: (options) => new PbtSampler(options),
};

const attribute = 'pbt_member';

/** The share of the members that is behind and takes over, and that leads and is taken over. */
const share = 0.25;

class PbtSampler implements Sampler {
  readonly #population: number;
  readonly #stretches: number;

  constructor(options: Settings) {
    this.#population = numberOf(options, 'population');
    this.#stretches = numberOf(options, 'stretches');
  }

  propose(context: SamplerContext): Proposal | null {
    const { space, trials, budget } = context;
    if (space.parameters.every((parameter) => parameter.structural)) throw nothingToChange();
    if (budget.steps === undefined) throw unknownLength();
    const stretch = Math.max(1, Math.ceil(budget.steps / this.#stretches));
    const latest = latestByMember(trials);
    if (latest.size < this.#population) return founder(context, latest.size, stretch);
    const open = [...latest.values()].filter((trial) => (trial.until ?? 0) < budget.steps!);
    if (open.length === 0) return null;
    const [next] = open
      .filter(({ state }) => state !== 'running')
      .sort((a, b) => (a.until ?? 0) - (b.until ?? 0) || memberOf(a)! - memberOf(b)!);
    // More are asked for at once than there are members: the population grows.
    if (next === undefined) return founder(context, latest.size, stretch);
    return this.#goOn(context, next, stretch);
  }

  /** Members are compared where they have trained equally long: after the same stretch. */
  #goOn(context: SamplerContext, last: Trial, stretch: number): Proposal {
    const { trials, objectives, random, space, budget } = context;
    const member = memberOf(last)!;
    const peers = ranked(peersOf(last, trials), objectives);
    if (peers.length === 0) return founder(context, member, stretch);
    const count = Math.max(1, Math.floor(peers.length * share));
    const place = peers.findIndex((trial) => trial.number === last.number);
    const behind = place === -1 || (peers.length > 1 && place >= peers.length - count);
    const source = behind ? random.pick(peers.slice(0, count)) : last;
    const step = source.until!;
    return {
      values: behind ? explored(space, source.values, random) : source.values,
      why: behind
        ? `Member ${member + 1} was behind: takes over trial ${source.number} at step ${step}, with changed settings.`
        : `Member ${member + 1} goes on from its own step ${step}.`,
      attributes: { [attribute]: member },
      continues: { trial: source.number, step },
      until: Math.min(step + stretch, budget.steps!),
    };
  }
}

/** Completed trials of the same stretch; for one that failed, of the last stretch that any completed. */
function peersOf(last: Trial, trials: readonly Trial[]): readonly Trial[] {
  const completed = trials.filter(
    (trial) =>
      memberOf(trial) !== undefined && trial.results !== null && trial.until! <= last.until!,
  );
  const stretch = Math.max(...completed.map(({ until }) => until!));
  return completed.filter(({ until }) => until === stretch);
}

function founder({ space, seed, number, allowed }: SamplerContext, member: number, until: number) {
  // A member that starts anew stands where none has stood.
  let values = sobolPoint(space, seed, number);
  for (let i = 1; i < 100 && !allowed(values); i++)
    values = sobolPoint(space, seed, number + 1000 * i);
  return {
    values,
    why: 'A founder of the population.',
    attributes: { [attribute]: member },
    until,
  };
}

function memberOf({ attributes }: Trial): number | undefined {
  const member = attributes[attribute];
  return typeof member === 'number' ? member : undefined;
}

/** The newest trial of each member. */
function latestByMember(trials: readonly Trial[]): ReadonlyMap<number, Trial> {
  const latest = new Map<number, Trial>();
  for (const trial of trials) {
    const member = memberOf(trial);
    if (member !== undefined) latest.set(member, trial);
  }
  return latest;
}

/**
 * Each number times 0.8 or 1.2, now and then drawn anew; a choice is drawn anew as rarely. What shapes
 * the network stays, since its weights are taken over.
 */
function explored(space: SearchSpace, values: ParameterValues, random: Random): ParameterValues {
  const changed: Record<string, ParameterValue> = {};
  for (const parameter of space.parameters) {
    if (!space.isActive(parameter, changed)) continue;
    const value = values[parameter.name];
    if (value !== undefined && parameter.structural) changed[parameter.name] = value;
    else if (value === undefined || random.uniform() < 0.25) {
      changed[parameter.name] = fromUnit(parameter, random.uniform());
    } else changed[parameter.name] = perturbed(parameter, value, random);
  }
  return changed;
}

function perturbed(parameter: Parameter, value: ParameterValue, random: Random): ParameterValue {
  if (parameter.type === 'categorical' || typeof value !== 'number') return value;
  const factor = random.uniform() < 0.5 ? 0.8 : 1.2;
  const target = Math.min(Math.max(value * factor, parameter.low), parameter.high);
  if (!Number.isFinite(cardinality(parameter))) return target;
  const step = stepOf(parameter);
  const least = value + (factor > 1 ? step : -step);
  const moved = factor > 1 ? Math.max(target, least) : Math.min(target, least);
  return fromUnit(parameter, toUnit(parameter, nearestStep(parameter.low, step, moved)));
}

function nearestStep(low: number, step: number, value: number): number {
  return low + Math.max(0, Math.round((value - low) / step)) * step;
}

function nothingToChange(): UnrollError {
  return new UnrollError({
    code: 'nothing-to-change',
    message:
      'Population based training changes settings while training, and all searched ones shape the network.',
    where: 'sampler',
    hint: 'Search a setting such as lr or dropout too, or take another sampler.',
  });
}

function unknownLength(): UnrollError {
  return new UnrollError({
    code: 'unknown-length',
    message: 'Population based training must know how many steps a full training has.',
    where: 'sampler',
    hint: 'Set how long each trial trains.',
  });
}
