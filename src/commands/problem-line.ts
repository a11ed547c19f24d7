import { type Problem, problemOf, UnrollError } from '../contract/index.ts';
import { exitCodes } from './exit-codes.ts';

/** A problem on one line: what is wrong and what to do. */
export function problemLine(problem: Problem): string {
  const message = problem.message.trim();
  const ended = /[.!?:…]$/.test(message) ? message : `${message}.`;
  return `${ended} ${problem.hint ?? ''}`.replace(/\s+/g, ' ').trim();
}

/** Problems that no other input would have avoided. */
const failures = new Set([
  'internal',
  'trainer-lost',
  'run-failed',
  'corrupt-database',
  'disk-full',
]);

export function exitCodeOf(error: unknown): number {
  const { code } = problemOf(error);
  if (code === 'home-in-use') return exitCodes.homeInUse;
  const expected = error instanceof UnrollError && !failures.has(code);
  return expected ? exitCodes.wrongInput : exitCodes.failed;
}
