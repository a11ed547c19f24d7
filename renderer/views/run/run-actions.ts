import { nextRunState, type Run } from '../../../src/contract/index.ts';
import { applyRun } from '../../state/runs.svelte.ts';
import { toast } from '../../state/toasts.svelte.ts';
import { problemFrom, request } from '../../workbench.ts';

/** What a person may do to a run now. */
export const canPause = (run: Run): boolean => nextRunState(run.state, 'pause') !== null;
export const canResume = (run: Run): boolean =>
  run.source === null && nextRunState(run.state, 'resume') !== null;
export const canCancel = (run: Run): boolean =>
  run.source === null && nextRunState(run.state, 'cancel') !== null;

export function pauseRun(run: Run): Promise<void> {
  return attempt(() => request('runs.pause', { id: run.id }));
}

export function resumeRun(run: Run): Promise<void> {
  return attempt(async () => applyRun(await request('runs.resume', { id: run.id })));
}

export function cancelRun(run: Run): Promise<void> {
  return attempt(() => request('runs.cancel', { id: run.id }));
}

/** Changes a run's name, tags or notes; whether it was accepted. */
export async function updateRun(
  run: Run,
  change: { name?: string; tags?: string[]; notes?: string },
): Promise<boolean> {
  let accepted = false;
  await attempt(async () => {
    applyRun(await request('runs.update', { id: run.id, ...change }));
    accepted = true;
  });
  return accepted;
}

async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { message, hint } = problemFrom(error);
    toast({ tone: 'danger', message: hint === undefined ? message : `${message} ${hint}` });
  }
}
