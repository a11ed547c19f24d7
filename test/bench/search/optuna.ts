import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { History } from './ours.ts';

/** One of Optuna's studies. */
export interface OptunaStudy {
  readonly sampler: string;
  readonly function: string;
  readonly seed: number;
  readonly trials: number;
  readonly losses: History;
}

/** What is to be run: for each sampler its functions and the trials of each study. */
export interface OptunaPlan {
  readonly samplers: readonly string[];
  readonly functions: Readonly<Record<string, readonly string[]>>;
  readonly trials: Readonly<Record<string, number>>;
  readonly seeds: number;
}

const script = resolve('test/bench/search/optuna_baseline.py');
/** Studies that were run before: Optuna's Gaussian process takes a quarter of an hour. */
const cache = resolve('out/bench/optuna.jsonl');

/** Runs what the cache lacks. @returns null, with a word to the reader, where Python has no Optuna */
export async function optunaStudies(
  python: string,
  plan: OptunaPlan,
): Promise<readonly OptunaStudy[] | null> {
  const wanted = plan.samplers.flatMap((sampler) =>
    plan.functions[sampler]!.flatMap((name) =>
      Array.from({ length: plan.seeds }, (_, seed) => keyOf(sampler, name, seed, plan)),
    ),
  );
  const known = new Map(cached().map((study) => [JSON.stringify(nameOf(study)), study]));
  const missing = wanted.filter((key) => !known.has(key));
  if (missing.length > 0) {
    process.stderr.write(`Optuna: ${missing.length} studies to run with ${python}\n`);
    if (!(await runPython(python, missing))) return null;
    for (const study of cached()) known.set(JSON.stringify(nameOf(study)), study);
  }
  return wanted.map((key) => known.get(key)!);
}

function keyOf(sampler: string, name: string, seed: number, plan: OptunaPlan): string {
  return JSON.stringify([sampler, name, seed, plan.trials[sampler]]);
}

function nameOf(study: OptunaStudy): unknown[] {
  return [study.sampler, study.function, study.seed, study.trials];
}

function cached(): OptunaStudy[] {
  if (!existsSync(cache)) return [];
  const lines = readFileSync(cache, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as OptunaStudy);
}

async function runPython(python: string, missing: readonly string[]): Promise<boolean> {
  mkdirSync(dirname(cache), { recursive: true });
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((done) => {
    child.on('error', () => done(null));
    child.on('close', done);
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(`[${missing.join(',')}]`);
  for await (const line of createInterface({ input: child.stdout })) {
    appendFileSync(cache, `${line}\n`);
  }
  if ((await ended) === 0) return true;
  process.stderr.write(
    `${python} cannot run Optuna. Install it with: ${python} -m pip install optuna cmaes scipy torch\n` +
      'Another Python is named with --python or UNROLL_PYTHON. Only ours are shown.\n',
  );
  return false;
}
