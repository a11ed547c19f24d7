import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Random } from '../../../src/search/numerics/random.ts';
import { Study } from '../../../src/search/study.ts';
import type { TestFunction } from './functions.ts';
import type { History } from './study-cache.ts';

/** Changes with any line of the search's code, so that what was kept is of the code that is measured. */
export function searchVersion(): string {
  const folder = resolve('src/search');
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts')).sort()) {
    hash.update(`${file}\n`).update(readFileSync(resolve(folder, file)));
  }
  const recorded = resolve('test/bench/search/recorded/trials.csv');
  if (existsSync(recorded)) hash.update(readFileSync(recorded));
  return hash.digest('hex').slice(0, 12);
}

/** Runs one study with one of our samplers; told losses carry the function's noise. */
export function runOurs(
  sampler: string,
  test: TestFunction,
  seed: number,
  trials: number,
): History {
  const objectives = Array.from({ length: test.reference === undefined ? 1 : 2 }, (_, i) => ({
    name: `val/loss${i}`,
    direction: 'min' as const,
  }));
  const study = new Study({
    definition: {
      parameters: test.parameters,
      objectives,
      sampler: { id: sampler },
      pruner: { id: 'none' },
      seed,
      budget: { trials },
    },
    trials: [],
    queue: [],
  });
  const noise = new Random(seed, 'noise');
  const history: (readonly number[])[] = [];
  for (let i = 0; i < trials; i++) {
    const trial = study.ask();
    if (trial === null) break;
    const exact = test.losses(trial.values);
    history.push(exact);
    const results = exact.map((loss) => loss + (test.noise ?? 0) * noise.normal());
    study.tell(trial.number, { state: 'completed', results });
  }
  return history;
}
