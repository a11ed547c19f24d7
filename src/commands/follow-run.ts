import { isActiveRun, type MetricPoint, type Notice, type Run } from '../contract/index.ts';
import type { Workbench } from '../workbench.ts';
import { exitCodes } from './exit-codes.ts';

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
  /** Set when a signal paused it. */
  readonly interruptedBy: 'SIGINT' | 'SIGTERM' | null;
}

/**
 * Starts a run and waits until it has ended. The first Ctrl-C (or a request to end) pauses it with
 * a checkpoint, the second ends this process at once; the trainer ends when its engine is gone.
 *
 * @param start makes or resumes the run; notices that come before it returns are kept
 */
export async function followRun(
  workbench: Workbench,
  start: () => Promise<Run> | Run,
  watcher: RunWatcher,
): Promise<EndedRun> {
  let runId: number | null = null;
  let early: Notice[] = [];
  let ended: (run: Run) => void = () => undefined;
  const end = new Promise<Run>((resolve) => {
    ended = resolve;
  });
  const deliver = (notice: Notice): void => {
    if (notice.type === 'points' && notice.runId === runId) {
      for (const point of notice.points) watcher.onPoint?.(point);
    } else if (notice.type === 'event' && notice.event.runId === runId) {
      if (notice.event.level === 'warning') watcher.onTrouble?.(notice.event.message);
    } else if (notice.type === 'run' && notice.run.id === runId) {
      watcher.onRun?.(notice.run);
      if (!isActiveRun(notice.run.state)) ended(notice.run);
    }
  };
  const stopListening = workbench.onNotice((notice) => {
    if (runId === null) early.push(notice);
    else deliver(notice);
  });
  let interruptedBy: EndedRun['interruptedBy'] = null;
  const onSignal = (signal: 'SIGINT' | 'SIGTERM'): void => {
    if (interruptedBy !== null || runId === null) {
      process.exit(signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated);
    }
    interruptedBy = signal;
    void pause(workbench, runId, watcher);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    const run = await start();
    runId = run.id;
    for (const notice of early) deliver(notice);
    early = [];
    await end;
    return { run: await workbench.handlers['runs.get']({ id: run.id }), interruptedBy };
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    stopListening();
  }
}

async function pause(workbench: Workbench, id: number, watcher: RunWatcher): Promise<void> {
  const run = await workbench.handlers['runs.get']({ id });
  if (!isActiveRun(run.state)) return;
  watcher.onPausing?.(run);
  await workbench.handlers['runs.pause']({ id });
}
