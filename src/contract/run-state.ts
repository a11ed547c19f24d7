import type { RunState } from './records/index.ts';

/** What may happen to a run. People cause the first four, the engine the others. */
export type RunAction =
  | 'start'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'complete'
  | 'fail'
  /** The trainer process or the whole engine ended without saying goodbye. */
  | 'lose';

/** Every allowed step; what is absent is refused. */
const transitions: Readonly<Record<RunState, Partial<Readonly<Record<RunAction, RunState>>>>> = {
  queued: { start: 'running', pause: 'paused', cancel: 'cancelled', fail: 'failed' },
  running: {
    pause: 'paused',
    cancel: 'cancelled',
    complete: 'completed',
    fail: 'failed',
    lose: 'interrupted',
  },
  paused: { resume: 'queued', cancel: 'cancelled' },
  interrupted: { resume: 'queued', cancel: 'cancelled' },
  failed: { resume: 'queued' },
  cancelled: { resume: 'queued' },
  completed: {},
};

/** The state after `action`, or null where the action makes no sense. */
export function nextRunState(state: RunState, action: RunAction): RunState | null {
  return transitions[state][action] ?? null;
}

/** Whether a run occupies or awaits a trainer. */
export function isActiveRun(state: RunState): boolean {
  return state === 'queued' || state === 'running';
}
