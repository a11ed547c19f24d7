import { nextRunState, type Run, type WeightExportFormat } from '../../../src/contract/index.ts';
import { m } from '../../paraglide/messages.js';
import { applyRun } from '../../state/runs.svelte.ts';
import { status } from '../../state/status.svelte.ts';
import { toast } from '../../state/toasts.svelte.ts';
import { problemFrom, request, showInFolder } from '../../workbench.ts';

/** What a person may do to a run now. */
export const canPause = (run: Run): boolean => nextRunState(run.state, 'pause') !== null;
export const canResume = (run: Run): boolean =>
  run.source === null && nextRunState(run.state, 'resume') !== null;
export const canCancel = (run: Run): boolean =>
  run.source === null && nextRunState(run.state, 'cancel') !== null;

/** Whether it was accepted: the run pauses a moment later. */
export function pauseRun(run: Run): Promise<boolean> {
  return attempt(() => request('runs.pause', { id: run.id }));
}

export function resumeRun(run: Run): Promise<boolean> {
  return attempt(async () => applyRun(await request('runs.resume', { id: run.id })));
}

/** Whether it was accepted: the run ends a moment later. */
export function cancelRun(run: Run): Promise<boolean> {
  return attempt(() => request('runs.cancel', { id: run.id }));
}

/** Writes the best weights for other programs into a folder of the home folder. */
export function exportRun(run: Run, format: WeightExportFormat): Promise<boolean> {
  return attempt(async () => {
    const { home } = status() ?? (await request('app.status'));
    const directory = `${home}/exports/${run.name}-${run.bestStep ?? run.step}-${format}`;
    await request('weights.export', { runId: run.id, directory, format });
    const show = () => showInFolder(`${directory}/README.md`);
    const action = { label: m.run_export_show(), run: show };
    toast({ tone: 'good', message: m.run_exported({ name: run.name, directory }), action });
  });
}

/** Changes a run's name, tags or notes; whether it was accepted. */
export function updateRun(
  run: Run,
  change: { name?: string; tags?: string[]; notes?: string },
): Promise<boolean> {
  return attempt(async () => applyRun(await request('runs.update', { id: run.id, ...change })));
}

async function attempt(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const { message, hint } = problemFrom(error);
    toast({ tone: 'danger', message: hint === undefined ? message : `${message} ${hint}` });
    return false;
  }
}
