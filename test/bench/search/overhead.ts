import type { Parameter } from '../../../src/search/space/parameter.ts';
import { Study } from '../../../src/search/study.ts';

/** Ten settings of all kinds. */
const parameters: readonly Parameter[] = [
  ...Array.from(
    { length: 6 },
    (_, i): Parameter => ({ name: `x${i}`, type: 'float', low: 0, high: 1 }),
  ),
  { name: 'units', type: 'integer', low: 8, high: 512, log: true },
  { name: 'layers', type: 'integer', low: 1, high: 6 },
  { name: 'cell', type: 'categorical', choices: ['rnn', 'lstm', 'gru'] },
  { name: 'bias', type: 'categorical', choices: [true, false] },
];

const asked = 20;

/**
 * Milliseconds from asking to a proposal for the last twenty of a study of `trials` trials. Those
 * that learn from their own generations make the whole history themselves, others read a random one.
 */
export function askTime(sampler: string, trials: number): readonly number[] {
  const own = ['cmaes', 'nsga2', 'pbt'].includes(sampler);
  const before = make(own ? sampler : 'random');
  for (let i = 0; i < trials - asked; i++) step(before);
  const { definition } = make(sampler);
  const study = new Study({ ...before.toRecord(), definition });
  return Array.from({ length: asked }, () => step(study));
}

function make(id: string): Study {
  const objectives =
    id === 'nsga2'
      ? (['val/loss', 'val/seconds'] as const).map((name) => ({ name, direction: 'min' as const }))
      : [{ name: 'val/loss', direction: 'min' as const }];
  const definition = { parameters, objectives, sampler: { id }, pruner: { id: 'none' }, seed: 1 };
  return new Study({ definition, trials: [], queue: [] });
}

function step(study: Study): number {
  const started = performance.now();
  const { number, values } = study.ask()!;
  const spent = performance.now() - started;
  const xs = Object.values(values).filter((value) => typeof value === 'number');
  const loss = xs.reduce((sum, x) => sum + (x - 0.3) ** 2, values['cell'] === 'gru' ? 0 : 1);
  const results = study.definition.objectives.map((_, i) =>
    i === 0 ? loss : Number(values['units']),
  );
  study.tell(number, { state: 'completed', results });
  return spent;
}
