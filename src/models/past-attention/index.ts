import type { Random } from '../../backend/random.ts';
import type { ParameterSet } from '../parameters.ts';
import { bothDirections } from './expect-past.ts';
import { PastAttention } from './past-attention.ts';
import type { PastAttentionId } from './past-attention-id.ts';
import { projected } from './projected.ts';
import type { RolesDefinition } from './roles.ts';
import { keyValue, keyValuePredict } from './split.ts';

export { PastAttention, type PastOutputs } from './past-attention.ts';

export const attentionRoles: readonly RolesDefinition[] = [projected, keyValue, keyValuePredict];

export interface PastAttentionOptions {
  readonly id: PastAttentionId;
  /** Past steps that are attended to. */
  readonly window: number;
  /** Values of an output. */
  readonly width: number;
  readonly bidirectional: boolean;
}

/**
 * Adds its parameters under `prefix`.
 * @throws UnrollError where the outputs come from both directions or cannot be cut into parts
 */
export function makePastAttention(
  { id, bidirectional, ...sizes }: PastAttentionOptions,
  parameters: ParameterSet,
  random: Random,
  prefix: string,
): PastAttention {
  if (bidirectional) throw bothDirections();
  const roles = attentionRoles.find((candidate) => candidate.id === id);
  if (roles === undefined) throw new Error(`no attention over past states ${id}`);
  return new PastAttention(sizes, roles, parameters, random, prefix);
}
