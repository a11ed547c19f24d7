import type { Settings, StudyEntry, StudyTrial } from '../../contract/index.ts';
import type { Study } from '../../search/study.ts';

/**
 * Why a study has enough, in one sentence; null while it may go on.
 * @param seconds at work so far
 */
export function reachedLimit(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  seconds: number,
): string | null {
  const { limits, objectives } = study;
  if (limits.trials !== undefined && trials.length >= limits.trials) {
    return `All ${limits.trials} trials are done.`;
  }
  if (limits.minutes !== undefined && seconds >= limits.minutes * 60) {
    return `The ${limits.minutes} minutes are used up.`;
  }
  if (limits.steps !== undefined && study.steps >= limits.steps) {
    return stepsUsedUp(limits.steps);
  }
  const without = trialsWithoutGain(trials, objectives[0]?.direction ?? 'min');
  if (limits.patience !== undefined && without >= limits.patience) {
    return `No better trial among the last ${without}.`;
  }
  return null;
}

/** Why a study ends whose sampler proposes nothing more. */
export function nothingLeft({ definition, trials }: Study): string {
  const inStretches = trials.some(({ until }) => until !== null);
  if (inStretches) return `Every member of the population (${definition.sampler.id}) is trained.`;
  return 'Nothing untried is left in the space.';
}

/** Minutes that a trial has at least, however little the study has left. */
const leastMinutes = 0.1;

/** A trial ends, with what it has reached, when the study's time does. */
export function timeLeft(settings: Settings, minutes: number): { readonly max_minutes: number } {
  const left = Math.max(leastMinutes, minutes);
  const own = Number(settings['max_minutes'] ?? 0);
  return { max_minutes: own > 0 ? Math.min(own, left) : left };
}

export const stepsUsedUp = (steps: number): string => `The ${steps} training steps are used up.`;

/**
 * Steps that a new trial may take, so that all together never take more than the study has: an equal
 * part of what nobody has been promised for each free place.
 * @param promised steps that trials at work may still take
 * @param atWork their number
 * @returns null for a study that does not count steps; 0 while all are promised
 */
export function stepShare(
  { limits, steps, parallel }: Pick<StudyEntry, 'limits' | 'steps' | 'parallel'>,
  promised: number,
  atWork: number,
): number | null {
  if (limits.steps === undefined) return null;
  const free = Math.max(0, limits.steps - steps - promised);
  return Math.ceil(free / Math.max(1, parallel - atWork));
}

/** Trials that ended since the best one, in the order of their ends; failed ones count too. */
function trialsWithoutGain(trials: readonly StudyTrial[], direction: 'min' | 'max'): number {
  const ended = trials
    .map(({ trial }) => trial)
    .filter((trial) => trial.ended !== null)
    .sort((a, b) => a.ended! - b.ended!);
  let best: number | undefined;
  let since = 0;
  for (const { results } of ended) {
    const value = results?.[0];
    const better =
      value !== undefined &&
      (best === undefined || (direction === 'min' ? value < best : value > best));
    since = better ? 0 : since + 1;
    if (better) best = value;
  }
  return best === undefined ? 0 : since;
}
