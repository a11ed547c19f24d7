import { SvelteMap } from 'svelte/reactivity';
import type { StudyEntry, StudyTrial } from '../../src/contract/index.ts';
import { m } from '../paraglide/messages.js';
import { problemFrom, request } from '../workbench.ts';
import { project } from './projects.svelte.ts';
import { toast } from './toasts.svelte.ts';

const byId = new SvelteMap<number, StudyEntry>();
const newestFirst = $derived(
  [...byId.values()]
    .filter(({ projectId }) => projectId === project()?.id)
    .sort((a, b) => b.id - a.id),
);
/** Trials of the studies that were looked at, by study and number. */
const trials = new SvelteMap<number, SvelteMap<number, StudyTrial>>();

/** Hyperparameter searches of the open project, newest first. Reactive. */
export function studies(): readonly StudyEntry[] {
  return newestFirst;
}

export function studyOf(id: number | undefined): StudyEntry | undefined {
  return id === undefined ? undefined : byId.get(id);
}

/** Trials of a study by number; empty until `loadTrials` has answered. Reactive. */
export function trialsOf(id: number): readonly StudyTrial[] {
  return [...(trials.get(id)?.values() ?? [])].sort((a, b) => a.trial.number - b.trial.number);
}

export function applyStudy(study: StudyEntry): void {
  if (study.removedAt === null) byId.set(study.id, study);
  else byId.delete(study.id);
}

export function applyStudyRemoved(id: number): void {
  byId.delete(id);
}

export function applyTrial(trial: StudyTrial): void {
  trials.get(trial.studyId)?.set(trial.trial.number, trial);
}

export async function loadStudies(): Promise<void> {
  for (const study of await request('studies.list')) applyStudy(study);
}

/** From then on notices keep the trials up to date. */
export async function loadTrials(id: number): Promise<void> {
  if (trials.has(id)) return;
  const known = new SvelteMap<number, StudyTrial>();
  trials.set(id, known);
  for (const trial of await request('studies.trials', { id })) {
    if (!known.has(trial.trial.number)) known.set(trial.trial.number, trial);
  }
}

type Change = 'studies.pause' | 'studies.resume' | 'studies.end';

export async function changeStudy(name: Change, study: StudyEntry): Promise<void> {
  try {
    applyStudy(await request(name, { id: study.id }));
  } catch (error) {
    toast({ tone: 'danger', message: problemFrom(error).message });
  }
}

/** Takes a study out of the list and offers to put it back; its runs stay. */
export async function removeStudy(study: StudyEntry): Promise<void> {
  try {
    await request('studies.remove', { id: study.id });
  } catch (error) {
    toast({ tone: 'danger', message: problemFrom(error).message });
    return;
  }
  applyStudyRemoved(study.id);
  toast({
    message: m.search_removed({ name: study.name }),
    action: {
      label: m.controls_undo(),
      run: async () => applyStudy(await request('studies.restore', { id: study.id })),
    },
  });
}
