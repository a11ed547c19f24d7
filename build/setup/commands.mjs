import { spawn, spawnSync } from 'node:child_process';
import { root } from './folders.mjs';

const minute = 60_000;

/**
 * Runs a program to its end without showing what it prints.
 * @returns {Promise<{ ok: boolean; output: string }>} `output`: both streams, for messages about
 *   failures
 */
export function run(command, args, { cwd = root, env = {}, timeout = 15 * minute } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      timeout,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/** Runs npm: the one that is running us, if any. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return run(process.execPath, [script, ...args], options);
  if (process.platform === 'win32') return run('cmd', ['/c', 'npm', ...args], options);
  return run('npm', args, options);
}

/** Runs a program that answers at once; its output, or null when it fails. */
export function ask(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout : null;
}

export function isProgram(name) {
  const finder = process.platform === 'win32' ? 'where' : 'which';
  return ask(finder, [name]) !== null;
}

/** What a program's output says went wrong: its first line that names an error, else its last. */
export function reasonIn(output) {
  const lines = output.trim().split('\n');
  return (lines.find((line) => /\b(error:|Error: )/.test(line)) ?? lines.at(-1) ?? '').trim();
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
