import type { Run } from '../../contract/index.ts';
import type { Outcome } from '../../search/study.ts';
import type { Store } from '../../store/store.ts';
import { stepsUsedUp } from './limits.ts';

/**
 * What became of a trial whose run has ended.
 * @param results what the run measured; null where that was nothing
 * @param pruned why the study asked it to end; undefined where it did not
 */
export function outcomeOf(
  store: Store,
  run: Run,
  results: readonly number[] | null,
  pruned: string | undefined,
): Outcome {
  if (pruned !== undefined) return { state: 'pruned', why: pruned };
  if (run.state === 'cancelled') return { state: 'pruned', why: 'Cancelled by hand.' };
  if (run.state !== 'completed') {
    return { state: 'failed', why: run.problem?.message ?? 'It failed.' };
  }
  if (results === null) return { state: 'failed', why: 'It ended before anything was measured.' };
  const steps = cutAt(store, run);
  return { state: 'completed', results, ...(steps === null ? {} : { why: stepsUsedUp(steps) }) };
}

/** The steps of the whole study, where a run ended because they are used up. */
function cutAt({ studies }: Store, { id, step }: Run): number | null {
  const entry = studies.trialOfRun(id);
  if (entry === null || studies.stepLimitOf(id) !== step) return null;
  return studies.get(entry.studyId).limits.steps ?? null;
}
