import type { WordData } from './records/fields.ts';

/**
 * What a person is told when something cannot be done: what happened, where, and what to do,
 * in that order, in one or two sentences. Crosses processes as plain data.
 */
export interface Problem {
  /** Stable machine name, kebab-case: tests and translations key on it. */
  readonly code: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** The setting, column, line or file concerned. */
  readonly where?: string | undefined;
  /** One sentence: what the person can do. */
  readonly hint?: string | undefined;
  /** Figures of the sentence, for words in other languages. */
  readonly data?: WordData | undefined;
}

/** An error meant for a person. Anything else that is thrown is a defect and is logged with its stack. */
export class UnrollError extends Error {
  readonly code: string;
  readonly where: string | undefined;
  readonly hint: string | undefined;
  readonly data: WordData | undefined;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'UnrollError';
    this.code = problem.code;
    this.where = problem.where;
    this.hint = problem.hint;
    this.data = problem.data;
  }

  toProblem(): Problem {
    const { code, message, where, hint, data } = this;
    return { code, message, where, hint, ...(data === undefined ? {} : { data }) };
  }
}

/** How the operating system and SQLite call a full disk. */
const fullDisk: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL'];

/** Turns anything thrown into data that may cross a process. */
export function problemOf(error: unknown): Problem {
  if (error instanceof UnrollError) return error.toProblem();
  if (error instanceof Error && 'code' in error && fullDisk.includes(error.code)) {
    return {
      code: 'disk-full',
      message: 'There is no space left on the disk.',
      hint: 'Free some space, or choose a folder on another disk; a run can be resumed.',
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    message: `Something went wrong inside Unroll: ${message}`,
    hint: 'The log holds the details; the data and the finished runs are untouched.',
  };
}
