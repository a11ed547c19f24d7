import type { EngineMessage, Envelope, Notice, Problem } from '../src/contract/index.ts';
import type { LaunchShare } from '../src/launchers/launcher.ts';

/** Main <-> engine. Both ends are our own code; what windows and trainers send is validated elsewhere. */

export type ToEngine =
  | { type: 'open'; options: EngineOptions }
  | { type: 'request'; ticket: number; name: string; input: unknown }
  | { type: 'trainer-launched'; trainer: number; pid: number }
  | { type: 'trainer-message'; trainer: number; message: unknown }
  | { type: 'trainer-output'; trainer: number; text: string }
  | { type: 'trainer-exit'; trainer: number; code: number }
  | { type: 'close' };

export type FromEngine =
  | { type: 'opened' }
  | { type: 'refused'; problem: Problem }
  | { type: 'response'; ticket: number; envelope: Envelope<unknown> }
  | { type: 'notice'; notice: Notice }
  | { type: 'launch-trainer'; trainer: number; share: LaunchShare }
  | { type: 'trainer-send'; trainer: number; message: EngineMessage }
  | { type: 'kill-trainer'; trainer: number }
  | { type: 'closed' };

export interface EngineOptions {
  readonly home: string;
  readonly version: string;
  readonly samplesDirectory: string;
}
