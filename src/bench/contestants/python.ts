import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UnrollError } from '../../contract/index.ts';

/**
 * A Python that has PyTorch: the given one, else `UNROLL_PYTHON`, else the virtual environment of
 * the cache folder, else python3. Null where none has it. Takes the seconds of importing it.
 * @throws UnrollError when one was named and has no PyTorch
 */
export function findPython(given: string | undefined): string | null {
  const named = given ?? process.env['UNROLL_PYTHON'];
  if (named !== undefined && named !== '') {
    const complaint = complaintOf(named);
    if (complaint === null) return named;
    throw new UnrollError({
      code: 'no-pytorch',
      message: `${named} is no Python that can import torch (${complaint}).`,
      where: named,
      hint: `Make one with: ${howToGetPyTorch()}`,
    });
  }
  const own = pythonOf(environmentFolder());
  const candidates = [...(existsSync(own) ? [own] : []), 'python3'];
  return candidates.find((python) => complaintOf(python) === null) ?? null;
}

/** Two commands that a person can type; the bench then finds the result by itself. */
export function howToGetPyTorch(): string {
  const folder = environmentFolder();
  return `python3 -m venv ${folder} && ${pythonOf(folder)} -m pip install torch`;
}

/** What a Python says of importing torch, in a line; null where it can. */
function complaintOf(python: string): string | null {
  const { status, stderr, error } = spawnSync(python, ['-c', 'import torch'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    // Without looking into the folder that the bench is started in.
    env: { ...process.env, PYTHONSAFEPATH: '1' },
  });
  if (status === 0) return null;
  const last = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
  return last === '' ? `it ended with ${status}` : last;
}

function environmentFolder(): string {
  return join(cacheFolder(), 'unroll', 'bench-python');
}

function pythonOf(folder: string): string {
  return process.platform === 'win32'
    ? join(folder, 'Scripts', 'python.exe')
    : join(folder, 'bin', 'python');
}

/** The same place that the set-up downloads to. */
function cacheFolder(): string {
  const given = process.env['XDG_CACHE_HOME'];
  if (given) return given;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  const local = process.env['LOCALAPPDATA'];
  if (process.platform === 'win32' && local) return local;
  return join(homedir(), '.cache');
}
