import { isActiveRun, type MetricPoint, type Notice, type Run } from '../contract/index.ts';
import type { Workbench } from '../workbench.ts';
import { followWork, type Interruption } from './follow-work.ts';

export interface RunWatcher {
  onPoint?(point: MetricPoint): void;
  /** State, remaining time and best values changed. */
  onRun?(run: Run): void;
  /** Warnings of the trainer, such as a step left out; what ends the run is its problem. */
  onTrouble?(message: string): void;
  onPausing?(run: Run): void;
}

export interface EndedRun {
  readonly run: Run;
  readonly interruptedBy: Interruption;
}

/**
 * Starts a run and waits until it has ended, as `followWork` does.
 * @param start makes or resumes the run
 */
export async function followRun(
  workbench: Workbench,
  start: () => Promise<Run> | Run,
  watcher: RunWatcher,
): Promise<EndedRun> {
  const { ended, interruptedBy } = await followWork(workbench, {
    start,
    hear: (notice, id) => tell(notice, id, watcher),
    mayEnd: (notice, id) =>
      notice.type === 'run' && notice.run.id === id && !isActiveRun(notice.run.state),
    look: (id) => workbench.handlers['runs.get']({ id }),
    isAtWork: ({ state }) => isActiveRun(state),
    pause: (id) => void pause(workbench, id, watcher),
  });
  return { run: ended, interruptedBy };
}

function tell(notice: Notice, id: number, watcher: RunWatcher): void {
  if (notice.type === 'points' && notice.runId === id) {
    for (const point of notice.points) watcher.onPoint?.(point);
  } else if (notice.type === 'event' && notice.event.runId === id) {
    if (notice.event.level === 'warning') watcher.onTrouble?.(notice.event.message);
  } else if (notice.type === 'run' && notice.run.id === id) {
    watcher.onRun?.(notice.run);
  }
}

async function pause(workbench: Workbench, id: number, watcher: RunWatcher): Promise<void> {
  const run = await workbench.handlers['runs.get']({ id });
  if (!isActiveRun(run.state)) return;
  watcher.onPausing?.(run);
  await workbench.handlers['runs.pause']({ id });
}
