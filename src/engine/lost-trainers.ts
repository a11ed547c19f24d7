import type { Problem } from '../contract/index.ts';

/** What to tell of a trainer process that ended without a last message. */
export function lostProblem(code: number | null, signal: string | null, output: string): Problem {
  const how = signal === null ? `with code ${code ?? 'unknown'}` : `by ${signal}`;
  const last = output === '' ? '' : ` Its last words: ${output}`;
  return {
    code: 'trainer-lost',
    message: `The trainer process ended unexpectedly ${how}.${last}`,
    hint:
      signal === 'SIGKILL'
        ? 'If nobody killed it, memory ran out: choose a smaller batch or network.'
        : 'The log in the home folder holds what it printed.',
  };
}

/** What TensorFlow's libraries print at every start: notes and warnings of their own. */
const chatter = /^[IW]\d{4} |^WARNING: All log messages before absl/;

/** The last line that says something, for a message. */
export function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !chatter.test(line));
  return lines.at(-1)?.slice(0, 500) ?? '';
}
