import { defaultSettings } from '../../contract/index.ts';
import { cardinality } from '../space/parameter.ts';
import type { SearchSpace } from '../space/search-space.ts';
import type {
  Budget,
  Proposal,
  Sampler,
  SamplerContext,
  SamplerId,
  SamplerKind,
} from './sampler.ts';

/** What the choice depends on. */
export interface ChoiceContext {
  readonly space: SearchSpace;
  readonly objectives: readonly unknown[];
  readonly budget: Budget;
}

export interface SamplerDecision {
  readonly id: SamplerId;
  /** One sentence. */
  readonly why: string;
}

/** Fewer trials than this let a Gaussian process pay for itself; more slow it down. */
const manyTrials = 150;

/** Chooses by what the samplers were measured to be good at, see docs/search.md. */
export function chooseSampler({ space, objectives, budget }: ChoiceContext): SamplerDecision {
  const { trials, parallel = 1 } = budget;
  const { parameters } = space;
  const dimensions = parameters.length;
  if (trials !== undefined && space.size <= trials) {
    return { id: 'grid', why: `Grid: all ${space.size} combinations fit into ${trials} trials.` };
  }
  if (trials !== undefined && parallel * 2 >= trials) {
    const why = `Sobol: with ${parallel} of ${trials} trials at once there is little to learn from.`;
    return { id: 'sobol', why };
  }
  if (objectives.length > 1) return severalObjectives(objectives.length, space, trials);
  if (space.conditional) {
    return {
      id: 'tpe',
      why: 'TPE: some settings exist only beside others, which it takes as they are.',
    };
  }
  const numeric = parameters.every(({ type }) => type !== 'categorical');
  const continuous = parameters.filter((one) => cardinality(one) > 20).length;
  if (trials !== undefined && numeric && continuous >= 5 && trials >= 40 * dimensions) {
    const why = `CMA-ES: ${trials} trials are enough to learn how ${dimensions} numbers interact.`;
    return { id: 'cmaes', why };
  }
  if (trials !== undefined && trials <= manyTrials && dimensions <= 15) {
    const why = `Gaussian process: it makes the most of only ${trials} trials over ${dimensions} settings.`;
    return { id: 'gp', why };
  }
  const size = trials === undefined ? 'any number of' : String(trials);
  return {
    id: 'tpe',
    why: `TPE: it stays fast and bears all kinds of settings over ${size} trials.`,
  };
}

function severalObjectives(
  count: number,
  space: SearchSpace,
  trials: number | undefined,
): SamplerDecision {
  if (trials !== undefined && trials <= manyTrials && !space.conditional) {
    const why = `Gaussian process: it spreads only ${trials} trials along the front of ${count} objectives.`;
    return { id: 'gp', why };
  }
  return {
    id: 'nsga2',
    why: `NSGA-II: it breeds trials towards the whole front of ${count} objectives.`,
  };
}

/**
 * @param kinds what can be chosen
 * @returns a sampler that leaves each proposal to the one that suits the study
 */
export function autoKind(kinds: readonly SamplerKind[]): SamplerKind {
  return {
    id: 'auto',
    label: 'Automatic',
    help: 'Chooses by the number of trials and settings, conditions, objectives and parallel trials, and says why.',
    options: [],
    multiObjective: true,
    create: () => new AutoSampler(kinds),
  };
}

class AutoSampler implements Sampler {
  readonly #kinds: readonly SamplerKind[];
  readonly #made = new Map<SamplerId, Sampler>();

  constructor(kinds: readonly SamplerKind[]) {
    this.#kinds = kinds;
  }

  propose(context: SamplerContext): Proposal | null {
    const { id, why } = chooseSampler(context);
    const proposal = this.#sampler(id).propose(context);
    if (proposal === null || context.number > 0) return proposal;
    return { ...proposal, why: `${why} ${proposal.why}` };
  }

  #sampler(id: SamplerId): Sampler {
    const known = this.#made.get(id);
    if (known !== undefined) return known;
    const kind = this.#kinds.find((candidate) => candidate.id === id)!;
    const made = kind.create(defaultSettings(kind.options));
    this.#made.set(id, made);
    return made;
  }
}
