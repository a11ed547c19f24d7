import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The built command, as a person's shell runs it. */
const entry = resolve(import.meta.dirname, '../../out/main/cli.js');

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  /** Resolves when standard output and standard error together match. */
  seen(pattern: RegExp): Promise<void>;
}

/** Starts `unroll` with these arguments in a process of its own. */
export function startUnroll(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): RunningCommand {
  const child = spawn(process.execPath, [entry, ...args], {
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Programs that run tests ask for colours through these: a pipe must get none by itself.
    env: { ...process.env, FORCE_COLOR: undefined, CI: 'true', ...options.env },
  });
  let output = '';
  let errors = '';
  const waiting = new Set<() => void>();
  const check = (): void => {
    for (const look of waiting) look();
  };
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
    check();
  });
  child.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
    check();
  });
  const ended = new Promise<Outcome>((done) => {
    child.on('close', (code) => {
      done({ code, output, errors });
      check();
    });
  });
  const seen = (pattern: RegExp): Promise<void> =>
    new Promise((done, failed) => {
      const look = (): void => {
        if (pattern.test(output + errors)) done();
        else if (child.exitCode === null) return;
        else failed(new Error(`ended without ${pattern}:\n${output}\n${errors}`));
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  return { child, ended, seen };
}

/** Runs `unroll` to its end. */
export function unroll(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  return startUnroll(args, options).ended;
}

/** Every line of output as JSON. */
export function jsonLines(output: string): Record<string, unknown>[] {
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** `--set name=value` for each. */
export const set = (settings: Readonly<Record<string, string | number>>) =>
  Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
