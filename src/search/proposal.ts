import { UnrollError } from '../contract/index.ts';
import { Random } from './numerics/random.ts';
import type { Proposal, Sampler, SamplerContext } from './samplers/sampler.ts';
import type { ParameterValues } from './space/parameter.ts';
import { gridPoints, neighbour, randomPoint } from './space/points.ts';
import { listablePoints } from './space/search-space.ts';
import type { Continuation } from './trial.ts';

/** What a study knows and a sampler need not. */
export interface ProposalContext extends Omit<SamplerContext, 'random' | 'allowed'> {
  tried(values: ParameterValues, continues?: Continuation): boolean;
  /** The bound that values break, in words. */
  brokenConstraint(values: ParameterValues): string | undefined;
}

/** How often the sampler is asked again, then how many points near by and anywhere are looked at. */
const attempts = 8;
const nearby = 200;
const anywhere = 2000;

/**
 * Asks a sampler until it proposes what is neither tried nor beyond a constraint; when it insists,
 * takes a point near by, then any point.
 * @returns null when nothing untried is left
 * @throws UnrollError when no point was found that keeps the constraints
 */
export function proposeAllowed(sampler: Sampler, context: ProposalContext): Proposal | null {
  let broken: string | undefined;
  const allowed = (values: ParameterValues, continues?: Continuation): boolean => {
    if (context.tried(values, continues)) return false;
    const problem = context.brokenConstraint(values);
    broken ??= problem;
    return problem === undefined;
  };
  const source = (attempt: number) => new Random(context.seed, context.number, attempt);
  let last: Proposal | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const proposal = sampler.propose({ ...context, random: source(attempt), allowed });
    if (proposal === null) break;
    if (allowed(proposal.values, proposal.continues)) return proposal;
    last = proposal;
  }
  const found = last === undefined ? null : substitute(last, context, source(attempts), allowed);
  if (found !== null || broken === undefined || context.trials.length > 0) return found;
  throw new UnrollError({
    code: 'constraints-too-tight',
    message: `No untried values keep the constraints; the last ones broke one: ${broken}.`,
    where: 'constraints',
    hint: 'Loosen the constraint, or widen the search space towards smaller networks.',
  });
}

function substitute(
  proposal: Proposal,
  { space }: ProposalContext,
  random: Random,
  allowed: (values: ParameterValues) => boolean,
): Proposal | null {
  let walker = proposal.values;
  for (let i = 0; i < nearby; i++) {
    const values = neighbour(space, walker, random, 0.05);
    if (allowed(values)) return near(proposal, values);
    // Leave a crowded place step by step.
    if (i % 10 === 9) walker = values;
  }
  for (let i = 0; i < anywhere; i++) {
    const values = randomPoint(space, random);
    if (allowed(values)) return near(proposal, values);
  }
  if (space.size > listablePoints) return null;
  for (const values of gridPoints(space, Infinity)) {
    if (allowed(values)) return near(proposal, values);
  }
  return null;
}

/** Attributes of the refused point would mislead the sampler that gave them. */
function near({ why }: Proposal, values: ParameterValues): Proposal {
  return { values, why: `${why} Moved to the nearest untried values within the constraints.` };
}
