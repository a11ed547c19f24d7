import type { JobOf, Run } from '../../contract/index.ts';
import type { Store } from '../../store/store.ts';

/**
 * The part of a training that a run has, where the sampler of its study or a budget of steps gives it
 * only that: where it begins and where it ends. Known from the store alone, so that a run that was
 * lost goes on with it.
 * @returns undefined for a run that trains from its start to its end
 */
export function stretchOf(store: Store, { id, settings }: Run): JobOf<'train'>['stretch'] {
  const entry = store.studies.trialOfRun(id);
  if (entry === null) return undefined;
  const { until, continues } = entry.trial;
  if (until === null) {
    const untilStep = store.studies.stepLimitOf(id);
    return untilStep === null ? undefined : { from: null, untilStep, untilEpoch: null };
  }
  const source =
    continues === null ? undefined : store.studies.trial(entry.studyId, continues.trial);
  const run = source?.runId == null ? null : store.runs.get(source.runId);
  // A sampler counts evaluations: one for each epoch unless `eval_every` says otherwise.
  const every = Number(settings['eval_every'] ?? 0);
  return {
    from: run === null ? null : { directory: run.directory, run: run.name },
    untilStep: every > 0 ? until * every : null,
    untilEpoch: every > 0 ? null : until,
  };
}
