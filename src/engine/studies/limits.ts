import type { Settings, StudyEntry, StudyTrial } from '../../contract/index.ts';
import type { Study } from '../../search/study.ts';
import type { Store } from '../../store/store.ts';

/**
 * Why a study has enough, in one sentence; null while it may go on.
 * @param seconds at work so far
 */
export function reachedLimit(
  study: StudyEntry,
  trials: readonly StudyTrial[],
  seconds: number,
  store: Store,
): string | null {
  const { limits, objectives } = study;
  if (limits.trials !== undefined && trials.length >= limits.trials) {
    return `All ${limits.trials} trials are done.`;
  }
  if (limits.minutes !== undefined && seconds >= limits.minutes * 60) {
    return `The ${limits.minutes} minutes are used up.`;
  }
  if (limits.steps !== undefined && stepsOf(trials, store) >= limits.steps) {
    return `The ${limits.steps} training steps are used up.`;
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

function stepsOf(trials: readonly StudyTrial[], store: Store): number {
  return trials.reduce(
    (sum, { runId }) => sum + (runId === null ? 0 : store.runs.get(runId).step),
    0,
  );
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
