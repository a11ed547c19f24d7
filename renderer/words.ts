import type { RunState } from '../src/contract/index.ts';
import { m } from './paraglide/messages.js';

/** The contract's own words in the window's language. */
const runStateLabels: Readonly<Record<RunState, () => string>> = {
  queued: m.frame_state_queued,
  running: m.frame_state_running,
  paused: m.frame_state_paused,
  completed: m.frame_state_completed,
  failed: m.frame_state_failed,
  cancelled: m.frame_state_cancelled,
  interrupted: m.frame_state_interrupted,
};

export function runStateLabel(state: RunState): string {
  return runStateLabels[state]();
}
