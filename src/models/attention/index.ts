import { additive } from './additive.ts';
import type { AttentionScore } from './attention.ts';
import type { AttentionId } from './attention-id.ts';
import { dot } from './dot.ts';
import { general } from './general.ts';

export { type Attended, attend, attentionMask, type Memory } from './attend.ts';
export type { AttentionScore, AttentionScorer } from './attention.ts';
export type { AttentionId } from './attention-id.ts';

/** Every score that can be chosen. A new one is a file beside these and a line here. */
export const attentionScores: readonly AttentionScore[] = [general, dot, additive];

/** @throws on a name that is not in the list: a defect, since settings are checked before */
export function attentionById(id: AttentionId): AttentionScore {
  const found = attentionScores.find((score) => score.id === id);
  if (found === undefined) throw new Error(`no attention ${id}`);
  return found;
}
