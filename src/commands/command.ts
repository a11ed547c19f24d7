import type { Command as Program } from 'commander';
import type { Terminal } from './terminal/terminal.ts';

/** Where a command runs and what it may use. */
export interface Surroundings {
  readonly terminal: Terminal;
  readonly version: string;
  /** Entry of a trainer process, `trainer.js`. */
  readonly trainerEntry: string;
  readonly samplesDirectory: string;
  /** Folder that holds package.json. */
  readonly root: string;
}

/**
 * One subcommand of `unroll`: its options, its help and what it does.
 *
 * Its work prints results on standard output, everything else on standard error, and resolves to
 * the exit code. @throws UnrollError for whatever a person can put right
 */
export interface Command {
  readonly name: string;
  /** Adds options and the action. `finish` is called with the promise of the exit code. */
  register(program: Program, surroundings: Surroundings, finish: Finish): void;
}

export type Finish = (work: Promise<number>) => Promise<void>;

export const homeOption = [
  '--home <dir>',
  'folder of runs and data (default: UNROLL_HOME, else the user data folder)',
] as const;
export const filterOption = [
  '--filter <text>',
  'only runs that pass, such as: lr < 1e-3 and cell = gru and val/loss < 1.6',
] as const;
export const jsonOption = ['--json', 'print JSON, for programs'] as const;
