import type { Problem } from '../../src/contract/index.ts';
import { onCommand, onNotice, onOpenFiles, problemFrom, request } from '../workbench.ts';
import { runWindowCommand } from './commands.svelte.ts';
import { datasetOf, loadDatasets } from './datasets.svelte.ts';
import { type Route, restoreRoute } from './navigation.svelte.ts';
import { applyNotice } from './notices.ts';
import { followNotifications } from './notifications.ts';
import { applyPreferences, flushPreferences } from './preferences.svelte.ts';
import { loadProjects } from './projects.svelte.ts';
import { loadRuns, runOf } from './runs.svelte.ts';
import { loadSamples } from './samples.svelte.ts';
import { loadStatus } from './status.svelte.ts';
import { loadStudies, studyOf } from './studies.svelte.ts';
import { loadTasks } from './tasks.svelte.ts';
import { takePaths } from './weights.svelte.ts';

let ready = $state(false);
let settle: () => void;
const opened = new Promise<void>((resolve) => {
  settle = resolve;
});
let problem = $state.raw<Problem | null>(null);

/** True once everything that the views read has come; the frame is drawn before. */
export function sessionReady(): boolean {
  return ready;
}

/** Settles when the session is ready; never, where it cannot be opened. */
export function sessionOpened(): Promise<void> {
  return opened;
}

/** Why the session could not be opened. */
export function sessionProblem(): Problem | null {
  return problem;
}

export async function openSession(): Promise<void> {
  onNotice(applyNotice);
  onCommand(runWindowCommand);
  followNotifications();
  addEventListener('pagehide', flushPreferences);
  try {
    const [preferences] = await Promise.all([
      request('app.preferences'),
      loadTasks(),
      loadDatasets(),
      loadRuns(),
      loadStudies(),
      loadSamples(),
      loadStatus(),
      loadProjects(),
    ]);
    applyPreferences(preferences);
    restoreRoute(exists);
    ready = true;
    settle();
    onOpenFiles((paths) => void takePaths(paths));
  } catch (error) {
    problem = problemFrom(error);
  }
}

/** Whether what a stored route points at is still there. */
function exists(route: Route): boolean {
  switch (route.view) {
    case 'data':
    case 'train':
      return route.datasetId === undefined || datasetOf(route.datasetId) !== undefined;
    case 'search':
      return route.studyId === undefined || studyOf(route.studyId) !== undefined;
    case 'run':
      return runOf(route.runId) !== undefined;
    default:
      return true;
  }
}
