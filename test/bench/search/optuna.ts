import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { StoredStudy, StudyCache, StudyName } from './study-cache.ts';

const script = resolve('test/bench/search/optuna_baseline.py');

/**
 * Runs studies with Optuna and keeps them, until a point in time (of `performance.now`).
 * @returns false, with a word to the reader, where Python has no Optuna
 */
export async function runOptuna(
  python: string,
  missing: readonly StudyName[],
  cache: StudyCache,
  until: number,
): Promise<boolean> {
  const seconds = Math.max(0, (until - performance.now()) / 1000);
  const studies = missing.map((name) => [name.sampler, name.function, name.seed, name.trials]);
  // Its matrices are small: more threads only wait for each other.
  const env = { ...process.env, OMP_NUM_THREADS: '1' };
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'], env });
  const ended = new Promise<number | null>((done) => {
    child.on('error', () => done(null));
    child.on('close', done);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify({ studies, seconds: Math.min(seconds, 1e9) }));
  for await (const line of createInterface({ input: child.stdout })) {
    const study = JSON.parse(line) as StoredStudy;
    cache.add(study, study.losses);
  }
  if ((await ended) === 0) return true;
  process.stderr.write(
    `${python} cannot run Optuna. Install it with: ${python} -m pip install optuna cmaes scipy torch\n` +
      'Another Python is named with --python or UNROLL_PYTHON. Only ours are shown.\n',
  );
  return false;
}
