import { Random } from '../../../src/search/numerics/random.ts';
import { Study } from '../../../src/search/study.ts';
import type { TestFunction } from './functions.ts';

/** The exact losses of each trial of one study. */
export type History = readonly (readonly number[])[];

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
