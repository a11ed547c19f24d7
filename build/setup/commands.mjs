import { spawnSync } from 'node:child_process';
import { root } from './folders.mjs';

const minute = 60_000;

/**
 * Runs a program to its end without showing what it prints.
 * @returns {{ ok: boolean; output: string }} `output`: both streams, for messages about failures
 */
export function run(command, args, { cwd = root, env = {}, timeout = 15 * minute } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    timeout,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
  return { ok: status === 0, output: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}` };
}

/** Runs npm: the one that is running us, if any. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], options);
  if (process.platform === 'win32') return run('cmd', ['/c', 'npm', ...args], options);
  return run('npm', args, options);
}

export function isProgram(name) {
  const finder = process.platform === 'win32' ? 'where' : 'which';
  return spawnSync(finder, [name], { stdio: 'ignore' }).status === 0;
}

/** The last lines of a program's output: where compilers and downloaders say what went wrong. */
export function lastLines(output, count = 3) {
  return output.trim().split('\n').slice(-count).join(' | ');
}

/** Whether a server answers within some seconds, so that a download is not waited for in vain. */
export async function isReachable(address) {
  try {
    await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(5000) });
    return true;
  } catch {
    return false;
  }
}
